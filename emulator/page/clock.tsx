import { useEffect, useState } from "preact/hooks";
import { act, ask } from "./control";
import { dateTime, duration } from "./format";
import { settings } from "./live";
import { Facts, Form, Input, Panel } from "./parts";
import { href } from "./route";

const DAY = 86_400;

const STEPS: readonly [name: string, seconds: number][] = [
  ["1 hour", 3_600],
  ["1 day", DAY],
  ["30 days", 30 * DAY],
  ["1 year", 365 * DAY],
];

export function advance(advanceSeconds: number): Promise<boolean> {
  return act(`The clock went forward by ${duration(advanceSeconds)}.`, () =>
    ask("POST", "clock", { advanceSeconds }),
  );
}

/** The emulator's time in epoch ms, each second anew. */
function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now + settings.value.aheadSeconds * 1_000;
}

/** In the page's head. */
export function SmallClock() {
  const now = useNow();
  return (
    <div class="clock">
      <a href={href("clock")} aria-label="Clock">
        <time dateTime={new Date(now).toISOString()}>{dateTime(now)} UTC</time>
      </a>
      <button onClick={() => void advance(DAY)}>+1 day</button>
      <button onClick={() => void advance(365 * DAY)}>+1 year</button>
    </div>
  );
}

export function Clock() {
  const now = useNow();
  const { aheadSeconds } = settings.value;
  return (
    <Panel
      title="Clock"
      intro="Rotation, expiry and destruction follow this clock. It goes forward only; a reset sets it back."
    >
      <Facts
        of={[
          ["Now", `${dateTime(now)} UTC`],
          ["Ahead by", duration(aheadSeconds)],
        ]}
      />
      <div class="row">
        {STEPS.map(([name, seconds]) => (
          <button key={name} onClick={() => void advance(seconds)}>
            Forward by {name}
          </button>
        ))}
      </div>
      <Form
        label="Forward by days"
        button="Forward"
        onFilled={({ days }) => advance(Number(days) * DAY)}
      >
        <Input
          label="Days"
          name="days"
          type="number"
          min="0"
          step="any"
          required
        />
      </Form>
    </Panel>
  );
}
