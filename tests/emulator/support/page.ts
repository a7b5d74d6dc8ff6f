import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { until } from "../../support/until";

/** The emulator's page in a browser. */

/** A page that is slow is one on a busy machine. */
const TIME_LIMIT_MS = 20_000;

export const PANELS = [
  "keys",
  "requests",
  "faults",
  "limits",
  "clock",
  "switches",
  "accounts",
  "state",
];

/** Shows one of its panels, once it is told what there is. */
export async function openPage(
  browser: Browser,
  url: string,
  panel: string,
  options: BrowserContextOptions,
): Promise<Page> {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(TIME_LIMIT_MS);
  await page.goto(`${url}/#/${panel}`);
  await page.getByText("live", { exact: true }).waitFor();
  return page;
}

export function rowOf(page: Page, name: string) {
  return page.locator("tbody tr").filter({ hasText: name }).first();
}

export async function become(
  isSo: () => Promise<boolean> | boolean,
): Promise<void> {
  await until(async () => (await isSo()) || undefined);
}

export async function status(page: Page, text: string): Promise<void> {
  await page.getByRole("status").filter({ hasText: text }).waitFor();
}

/** How far the page is wider than the screen, and the contrast of its text. */
export async function look(
  page: Page,
): Promise<{ excess: number; contrast: number }> {
  const [excess, ...colors] = await page.evaluate<[number, string, string]>(
    `[document.documentElement.scrollWidth - innerWidth,
      getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]`,
  );
  const [dark = 0, light = 0] = colors
    .map(luminance)
    .sort((one, other) => one - other);
  return { excess, contrast: (light + 0.05) / (dark + 0.05) };
}

/** Of `rgb(…)`, as the WCAG define it. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = (color.match(/\d+/g) ?? []).map(
    (part) => {
      const share = Number(part) / 255;
      return share <= 0.04045
        ? share / 12.92
        : ((share + 0.055) / 1.055) ** 2.4;
    },
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** In a page of another origin: everything by which it might get at the emulator. */
export const TRY_ALL = `(url) => Promise.all([
  fetch(url + "/_emulator/state").then(() => "fetch worked", () => "fetch failed"),
  fetch(url + "/_emulator/reset", { method: "POST", mode: "no-cors" }).then(() => "sent"),
  new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = url + "/_emulator/page/page.js";
    script.onload = () => resolve("script worked");
    script.onerror = () => resolve("script failed");
    document.head.append(script);
  }),
  new Promise((resolve) => {
    const events = new EventSource(url + "/_emulator/events");
    events.onopen = () => resolve("events worked");
    events.onerror = () => resolve("events failed");
  }),
])`;

/** A hundred requests a second, until it is stopped. */
export class Load {
  count = 0;
  failed = 0;
  readonly #timer: NodeJS.Timeout;
  #last: Promise<unknown> = Promise.resolve();

  constructor(request: () => Promise<unknown>) {
    const send = () =>
      request().then(
        () => this.count++,
        () => this.failed++,
      );
    this.#timer = setInterval(() => {
      this.#last = Promise.all(Array.from({ length: 10 }, send));
    }, 100);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#last;
  }
}
