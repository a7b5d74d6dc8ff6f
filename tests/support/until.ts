import { setTimeout as sleep } from "node:timers/promises";

const LOOK_AGAIN_MS = 20;
const TIME_LIMIT_MS = 20_000;

/** Resolves with the first answer of a question; throws if it takes too long. */
export async function until<Answer>(
  ask: () => Promise<Answer | undefined> | Answer | undefined,
): Promise<Answer> {
  const end = Date.now() + TIME_LIMIT_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error("it never came to that");
    await sleep(LOOK_AGAIN_MS);
  }
}
