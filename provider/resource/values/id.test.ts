import { CLOUDS } from "../../clouds/registry";
import {
  formatId,
  fullName,
  parseGivenId,
  parseId,
  placeOf,
  refuseUnknownAccount,
} from "./id";

const UUID = "11111111-2222-3333-4444-555555555555";
const KEYS = {
  alibaba: {
    region: "cn-hangzhou",
    keyId: "key-hzz1",
    arn: "acs:kms:cn-hangzhou:100000000001:key/key-hzz1",
  },
  tencent: {
    region: "ap-singapore",
    keyId: UUID,
    arn: `qcs::kms:ap-singapore:uin/1:key/creatorUin/1/${UUID}`,
  },
} as const;
const REGIONS = { alibabaRegion: "cn-hangzhou", tencentRegion: "ap-singapore" };

describe.each(["alibaba", "tencent"] as const)("an id on %s", (name) => {
  const cloud = CLOUDS[name];
  const { region, keyId, arn } = KEYS[name];
  const id = `${name}/${region}/${keyId}`;
  const address = { cloud, region, keyId };

  test("is read back from each of its forms", () => {
    expect(parseId(id, {})).toEqual(address);
    expect(parseId(arn, {})).toEqual(address);
    expect(formatId(address)).toBe(id);
    expect(placeOf(id)).toEqual({ cloud: name, region });
  });

  test("may be bare where the provider's region tells the rest", () => {
    const config = { [`${name}Region`]: region };
    expect(parseId(keyId, config)).toEqual(address);
    expect(() => parseId(keyId, {})).toThrow(/names no cloud and region/);
  });

  test.each([
    [`other/${region}/${keyId}`, "must begin with alibaba or tencent"],
    [`${name}/!/${keyId}`, '"!" is not a region'],
    [`${name}/${region}/`, "is not a key id"],
    [`${name}/${region}/x y`, '"x y" is not a key id'],
    [`${id}/more`, `"${keyId}/more" is not a key id`],
  ])("is not %s", (text, expected) => {
    expect(() => parseId(text, {})).toThrow(expected);
    expect(() => parseId(text, {})).toThrow("Give it as CLOUD/REGION/KEYID");
  });

  test("that a user gives must be in a known region, one of the state need not", () => {
    const text = `${name}/xx-nowhere-9/${keyId}`;
    expect(parseId(text, {}).region).toBe("xx-nowhere-9");
    expect(() => parseGivenId(text, {})).toThrow("xx-nowhere-9");
    expect(parseGivenId(id, {})).toEqual(address);
  });

  test("names its account by the state's arn, or is one itself", () => {
    expect(fullName(address, id, { arn })).toBe(arn);
    expect(fullName(address, arn, {})).toBe(arn);
    expect(fullName(address, id, {})).toBeUndefined();
  });

  test("whose arn is another key's, or none, is damage", () => {
    const other = { ...address, region: "elsewhere" };
    for (const text of [arn, "text"])
      expect(() => fullName(other, id, { arn: text })).toThrow(
        /state is damaged/,
      );
  });

  test("does not count as gone while its account is unknown", () => {
    const refuse = (outputs: { keyId?: string; arn?: string }) => () => {
      refuseUnknownAccount(address, id, outputs);
    };
    expect(refuse({ keyId })).toThrow(/does not say which account/);
    expect(refuse({ keyId, arn })).not.toThrow();
    expect(refuse({})).not.toThrow();
  });
});

test("a bare id that could be of both clouds is refused", () => {
  expect(() => parseId(UUID, REGIONS)).toThrow(
    `it could be alibaba/cn-hangzhou/${UUID} or tencent/ap-singapore/${UUID}`,
  );
});

test("a name that is no cloud's key id is told from one whose region is unknown", () => {
  for (const config of [{}, REGIONS])
    expect(() => parseId("orders", config)).toThrow(
      /id "orders" names no key: it is no key id of any cloud\. The function getCmk finds a key by its alias\. Give it as/,
    );
});

test.each(["", "text", "alibaba/cn-hangzhou", "other/cn-hangzhou/key-1"])(
  "%j tells no place",
  (text) => {
    expect(placeOf(text)).toEqual({});
  },
);
