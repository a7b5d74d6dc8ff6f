import type { CloudName } from "../../emulator/clouds";
import { Plugin } from "../../tests/support/plugin";
import { LIMITS, stage } from "./life";
import * as section from "./section";
import type { Section } from "./section";

/** Creates keys with several plugins at the same time. */
async function creates(
  cloud: CloudName,
  processes: number,
  keys: number,
): Promise<string[]> {
  const emulator = await stage({ cloud, keys, limits: true });
  const started = await Promise.all(
    Array.from({ length: processes }, () =>
      Plugin.configured(emulator.connection()),
    ),
  );
  const each = keys / processes;
  const orders = await Promise.all(
    started.flatMap(({ client }, process) =>
      Array.from({ length: each }, async (_, index) => {
        const urn = `urn:pulumi:b::b${process}::cmk:index:Cmk::key${index}`;
        const { inputs } = await client.check({ cloud }, { urn });
        return () => client.create(inputs, { urn });
      }),
    ),
  );
  await emulator.forgetCalls();
  const start = performance.now();
  await Promise.all(orders.map((order) => order()));
  const seconds = (performance.now() - start) / 1000;
  const { CreateKey = 0, ...others } = (await emulator.calls())[cloud];
  await Promise.all(started.map(({ plugin }) => plugin.stop()));
  await emulator.stop();
  const perSecond = LIMITS[cloud]["CreateKey"] ?? LIMITS[cloud].other;
  const least = keys / perSecond;
  return [
    cloud === "alibaba" ? "Alibaba Cloud" : "Tencent Cloud",
    String(keys),
    String(processes),
    `${perSecond} a second`,
    section.seconds(least),
    section.seconds(seconds),
    section.times(seconds / least),
    String(CreateKey - keys),
    section.calls(others),
  ];
}

/** Takes some 50 seconds. */
export async function benchLimits(): Promise<Section> {
  const rows = [
    await creates("tencent", 1, 200),
    // Enough for the two to reach the limit, which allows a burst of one second's requests.
    await creates("tencent", 2, 400),
    await creates("alibaba", 1, 200),
    await creates("alibaba", 2, 100),
  ];
  return {
    title: "Creates at the limits",
    text: TEXT,
    tables: [{ head: HEAD, rows }],
  };
}

const HEAD = [
  "Cloud",
  "Keys",
  "Processes",
  "CreateKey",
  "Least possible",
  "cmk",
  "Ratio",
  "CreateKey refused",
  "Other calls",
];

const TEXT = `Creates that are all asked for at once over gRPC, while the emulator refuses what exceeds the clouds' limits. Of one process no call is
refused. Two processes do not know of each other: when the cloud refuses a call, each goes on at half the rate.`;
