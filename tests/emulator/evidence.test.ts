import { start, type Emulator } from "../../emulator";
import { control } from "../../emulator/testing/control";
import type { Endpoints } from "../support/emulator";
import { ALIBABA } from "./evidence/alibaba";
import type { Evidence, Place } from "./evidence/evidence";
import { TENCENT } from "./evidence/tencent";
import { AlibabaClient } from "./support/alibaba";
import type { CloudClient } from "./support/cloud";
import { AGENT } from "./support/http";
import { TencentClient } from "./support/tencent";

/** What the real clouds were seen to answer, and what their vendors' own machine-readable words say, asked of the emulator. */
let emulator: Emulator;
let clients: Record<"alibaba" | "tencent", CloudClient>;

beforeAll(async () => {
  emulator = await start();
  const endpoints = await control<Endpoints>(emulator.url, "GET", "endpoints");
  clients = {
    alibaba: new AlibabaClient({ endpoints }),
    tencent: new TencentClient({ endpoints }),
  };
});

afterAll(async () => {
  AGENT.destroy();
  await emulator.close();
});

beforeEach(() => control(emulator.url, "POST", "reset"));

function place(cloud: CloudClient): Place {
  return {
    cloud,
    set: async (switches) => {
      await control(emulator.url, "POST", "switches", switches);
    },
    control: (path, body) => control(emulator.url, "POST", path, body),
  };
}

const ROWS = { alibaba: ALIBABA, tencent: TENCENT };

describe.each(Object.entries(ROWS))("%s", (name, rows) => {
  test.each(rows.map((row) => [row.id, row] as const))("%s", async (_, row) => {
    const cloud = clients[name as keyof typeof ROWS];
    const answer = await row.ask(place(cloud));
    if (row.differs === undefined) expect(answer).toEqual(row.expected);
    else {
      expect(answer).not.toEqual(row.expected);
      expect(answer).toEqual(row.differs.answer);
    }
  });

  test("each piece has an id of its own, a source, and a reason where the emulator differs", () => {
    const ids = rows.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    const empty = rows.filter(
      ({ source, differs }: Evidence) =>
        source === "" || differs?.reason === "",
    );
    expect(empty).toEqual([]);
  });
});
