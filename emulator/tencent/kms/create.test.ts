import { Bench, START, UIN } from "../testing";

const bench = new Bench();

test("a new key is Enabled, with rotation off and the metadata of the reference", async () => {
  const created = await bench.kms("CreateKey", {
    Alias: "alias-0001",
    Description: "test cmk",
  });
  expect(created).toEqual({
    KeyId: expect.stringMatching(
      /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-525400[0-9a-f]{6}$/,
    ) as unknown,
    Alias: "alias-0001",
    CreateTime: START,
    Description: "test cmk",
    KeyState: "Enabled",
    KeyUsage: "ENCRYPT_DECRYPT",
    TagCode: 0,
    TagMsg: "",
    HsmClusterId: "",
    RequestId: expect.any(String) as unknown,
  });
  const keyId = String(created.KeyId);
  expect(await bench.metadata(keyId)).toMatchObject({
    KeyId: keyId,
    KeyState: "Enabled",
    Type: 4,
    CreatorUin: Number(UIN),
    KeyRotationEnabled: false,
    Owner: "user",
    NextRotateTime: START + 365 * 86_400,
    DeletionDate: 0,
    Origin: "TENCENT_KMS",
    ValidTo: 0,
    ResourceId: `creatorUin/${UIN}/${keyId}`,
    LastRotateTime: 0,
  });
});
