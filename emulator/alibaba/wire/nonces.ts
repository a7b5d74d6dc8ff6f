/** A request may be 15 minutes old or 15 minutes ahead, so a nonce can come back for half an hour. */
const REMEMBERED_MS = 30 * 60_000;

/**
 * Recognizes replayed nonces. Two generations of half an hour each: memory is limited to the requests of the last hour,
 * and removal costs nothing.
 */
export class Nonces {
  private young = new Set<string>();
  private old = new Set<string>();
  private turnedAt = 0;

  /** False if the nonce was used within the last half hour. `now` in epoch ms. */
  use(nonce: string, now: number): boolean {
    this.forget(now);
    if (this.young.has(nonce) || this.old.has(nonce)) return false;
    this.young.add(nonce);
    return true;
  }

  private forget(now: number): void {
    const age = now - this.turnedAt;
    if (age < REMEMBERED_MS) return;
    this.old = age < 2 * REMEMBERED_MS ? this.young : new Set();
    this.young = new Set();
    this.turnedAt = now;
  }
}
