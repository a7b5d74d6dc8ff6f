import { aliasKills, killedRun } from "../support/campaign/alias-kills";
import { TEST_CLOUDS } from "../engine/clouds";
import { Emulator } from "../support/emulator";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await Emulator.start();
});
afterAll(() => emulator.stop());

/** `make campaign` kills at every call. */
const FEW = TEST_CLOUDS.flatMap(({ name }) => aliasKills(name)).filter(
  ({ operation, action, victim }) =>
    (action === "CreateKey" && victim === "engine hung up") ||
    (operation === "replace" &&
      action === "CreateKey" &&
      victim !== "plugin killed") ||
    (operation === "replace" &&
      action === "UpdateAlias" &&
      victim === "engine killed"),
);

test.each(FEW)(
  "on $cloud a $operation at $action, $victim, is finished by the next up",
  async (kill) => {
    const { violations } = await killedRun(emulator, kill);
    expect(violations).toEqual([]);
  },
  120_000,
);
