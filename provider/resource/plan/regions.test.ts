import {
  bag,
  checked,
  listeningHost,
  UNKNOWN,
  URN,
} from "../../../tests/support/resource";
import { CLOUDS } from "../../clouds/registry";
import { CLOUD_NAMES, type CloudName } from "../../model/types";
import { checkConfig, configure } from "../session/config";
import { Session } from "../session/session";
import { parseGivenId, parseId } from "../values/id";
import type { Properties } from "../values/properties";
import { regionRule } from "../values/regions";

/** A future region, the nearest known one, and a key there. */
const NEW: Readonly<
  Record<CloudName, { region: string; near: string; id: string; arn: string }>
> = {
  alibaba: {
    region: "cn-hangzhou-9",
    near: "cn-hangzhou",
    id: "alibaba/cn-hangzhou-9/key-1",
    arn: "acs:kms:cn-hangzhou-9:100000000001:key/key-1",
  },
  tencent: {
    region: "ap-singapura",
    near: "ap-singapore",
    id: "tencent/ap-singapura/23e80852-1e38-11e9-b129-5cb9019b4b01",
    arn: "qcs::kms:ap-singapura:uin/100000000001:key/creatorUin/100000000001/23e80852-1e38-11e9-b129-5cb9019b4b01",
  },
};

describe.each(CLOUD_NAMES)("%s", (name) => {
  const cloud = CLOUDS[name];
  const { region, near, id, arn } = NEW[name];
  const named: Properties[] = [
    { additionalRegions: ["xx-elsewhere", region] },
    { additionalRegions: UNKNOWN },
  ];

  test("every region of the table has the form of a region, once", () => {
    const { regions, regionPattern, regionExample } = cloud.rules;
    for (const known of regions) expect(known).toMatch(regionPattern);
    expect(new Set(regions).size).toBe(regions.length);
    expect(regions).toContain(regionExample);
  });

  test("the rule names cloud, nearest region and the command that adds one", () => {
    const rule = regionRule(cloud, region, { additionalRegions: ["eu-x-1"] });
    expect(rule).toBe(
      `must be a region of ${cloud.title}, such as ${near}; one that is newer than this provider must be named in its setting additionalRegions: \`pulumi config set cmk:additionalRegions eu-x-1,${region}\` (\`pulumi import\` reads it after the next \`pulumi up\`, and so does \`pulumi do\` with --provider)`,
    );
    expect(regionRule(cloud, near, {})).toBeUndefined();
  });

  test("a region that only the other cloud has is named as its", () => {
    const [other] = Object.values(CLOUDS).filter((one) => one !== cloud);
    const [foreign = ""] = (other?.rules.regions ?? []).filter(
      (one) => !cloud.rules.regions.includes(one),
    );
    expect(regionRule(cloud, foreign, {})).toBe(
      `must be a region of ${cloud.title}, such as ${cloud.rules.regionExample}, and this is one of ${other?.title ?? ""}`,
    );
    expect(regionRule(cloud, foreign, {}, true)).not.toContain(other?.title);
  });

  test("a failure shows nothing of a secret region", () => {
    const place = { cloud: name, region, alias: "orders" };
    const { failures } = checked(place, { secrets: [["region"]] });
    expect(failures.map(({ property }) => property)).toEqual(["region"]);
    expect(failures[0]?.reason).not.toContain(region);
    expect(regionRule(cloud, region, {}, true)).toContain(
      cloud.rules.regionExample,
    );
  });

  test.each(named)("a region may be added by %j", (settings) => {
    expect(regionRule(cloud, region, settings)).toBeUndefined();
    const known = { ...settings, [`${name}Region`]: region };
    expect(checkConfig({ urn: URN, news: bag(known) }).failures).toEqual([]);
  });

  test("no setting adds what does not look like a region", () => {
    const text = "evil.example.com/x";
    const settings = { additionalRegions: [text] };
    expect(regionRule(cloud, text, settings)).toBeDefined();
    expect(checkConfig({ urn: URN, news: bag(settings) }).failures).toEqual([
      expect.objectContaining({ property: "additionalRegions[0]" }),
    ]);
  });

  test("the default region is held against the table", () => {
    const news = bag({ [`${name}Region`]: region });
    const [failure] = checkConfig({ urn: URN, news }).failures;
    expect(failure?.property).toBe(`${name}Region`);
    expect(failure?.reason).toContain(near);
  });

  test.each([id, arn])(
    "%s is a key of the state, and none to import",
    (text) => {
      expect(parseId(text, {})).toMatchObject({ cloud, region });
      expect(() => parseGivenId(text, {})).toThrow(
        `"${region}" must be a region of ${cloud.title}, such as ${near}`,
      );
      expect(parseGivenId(text, { additionalRegions: [region] })).toMatchObject(
        { cloud, region },
      );
    },
  );

  test("an existing key stays, and is not replaced", () => {
    const olds = { cloud: name, region, alias: "orders" };
    expect(checked(olds, { olds }).failures).toEqual([]);
    const changed = { ...olds, description: "x" };
    expect(checked(changed, { olds }).failures).toEqual([]);
    const other = { ...olds, spec: "RSA_2048", usage: "SIGN_VERIFY" };
    const replaced = checked(other, { olds: { ...olds, spec: "SM4" } });
    expect(replaced.failures.map(({ property }) => property)).toContain(
      "region",
    );
  });
});

test("an endpoint of its own adds a region on Alibaba Cloud", () => {
  const { region } = NEW.alibaba;
  for (const alibabaEndpoints of [{ [region]: "kms.example.com" }, UNKNOWN])
    expect(
      regionRule(CLOUDS.alibaba, region, { alibabaEndpoints }),
    ).toBeUndefined();
  expect(
    regionRule(CLOUDS.alibaba, region, { alibabaEndpoints: {} }),
  ).toBeDefined();
});

test.each([
  ["cn-a,ap-b-1", ["cn-a", "ap-b-1"]],
  [" cn-a , ", ["cn-a"]],
  ['["cn-a"]', ["cn-a"]],
  [["cn-a"], ["cn-a"]],
  ["", []],
])("additional regions are read from %j", (additionalRegions, regions) => {
  const session = new Session();
  configure(
    { providerId: "p", args: bag({ additionalRegions }) },
    session,
    listeningHost(),
  );
  expect(session.config.additionalRegions).toEqual(regions);
});

test.each(["5", [5]])("additional regions are no %j", (additionalRegions) => {
  const news = bag({ additionalRegions });
  expect(checkConfig({ urn: URN, news }).failures).toHaveLength(1);
});
