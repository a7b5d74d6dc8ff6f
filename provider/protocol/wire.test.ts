import { CheckRequest } from "@pulumi/pulumi/proto/provider_pb";
import fc from "fast-check";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { refuseHarmfulMessages } from "./wire";

beforeAll(refuseHarmfulMessages);

const read = (hex: string) =>
  CheckRequest.deserializeBinary(Buffer.from(hex, "hex"));

test.each([
  ["a message", "22939ad5a51e52"],
  ["a text", "0affffffff0f41"],
  ["bytes", "2affffffff0f41"],
  ["the key of a map", "12080a060affffff7f41"],
  ["a length that has no end", "0affffffffffff"],
])("%s that says to be longer than the whole is refused", (_, hex) => {
  expect(() => read(hex)).toThrow();
});

test("a name that would be lost is refused, a tag's too", () => {
  const value = Buffer.from("1a0178", "hex");
  const entry = Buffer.concat([
    Buffer.from([0x0a, 9]),
    Buffer.from("__proto__"),
    Buffer.from([0x12, value.length]),
    value,
  ]);
  const struct = Buffer.concat([Buffer.from([0x0a, entry.length]), entry]);
  expect(() => Struct.deserializeBinary(struct)).toThrow(/named __proto__/);
});

test("no bytes keep a reader busy", () => {
  fc.assert(
    fc.property(fc.nat(), (number) => {
      for (const bytes of messages(number))
        try {
          CheckRequest.deserializeBinary(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
    }),
    { numRuns: 200 },
  );
});

const STARTS = [0x0a, 0x12, 0x1a, 0x22, 0x2a];

/** A hundred messages of up to 61 bytes, of which the first begins a field. */
function* messages(seed: number): Generator<Uint8Array> {
  let state = seed >>> 0;
  const next = (count: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % count;
  };
  for (let index = 0; index < 100; index += 1) {
    const rest = Array.from({ length: next(61) }, () => next(256));
    yield Uint8Array.from([STARTS[next(STARTS.length)] ?? 0, ...rest]);
  }
}

test("what is well-formed is read as before", () => {
  const news = Struct.fromJavaScript({ a: "x".repeat(300), b: [{ c: "" }] });
  const request = new CheckRequest()
    .setUrn("urn")
    .setNews(news)
    .setRandomseed(new Uint8Array(200));
  const back = CheckRequest.deserializeBinary(request.serializeBinary());
  expect(back.toObject()).toEqual(request.toObject());
});
