import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";

/**
 * Chromium, for tests of pages as a reader sees them: Debian's, or the one that CHROMIUM names. `tools/browser.sh` installs it in CI;
 * elsewhere tests without one are skipped, by `describeWithBrowser`.
 */
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

export const hasBrowser = existsSync(CHROMIUM);

export const describeWithBrowser = hasBrowser ? describe : describe.skip;

/** A browser of its own, without a window, which looks up nothing but what a page asks for. The caller closes it. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      // Chromium's sandbox refuses to run as root, as CI does.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
