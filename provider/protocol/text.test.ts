import { wellFormed } from "./text";

test("half a surrogate pair is replaced and everything else kept", () => {
  expect(wellFormed("a\ud83d")).toBe("a\uFFFD");
  expect(wellFormed("\ude00b")).toBe("\uFFFDb");
  expect(wellFormed("schlüssel 😀 密钥")).toBe("schlüssel 😀 密钥");
});
