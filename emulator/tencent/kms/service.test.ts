import { Bench } from "../../testing/tencent";

const bench = new Bench();

test("an SM region has SM4 and every asymmetric usage", async () => {
  const lists = await bench.kms("ListAlgorithms");
  expect(lists.SymmetricAlgorithms).toEqual([
    { KeyUsage: "ENCRYPT_DECRYPT", Algorithm: "SM4" },
  ]);
  expect(lists.AsymmetricAlgorithms).toEqual([
    { KeyUsage: "ASYMMETRIC_DECRYPT_RSA_2048", Algorithm: "RSA_2048" },
    { KeyUsage: "ASYMMETRIC_DECRYPT_SM2", Algorithm: "SM2" },
    {
      KeyUsage: "ASYMMETRIC_Encrypt_Decrypt_Kyber_AES",
      Algorithm: "Kyber_AES",
    },
  ]);
  expect(usages(lists.AsymmetricSignVerifyAlgorithms)).toEqual([
    "ASYMMETRIC_SIGN_VERIFY_SM2",
    "ASYMMETRIC_SIGN_VERIFY_ECC",
    "ASYMMETRIC_SIGN_VERIFY_RSA_2048",
    "ASYMMETRIC_SIGN_VERIFY_RSA_3072",
    "ASYMMETRIC_SIGN_VERIFY_DILITHIUM",
    "ASYMMETRIC_SIGN_VERIFY_ECDSA384",
  ]);
});

test("a FIPS region has AES-256 and no SM2", async () => {
  const lists = await bench.kms(
    "ListAlgorithms",
    {},
    { region: "eu-frankfurt" },
  );
  expect(lists.SymmetricAlgorithms).toEqual([
    { KeyUsage: "ENCRYPT_DECRYPT", Algorithm: "AES_256" },
  ]);
  expect(JSON.stringify(lists)).not.toMatch("SM2");
});

test("every usage that a region lists makes a key there", async () => {
  for (const region of ["ap-guangzhou", "ap-singapore"]) {
    const lists = await bench.kms("ListAlgorithms", {}, { region });
    const listed = Object.values(lists).flatMap((list) => usages(list));
    expect(listed.length).toBeGreaterThan(4);
    for (const KeyUsage of listed)
      await bench.kms(
        "CreateKey",
        { Alias: `of-${KeyUsage}`, KeyUsage },
        { region },
      );
  }
});

test("GetRegions lists the regions of the switches, and they decide the standard", async () => {
  const own = new Bench();
  own.set("tencent.smRegions", "ap-one");
  own.set("tencent.fipsRegions", "ap-two, ap-three");
  const { Regions } = await own.kms("GetRegions", {}, { region: "ap-two" });
  expect(Regions).toEqual(["ap-one", "ap-two", "ap-three"]);
  expect(await own.code("ListKeys")).toBe("UnsupportedRegion");
  const lists = await own.kms("ListAlgorithms", {}, { region: "ap-one" });
  expect(JSON.stringify(lists.SymmetricAlgorithms)).toMatch("SM4");
});

test("the service's status counts keys, and shows what the switches set", async () => {
  const own = new Bench();
  await own.createKey();
  expect(await own.kms("GetServiceStatus")).toMatchObject({
    ServiceEnabled: true,
    InvalidType: 1,
    CmkUserCount: 1,
    CmkLimit: 200,
    ExclusiveHSMEnabled: false,
    ExclusiveHSMList: [],
  });
  own.set("tencent.serviceInvalidType", 2);
  expect(await own.code("ListKeys")).toBe("ResourceUnavailable.NotPurchased");
  own.set("tencent.keyQuota", 7);
  own.set("tencent.hsmClusters", "cls-hsm-1");
  expect(await own.kms("GetServiceStatus")).toMatchObject({
    ServiceEnabled: false,
    InvalidType: 2,
    CmkLimit: 7,
    ExclusiveHSMEnabled: true,
    ExclusiveHSMList: [{ HsmClusterId: "cls-hsm-1" }],
  });
});

function usages(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return (list as { KeyUsage: string }[]).map((each) => each.KeyUsage);
}
