import { status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import {
  PartialFailure,
  RequestError,
  type StatusName,
} from "../resource/values/requests";
import { UNKNOWN } from "../resource/values/properties";
import { toStatus } from "./errors";
import { SIGNATURE, TAG } from "./sentinels";

/** What our own code wrote to stderr meanwhile. */
function stderrOf(act: () => void): string {
  const lines: string[] = [];
  const write = jest
    .spyOn(console, "error")
    .mockImplementation((text: string) => lines.push(text));
  try {
    act();
  } finally {
    write.mockRestore();
  }
  return lines.join("\n");
}

test.each<[StatusName, status]>([
  ["INVALID_ARGUMENT", 3],
  ["NOT_FOUND", 5],
  ["CANCELLED", 1],
  ["RESOURCE_EXHAUSTED", 8],
  ["UNAUTHENTICATED", 16],
])(
  "a RequestError with %s ends the call with code %i and its text",
  (name, code) => {
    expect(toStatus(new RequestError(name, "no, since…"), "Create")).toEqual({
      code,
      details: "no, since…",
    });
  },
);

test("a partial failure carries id, outputs, inputs and reasons to the engine", () => {
  const failure = new PartialFailure(
    "alibaba/cn-hangzhou/key-1",
    { values: { keyId: "key-1", arn: UNKNOWN }, secrets: [["keyId"]] },
    { values: { description: "d" }, secrets: [] },
    ["the alias is taken", "the tags were refused"],
  );
  const { code, details, metadata } = toStatus(failure, "Create");
  const [bytes] = metadata?.get("grpc-status-details-bin") ?? [];
  const packed = Status.deserializeBinary(bytes as Buffer);
  expect(packed.getCode()).toBe(code);
  expect(packed.getMessage()).toBe(details);
  expect(details).toBe("the alias is taken; the tags were refused");

  const [any] = packed.getDetailsList();
  expect(any?.getTypeUrl()).toBe(
    "type.googleapis.com/pulumirpc.ErrorResourceInitFailed",
  );
  const detail = ErrorResourceInitFailed.deserializeBinary(
    any?.getValue_asU8() ?? new Uint8Array(),
  );
  expect(detail.getId()).toBe("alibaba/cn-hangzhou/key-1");
  expect(detail.getReasonsList()).toEqual(failure.reasons);
  expect(detail.getInputs()?.toJavaScript()).toEqual({ description: "d" });
  expect(detail.getProperties()?.toJavaScript()).toEqual({
    keyId: { [SIGNATURE]: TAG.secret, value: "key-1" },
  });
});

test("an unexpected error becomes a readable message that says where it happened, and shows no value", () => {
  const secret = "canary-4711";
  let shown = "";
  const logged = stderrOf(() => {
    try {
      JSON.parse(`{"a": ${secret}`);
    } catch (error) {
      const { code, details } = toStatus(error, "Update");
      expect(code).toBe(status.FAILED_PRECONDITION);
      shown = details;
    }
  });
  expect(shown).toMatch(
    /^Update failed because of an internal error in the cmk provider/,
  );
  expect(shown).toMatch(/SyntaxError at .*report/);
  expect(shown).not.toContain("\n");
  expect(logged).toMatch(/^SyntaxError in Update\n\s+at .*errors\.test\.ts/s);
  expect(shown + logged).not.toContain("canary");
});

test.each([["text"], [undefined], [{ a: 1 }]])(
  "a thrown value that is not an error is reported as an internal error: %p",
  (thrown) => {
    stderrOf(() => {
      expect(toStatus(thrown, "Read").details).toContain("Read failed");
    });
  },
);
