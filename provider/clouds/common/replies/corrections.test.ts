import { KEY_PARAMETERS as ALIBABA_REQUEST } from "../../../../emulator/alibaba/actions/create-key";
import { CreateKey as TENCENT_REQUEST } from "../../../../emulator/tencent/kms/parameters";
import { cmkInputs } from "../../../model/inputs";
import { classify as alibaba } from "../../alibaba/errors";
import { INPUTS_OF as ALIBABA } from "../../alibaba/parameters";
import { classify as tencent } from "../../tencent/errors";
import { INPUTS_OF as TENCENT } from "../../tencent/parameters";
import { ErrorReply } from "./treatment";

const inputs = {
  spec: "native:WRONG",
  usage: "SIGN_VERIFY",
  origin: "EXTERNAL",
  protectionLevel: "HSM",
  dkmsInstanceId: "kst-1",
  hsmClusterId: "cls-hsm-1",
  policy: '{"a":"secret"}',
};
const WHERE = { action: "CreateKey", region: "a-region", inputs };

const onAlibaba = (code: string, detail: string, where = WHERE) =>
  alibaba(new ErrorReply(code, detail, 400, "an-id"), where).remedy;
const onTencent = (code: string, detail: string, where = WHERE) =>
  tencent(new ErrorReply(code, detail, 200, "an-id"), where).remedy;

const invalid = (name: string) =>
  onAlibaba(
    "InvalidParameter",
    `The specified parameter "${name}" is not valid.`,
  );

test.each(Object.keys(ALIBABA_REQUEST))(
  "CreateKey's %s on Alibaba Cloud is reported by the input's name",
  (name) => {
    const [path = ""] = ALIBABA[name] ?? [];
    expect(cmkInputs.shape).toHaveProperty(path.split(".", 1));
    expect(invalid(name)).toMatch(
      new RegExp(
        `^Correct ${path}( \\(".*\\))?, which Alibaba Cloud calls ${name}\\.$`,
      ),
    );
  },
);

test.each(Object.keys(TENCENT_REQUEST.shape))(
  "CreateKey's %s on Tencent Cloud is reported by the input's name",
  (name) => {
    const [path = ""] = TENCENT[name] ?? [];
    expect(cmkInputs.shape).toHaveProperty(path);
    const ending = `, which Tencent Cloud calls ${name}.`;
    for (const remedy of [
      onTencent("InvalidParameter", `The parameter ${name} is out of range.`),
      onTencent("MissingParameter", `The parameter ${name} is required.`),
      onTencent(`InvalidParameterValue.Invalid${name}New`, "No."),
    ]) {
      expect(remedy).toMatch(new RegExp(`^Correct ${path}\\b`));
      expect(remedy).toContain(ending);
    }
  },
);

test.each([
  [
    invalid("KeySpec"),
    'Correct spec ("native:WRONG"), which Alibaba Cloud calls KeySpec.',
  ],
  [
    invalid("ProtectionLevel"),
    'Correct protectionLevel ("HSM"), which Alibaba Cloud calls ProtectionLevel.',
  ],
  [
    onAlibaba("InvalidParameter.TagKey", "No."),
    "Correct tags, which Alibaba Cloud calls TagKey.",
  ],
  [
    onTencent("InvalidParameterValue.InvalidType", "No."),
    'Correct origin ("EXTERNAL"), which Tencent Cloud calls Type.',
  ],
  [
    onTencent("InvalidParameterValue.TagKeysDuplicated", "No."),
    "Correct tags, which Tencent Cloud calls TagKey.",
  ],
])("the remedy names the value, too: %s", (remedy, expected) => {
  expect(remedy).toBe(expected);
});

test("a KeyUsage is of spec and usage, and what the region has is one command away", () => {
  expect(
    onTencent(
      "InvalidParameterValue.InvalidKeyUsage",
      "Incorrect KeyUsage parameter.",
    ),
  ).toMatch(
    /^Correct spec \("native:WRONG"\) or usage \("SIGN_VERIFY"\), which Tencent Cloud calls KeyUsage\. `tccli kms ListAlgorithms --region a-region` lists/,
  );
});

test("a value that would have to be cut or escaped is left out, as a secret in it would not be recognised", () => {
  expect(invalid("Policy")).toBe(
    "Correct policy, which Alibaba Cloud calls Policy.",
  );
});

test("where the cloud names no parameter, nothing is guessed", () => {
  for (const remedy of [
    onAlibaba("InvalidParameter", "No."),
    onTencent("InvalidParameter", "No."),
  ])
    expect(remedy).toBe("Correct the input that the message names.");
});
