import { TEST_CLOUDS } from "../engine/clouds";
import { Emulator } from "../support/emulator";
import {
  aliasKills,
  killedRun,
  type AliasKill,
} from "../support/campaign/alias-kills";
import { setting } from "../support/campaign/report";

interface Count {
  kills: number;
  missed: number;
}

const pointOf = ({ operation, action, victim }: AliasKill) =>
  `${operation} at ${action}, ${victim}`;

/** `CMK_CAMPAIGN_ALIAS_RUNS`: how many on each cloud. */
test.each(TEST_CLOUDS)(
  "two hundred killed runs on $name leave no key with a stuck or lost alias, and no unreported duplicate",
  async ({ name }) => {
    const emulator = await Emulator.start();
    const points = aliasKills(name);
    const runs = setting("CMK_CAMPAIGN_ALIAS_RUNS", 200);
    const counts = new Map<string, Count>();
    const failedRuns: string[] = [];
    for (let run = 0; run < runs; run++) {
      const kill = points[run % points.length];
      if (!kill) break;
      const { missed, killed, violations } = await killedRun(emulator, kill);
      const count = counts.get(pointOf(kill)) ?? { kills: 0, missed: 0 };
      count.kills += killed ? 1 : 0;
      count.missed += missed.length;
      counts.set(pointOf(kill), count);
      if (violations.length > 0)
        failedRuns.push(`${pointOf(kill)}: ${violations.join("\n")}`);
    }
    await emulator.stop();
    process.stdout.write(figures(name, counts, failedRuns.length));
    expect(failedRuns).toEqual([]);
    expect(counts.size).toBe(Math.min(runs, points.length));
  },
  14_400_000,
);

function figures(
  cloud: string,
  counts: ReadonlyMap<string, Count>,
  bad: number,
): string {
  const lines = [...counts].map(
    ([point, { kills, missed }]) =>
      `  ${String(kills)} ${point}${missed > 0 ? ` (${String(missed)} more ended before the kill)` : ""}`,
  );
  const total = [...counts.values()].reduce((sum, { kills }) => sum + kills, 0);
  return `\nkills with an alias on ${cloud}: ${String(total)}, of which ${String(bad)} had violations:\n${lines.join("\n")}\n`;
}
