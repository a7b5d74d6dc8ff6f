import { setTimeout as sleep } from "node:timers/promises";

const LOOK_AGAIN_MS = 20;
const PATIENCE_MS = 20_000;

/** Resolves with what a question is answered in the end; throws when it has gone without an answer for too long. */
export async function until<Answer>(
  ask: () => Promise<Answer | undefined> | Answer | undefined,
): Promise<Answer> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error("it never came to that");
    await sleep(LOOK_AGAIN_MS);
  }
}
