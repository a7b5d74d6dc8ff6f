import type { Switches } from "./emulated";
import { settle } from "./settle";
import type { Step } from "./script";
import type { Line } from "./transcript";

const STEPS: Step[] = [
  {
    name: "rotation of a signing key",
    action: "EnableKeyRotation",
    parameters: {},
  },
  {
    name: "GetPublicKey: of a symmetric key",
    action: "GetPublicKey",
    parameters: {},
  },
];

/** Answers by the switches, as the emulator does. */
const emulated = {
  play: (steps: readonly Step[], _: boolean, switches: Switches = {}) =>
    Promise.resolve(
      steps.map((step, index): Line => ({
        ...step,
        status: 200,
        code: String(
          switches[
            index === 0
              ? "tencent.asymmetricRotationCode"
              : "tencent.symmetricPublicKeyCode"
          ] ?? "InvalidParameter",
        ),
      })),
    ),
};

const about = {
  cloud: "tencent",
  region: "ap-guangzhou",
  dedicated: false,
} as const;

function answered(...codes: string[]): Line[] {
  return STEPS.map((step, index) => ({
    ...step,
    status: 200,
    code: codes[index],
  }));
}

test("where all is the same there is nothing to settle", async () => {
  const cloud = answered("InvalidParameter", "InvalidParameter");
  expect(await settle(emulated, STEPS, cloud, about)).toEqual({
    settled: [],
    left: [],
  });
});

test("a switch is settled to what the cloud answered", async () => {
  const cloud = answered("FailedOperation", "InvalidParameter");
  expect(await settle(emulated, STEPS, cloud, about)).toEqual({
    settled: [
      {
        name: "tencent.asymmetricRotationCode",
        value: "FailedOperation",
        steps: ["rotation of a signing key"],
      },
    ],
    left: [],
  });
});

test("two differences have a switch each", async () => {
  const cloud = answered("FailedOperation", "UnsupportedOperation");
  const { settled, left } = await settle(emulated, STEPS, cloud, about);
  expect(settled.map(({ name, value }) => `${name}=${value}`).sort()).toEqual([
    "tencent.asymmetricRotationCode=FailedOperation",
    "tencent.symmetricPublicKeyCode=UnsupportedOperation",
  ]);
  expect(left).toEqual([]);
});

test("what no switch explains is left", async () => {
  const [first, second] = answered("InvalidParameter", "InvalidParameter");
  const cloud = [first!, { ...second!, status: 500 }];
  const { settled, left } = await settle(emulated, STEPS, cloud, about);
  expect(settled).toEqual([]);
  expect(left.map(({ step }) => step)).toEqual([
    "GetPublicKey: of a symmetric key",
  ]);
});
