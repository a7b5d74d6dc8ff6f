import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import MarkdownIt from "markdown-it";
import { describeWithBrowser, openBrowser } from "../support/browser";
import { ROOT } from "../support/paths";
import { ALL_PAGES, CONTRIBUTORS_PAGES, EMULATOR_PAGES, textOf } from "./pages";

/** The pages as they are rendered; with SCREENSHOTS set, what a browser shows of them, too. */
const FOLDER = join(ROOT, "dist", "docs-rendered");
/** The width of a page's text on GitHub, and that of a window. */
const WIDTHS = [836, 1280];

const PAGES = [
  ...ALL_PAGES,
  ...EMULATOR_PAGES,
  ...CONTRIBUTORS_PAGES,
  "CHANGELOG.md",
  "emulator/README.md",
];

const markdown = new MarkdownIt({ html: true });

/** As GitHub lays pages out: its sizes of text, and tables that scroll where they are too wide. */
const STYLE = `
body { margin: 0; padding: 0; font: 16px/1.5 "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 2em; } h2 { font-size: 1.5em; } h3 { font-size: 1.25em; }
h1, h2 { padding-bottom: 0.3em; border-bottom: 1px solid #d1d9e0; }
img { max-width: 100%; }
code { font: 85% ui-monospace, Menlo, Consolas, "Liberation Mono", monospace; white-space: break-spaces; padding: 0.2em 0.4em; background: #eff1f3; border-radius: 6px; }
pre { padding: 16px; overflow: auto; background: #f6f8fa; border-radius: 6px; line-height: 1.45; }
pre code { white-space: pre; padding: 0; background: none; }
table { display: block; width: max-content; max-width: 100%; overflow: auto; border-collapse: collapse; }
th, td { padding: 6px 13px; border: 1px solid #d1d9e0; }
blockquote { margin: 0; padding: 0 1em; border-left: 0.25em solid #d1d9e0; color: #59636e; }
`;

function html(page: string): string {
  const base = pathToFileURL(join(ROOT, dirname(page), "/")).href;
  return `<!doctype html><meta charset="utf-8"><base href="${base}"><style>${STYLE}</style>${markdown.render(textOf(page))}`;
}

/** What is folded has no width. */
const UNFOLD = `for (const each of document.querySelectorAll("details")) each.open = true`;

/** What is wider than its place, in the browser: the page itself, and tables by their first words. */
const TOO_WIDE = `[document.documentElement, ...document.querySelectorAll("table")]
  .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
  .map(({ localName, innerText }) => localName + ": " + innerText.slice(0, 60))`;

describeWithBrowser("in a browser", () => {
  let browser: Browser;
  let tab: Page;

  beforeAll(async () => {
    mkdirSync(FOLDER, { recursive: true });
    browser = await openBrowser();
    tab = await browser.newPage();
  });
  afterAll(() => browser.close());

  test.each(PAGES)(
    "%s begins with its title, and hides no column of a table",
    async (page) => {
      const path = join(FOLDER, page.replaceAll(/\W+/g, "-"));
      writeFileSync(`${path}.html`, html(page));
      await tab.goto(pathToFileURL(`${path}.html`).href);
      expect(await tab.locator("body > h1:first-child").count()).toBe(1);
      await tab.evaluate(UNFOLD);
      // What only the Registry understands, and contributors read about.
      if (!CONTRIBUTORS_PAGES.includes(page))
        expect(await tab.locator("body").innerText()).not.toMatch(/\{\{[<%]/);
      for (const width of WIDTHS) {
        await tab.setViewportSize({ width, height: 900 });
        expect([width, await tab.evaluate(TOO_WIDE)]).toEqual([width, []]);
        if (process.env["SCREENSHOTS"] !== undefined)
          await tab.screenshot({
            path: `${path}-${String(width)}.png`,
            fullPage: true,
          });
      }
    },
  );
});
