import { CODES as ALIBABA } from "../../clouds/alibaba/codes";
import { remedyOf } from "../../clouds/common/replies/treatment";
import { CloudError, setting, term } from "../../clouds/errors";
import { CLOUDS } from "../../clouds/registry";
import { CODES as TENCENT } from "../../clouds/tencent/codes";
import { listeningHost } from "../../../tests/support/resource";
import { callContext, messageOf, requestErrorOf } from "./requests";
import { worded } from "./wording";

test.each([
  [`The next ${term("apply")} does it.`, "The next `pulumi up` does it."],
  [term("apply fewer"), "`pulumi up --parallel 4`"],
  [`${term("refresh")} shows it.`, "`pulumi refresh` shows it."],
  [term("more time"), "the resource option customTimeouts"],
  [`Check ${setting("alibabaEndpoint")}.`, "Check cmk:alibabaEndpoint."],
  [setting("alibabaEndpoints.cn-beijing"), "cmk:alibabaEndpoints.cn-beijing"],
  [
    term("configure tencentSecretId tencentSecretKey"),
    "Set cmk:tencentSecretId and, with --secret, cmk:tencentSecretKey by `pulumi config set`, from the next `pulumi up` on (an explicit provider takes its own arguments, not the stack's `cmk:` settings)",
  ],
  [`Correct ${setting("emulator")}.`, "Correct cmk:emulator or CMK_EMULATOR."],
  ["a cloud's own ⟦brackets⟧", "a cloud's own ⟦brackets⟧"],
])("%s is worded as %s", (text, words) => {
  expect(worded(text)).toBe(words);
});

test("every remedy and refusal of the clouds is worded", () => {
  const where = { action: "CreateKey", region: "a-region" };
  const texts = [
    ...[ALIBABA, TENCENT].flatMap((codes) =>
      Object.values(codes).map((treatment) => remedyOf(treatment, where)),
    ),
    ...Object.values(CLOUDS).flatMap(({ rules }) =>
      Object.values(rules.refuses),
    ),
  ];
  expect(texts.some((text) => text.includes("⟦"))).toBe(true);
  for (const text of texts) expect(worded(text)).not.toContain("⟦");
});

test("errors, warnings and status lines reach users in Pulumi's words", () => {
  const error = new CloudError("no", {
    kind: "state",
    cloud: "alibaba",
    action: "EnableKey",
    remedy: `${term("refresh")} shows the state.`,
  });
  const words = "alibaba EnableKey: no. `pulumi refresh` shows the state.";
  expect(messageOf(error)).toBe(words);
  expect(requestErrorOf(error)).toMatchObject({ message: words });
  const host = listeningHost();
  const context = callContext(host, 0);
  context.warn(error.message);
  context.status(error.message);
  expect(host.logged).toEqual([
    expect.stringContaining(words),
    expect.stringContaining(words),
  ]);
});
