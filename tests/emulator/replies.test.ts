import { Emulator } from "../support/emulator";
import * as ALIBABA from "./replies/alibaba";
import type { Known, Step } from "./replies/shapes";
import * as TENCENT from "./replies/tencent";
import { AlibabaClient } from "./support/alibaba";
import type { CloudClient } from "./support/cloud";
import { AGENT } from "./support/http";
import { TencentClient } from "./support/tencent";

/** The members of successful replies, no more and no less, by the vendors' pages (docs/clouds/alibaba.md, docs/clouds/tencent.md). */
let emulator: Emulator;

beforeAll(async () => {
  emulator = await Emulator.start();
});

beforeEach(() => emulator.reset());

afterAll(async () => {
  AGENT.destroy();
  await emulator.stop();
});

async function walk(cloud: CloudClient, steps: readonly Step[]) {
  let known: Known = {};
  for (const { action, service, parameters, reply } of steps) {
    const asked = parameters?.(known) ?? {};
    const fields = await cloud.do(action, asked, { service });
    expect({ action, fields }).toEqual({ action, fields: reply });
    const { KeyMetadata } = fields as { KeyMetadata?: Known };
    known = { ...known, ...KeyMetadata, ...fields };
  }
}

test.each(Object.entries(ALIBABA))("Alibaba: %s", async (_name, steps) => {
  await walk(new AlibabaClient(emulator), steps);
});

test.each(Object.entries(TENCENT))("Tencent: %s", async (_name, steps) => {
  await walk(new TencentClient(emulator), steps);
});
