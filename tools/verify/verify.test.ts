import { CANARIES, VerifiedCloud } from "../../tests/support/verified";
import { answerIn, parseTranscript } from "./transcript";

let cloud: VerifiedCloud;

/** What no answer of the vendors' own words looks like. */
const UNNAMED =
  /[0-9a-f]{8}-[0-9a-f]{4}-(?!0000)|\d{4}-\d\d-\d\dT|\w{61}|\d{9}/;

afterEach(() => cloud.stop());

test.each(["alibaba", "tencent"] as const)(
  "%s: the emulator agrees with itself, nothing is left, and the files name nobody",
  async (name) => {
    cloud = await VerifiedCloud.start(name);
    expect(await cloud.verify()).toBe("same");
    expect(await cloud.left()).toEqual([]);

    const { transcript, report } = cloud.files();
    expect(report).toMatch(/ differently in 0\./);
    const keys = await cloud.keys();
    expect(keys.length).toBeGreaterThanOrEqual(3);
    const run = /verify-kms[- ]([0-9a-f]{8})/.exec(JSON.stringify(keys))![1]!;
    const canaries = [
      ...Object.values(CANARIES),
      ...keys.map(({ keyId }) => keyId),
      run,
      new URL(cloud.emulator.url).host,
    ];
    const written = transcript + report;
    expect(canaries.filter((each) => written.includes(each))).toEqual([]);
    // No id, token, signature, time or ciphertext of any other kind either.
    const { lines } = parseTranscript(transcript);
    const answers = JSON.stringify(lines.map(answerIn));
    expect(answers.match(UNNAMED)).toBeNull();
  },
);

test.each([
  ["alibaba", "alibaba.instances=kst-*"],
  ["tencent", "tencent.hsmClusters=cls-hsm-*"],
] as const)(
  "%s: an emulator as it starts, with %s, is no different cloud",
  async (name, any) => {
    cloud = await VerifiedCloud.start(name, [any]);
    expect(await cloud.verify({ isDryRun: true })).toBe("same");
    expect(await cloud.left()).toEqual([]);
  },
);

test("without the user's consent nothing is asked", async () => {
  cloud = await VerifiedCloud.start("alibaba");
  expect(await cloud.verify({ agree: false })).toBe("declined");
  expect(await cloud.keys()).toEqual([]);
  expect(cloud.printed.join("\n")).toMatch(/creates 3 keys .*\n(.*\n)*.*cost/i);
});
