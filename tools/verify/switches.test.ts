import asked from "./asked.json";
import { SCRIPTS } from "./scripts";
import { NOT_ASKED, otherValues, SWITCHES } from "./switches";

const ASKED: Readonly<Record<string, readonly string[]>> = asked;

test.each(Object.keys(SWITCHES))(
  "%s is asked by a step, or has a reason why none can ask it",
  (name) => {
    const isAsked = (ASKED[name] ?? []).length > 0;
    expect(isAsked).toBe(!Object.hasOwn(NOT_ASKED, name));
  },
);

test("each step is there, and has a name of its own", () => {
  const names = Object.values(SCRIPTS).map((script) =>
    [...script.steps(false), ...script.steps(true)].map(({ name }) => name),
  );
  const known = new Set(names.flat());
  expect(
    Object.values(ASKED)
      .flat()
      .filter((name) => !known.has(name)),
  ).toEqual([]);
  for (const script of Object.values(SCRIPTS)) {
    const own = script.steps(true).map(({ name }) => name);
    expect(new Set(own).size).toBe(own.length);
  }
});

test.each<[string, unknown[]]>([
  ["alibaba.emptyDeleteDate", [false]],
  ["alibaba.cancelledWithoutMaterial", ["Enabled"]],
  ["alibaba.unknownActionCode", ["InvalidAction.NotFound"]],
  ["tencent.symmetricPublicKeyCode", ["FailedOperation"]],
  ["tencent.state.UpdateAlias.PendingDelete", ["ok", "FailedOperation"]],
  ["tencent.rotateDaysWhenOff", [90]],
])("%s may be what the cloud answered, or %j", (name, values) => {
  const seen = ["FailedOperation", "<text>", "", 90, true];
  expect(otherValues(name, { region: "ap-seoul", seen })).toEqual(values);
});
