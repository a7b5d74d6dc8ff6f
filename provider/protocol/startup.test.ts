import { engines } from "../../package.json";
import { unsupportedNodeMessage } from "./startup";

test.each(["v18.20.8", "v16.0.0", "v19.9.0"])("%s is refused", (version) => {
  expect(unsupportedNodeMessage(version)).toContain(version);
});

test.each(["v20.0.0", "v24.1.0", "v100.0.0"])("%s is taken", (version) => {
  expect(unsupportedNodeMessage(version)).toBeUndefined();
});

test("the oldest one is the one that package.json names", () => {
  const oldest = engines.node.replace(">=", "");
  expect(unsupportedNodeMessage(`v${oldest}.0.0`)).toBeUndefined();
  expect(
    unsupportedNodeMessage(`v${String(Number(oldest) - 1)}.9.0`),
  ).toBeDefined();
});
