import { readArguments } from "./arguments";

test.each([
  [["127.0.0.1:4711"], "127.0.0.1:4711"],
  [["--logtostderr", "-v=9", "127.0.0.1:4711"], "127.0.0.1:4711"],
  [["--tracing", "http://127.0.0.1:9411", "127.0.0.1:4711"], "127.0.0.1:4711"],
  [["--tracing", "127.0.0.1:9411"], undefined],
  [["--of-tomorrow", "--flag=value", "[::1]:4711"], "[::1]:4711"],
  [["some-word"], undefined],
  [[], undefined],
])("%j are started by the engine at %s", (args, engineAddress) => {
  expect(readArguments(args)).toEqual({
    help: false,
    version: false,
    engineAddress,
  });
});

test("help and version are asked for by flags, whatever stands beside them", () => {
  expect(readArguments(["-v=3", "--help"]).help).toBe(true);
  expect(readArguments(["-h"]).help).toBe(true);
  expect(readArguments(["--version", "127.0.0.1:1"]).version).toBe(true);
});
