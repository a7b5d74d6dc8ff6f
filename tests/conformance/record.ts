/**
 * Records states as this version leaves them, in recorded/VERSION.json, for later versions to find no change in:
 * `node -r ts-node/register/transpile-only tests/conformance/record.ts`, once for each release.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CloudName } from "../../emulator/clouds";
import { Emulator } from "../support/emulator";
import { Plugin } from "../support/plugin";
import { secret, type Props } from "../support/protocol";
import { EVERY_INPUT } from "./inputs";

/** A resource in the engine's state. */
export interface RecordedState {
  id: string;
  inputs: Props;
  outputs: Props;
}

export type Recording = Record<CloudName, RecordedState[]>;

const MATERIAL = Buffer.alloc(32, 1).toString("base64");

function programs(cloud: CloudName): Props[] {
  return [
    { cloud },
    EVERY_INPUT[cloud],
    { cloud, description: secret("orders"), tags: { a: secret("b"), c: "d" } },
    { cloud, enabled: false, rotation: { enabled: false, interval: "30d" } },
    { cloud, spec: "EC_P256", deletionPolicy: "DISABLE" },
    { cloud, origin: "EXTERNAL" },
    { cloud, origin: "EXTERNAL", keyMaterial: secret(MATERIAL) },
    {
      cloud,
      origin: "EXTERNAL",
      keyMaterial: secret(MATERIAL),
      keyMaterialExpiry: "2036-01-01T00:00:00Z",
    },
  ];
}

async function record(cloud: CloudName): Promise<RecordedState[]> {
  const emulator = await Emulator.start();
  const { plugin, client } = await Plugin.configured(emulator.connection());
  const states: RecordedState[] = [];
  for (const [index, program] of programs(cloud).entries()) {
    const urn = `urn:pulumi:prod::infra::cmk:index:Cmk::key-${String(index)}`;
    const { inputs } = await client.check(program, { urn });
    const { id, properties } = await client.create(inputs, { urn });
    states.push({ id, inputs, outputs: properties });
  }
  await plugin.stop();
  await emulator.stop();
  return states;
}

async function main(): Promise<void> {
  const plugin = await Plugin.start();
  const version = await plugin.connect().version();
  await plugin.stop();
  const recording: Recording = {
    alibaba: await record("alibaba"),
    tencent: await record("tencent"),
  };
  writeFileSync(
    join(__dirname, "recorded", `${version}.json`),
    `${JSON.stringify(recording, null, 2)}\n`,
  );
}

if (require.main === module) void main();
