import { bag, listeningHost } from "../../../tests/support/resource";
import { Redaction } from "./redaction";
import { PartialFailure, RequestError } from "./requests";

const INPUTS = bag(
  {
    alias: "hidden",
    description: "hidden-longer",
    tags: { a: "x1y", b: "no" },
  },
  ["alias"],
  ["description"],
  ["tags"],
);

test("secret texts are hidden in errors, reasons and log lines, the longest first", () => {
  const redaction = new Redaction([INPUTS]);
  const text = 'alias "hidden" of hidden-longer with x1y and no';
  const shown = 'alias "[secret]" of [secret] with [secret] and no';
  expect(redaction.error(new RequestError("NOT_FOUND", text))).toMatchObject({
    status: "NOT_FOUND",
    message: shown,
  });
  const failure = new PartialFailure("id", INPUTS, INPUTS, [text]);
  expect(redaction.error(failure)).toMatchObject({
    id: "id",
    outputs: INPUTS,
    reasons: [shown],
  });
  const host = listeningHost();
  redaction.host(host).log("warning", text);
  expect(host.logged).toEqual([`warning: ${shown}`]);
});

test("text without a secret is unchanged", () => {
  const redaction = new Redaction([bag({ alias: "shown" })]);
  const error = new RequestError("NOT_FOUND", 'alias "shown"');
  expect(redaction.error(error)).toBe(error);
});
