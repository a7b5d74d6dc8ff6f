import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { describeWithBrowser, openBrowser } from "../support/browser";
import { ROOT } from "../support/paths";
import { pageOf, SAMPLES } from "./comment-samples";

/** `CMK_PICTURES=1` takes the docs' picture anew. */
const PICTURE = join(ROOT, "docs/how-to/pull-requests.png");

describeWithBrowser("the comment on a pull request", () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await openBrowser();
    // As wide as GitHub shows comments.
    page = await browser.newPage({ viewport: { width: 836, height: 600 } });
  });

  afterAll(() => browser.close());

  const show = (name: string) => page.setContent(pageOf(SAMPLES[name] ?? ""));

  test.each(
    Object.keys(SAMPLES).flatMap((name) =>
      [836, 390].map((width) => [name, width] as const),
    ),
  )("fits where there are %s changes, on %d pixels", async (name, width) => {
    await page.setViewportSize({ width, height: 600 });
    await show(name);
    for (const details of await page.locator("summary").all())
      await details.click();
    const wide = await page.evaluate("document.documentElement.scrollWidth");
    expect(wide).toBe(width);
    // A table without its blank line, or a list in a list, would show as text.
    const text = await page.locator("main").innerText();
    expect(text).not.toMatch(/^[|#]|\*\*|`|<\/?details/m);
  });

  test("shows what dies, and keeps the commands until they are asked for", async () => {
    await page.setViewportSize({ width: 836, height: 600 });
    await show("busy");
    if (process.env["CMK_PICTURES"])
      await page.locator("article").screenshot({ path: PICTURE });
    const command = page.getByText("aliyun kms CancelKeyDeletion").first();
    const row = page.getByRole("row", { name: /ledger.*2026-12-29/ });
    expect(await row.isVisible()).toBe(true);
    expect(await command.isVisible()).toBe(false);
    await page.getByText("how to cancel each deletion").first().click();
    expect(await command.isVisible()).toBe(true);
  });
});
