import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { describeWithBrowser, openBrowser } from "../support/browser";
import { Emulator } from "../support/emulator";
import { ROOT } from "../support/paths";
import { AlibabaClient } from "./support/alibaba";
import { AGENT } from "./support/http";
import {
  become,
  Load,
  look,
  openPage,
  PANELS,
  rowOf,
  status,
  TRY_ALL,
} from "./support/page";
import { tellStory } from "./support/story";
import { TencentClient } from "./support/tencent";

/** The emulator's page as its users see it. */
const DAY = 86_400;

let emulator: Emulator;
let alibaba: AlibabaClient;
let tencent: TencentClient;
let browser: Browser;

function opened(panel = "keys", options: BrowserContextOptions = {}) {
  return openPage(browser, emulator.url, panel, options);
}

describeWithBrowser("the page", () => {
  beforeAll(async () => {
    [emulator, browser] = await Promise.all([Emulator.start(), openBrowser()]);
    alibaba = new AlibabaClient(emulator);
    tencent = new TencentClient(emulator);
  });

  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await emulator.reset();
  });

  afterAll(async () => {
    AGENT.destroy();
    await browser.close();
    await emulator.stop();
  });

  test("a key appears when it is made, and shows its state, tags, owner and life", async () => {
    const page = await opened();
    await page.getByText("There is no key yet").waitFor();
    const { orders } = await tellStory(emulator, [alibaba, tencent]);
    const row = rowOf(page, "alias/orders");
    for (const text of [orders, "alibaba", "cn-hangzhou", "Enabled", "owner"])
      await row.getByText(text).first().waitFor();

    await row.getByRole("link").click();
    const detail = page.getByRole("complementary");
    await detail.getByRole("heading", { name: "alias/orders" }).waitFor();
    expect(await detail.getByRole("listitem").allInnerTexts()).toEqual([
      expect.stringMatching(/^created/),
      expect.stringMatching(/^rotated/),
      expect.stringMatching(/^Disabled/),
      expect.stringMatching(/^Enabled/),
      expect.stringMatching(/^to be rotated/),
      expect.stringMatching(/^team/),
      expect.stringMatching(/^owner/),
    ]);
    await alibaba.do("DisableKey", { KeyId: orders });
    const state = detail.getByRole("definition").first();
    await state.getByText("Disabled").waitFor();
  });

  test("keys are found by cloud, region, state and text, destroyed ones too", async () => {
    await tellStory(emulator, [alibaba, tencent]);
    const page = await opened();
    const shown = async () =>
      (await page.locator("tbody td.name").allInnerTexts()).sort();
    await rowOf(page, "tokens").waitFor();

    await page.getByLabel("State").selectOption("Disabled");
    await become(async () => (await shown()).length === 1);
    expect(await shown()).toEqual(["alias/sessions"]);
    await page.getByLabel("State").selectOption("destroyed");
    await rowOf(page, "mail").waitFor();
    expect(await shown()).toEqual(["alias/backups", "mail"]);
    await page.getByLabel("State").selectOption("");
    await page.getByLabel("Region").selectOption("ap-guangzhou");
    await become(async () => (await shown()).length === 1);
    expect(await shown()).toEqual(["release-signing"]);
    await page.getByLabel("Region").selectOption("");
    await page.getByLabel("Search").fill("team web SEARCH");
    await become(async () => (await shown()).length === 1);
    expect(await shown()).toEqual(["search-index"]);
  });

  test("requests come as they are sent, are filtered, and show both sides without secrets", async () => {
    const page = await opened("requests");
    const { orders, mail } = await tellStory(emulator, [alibaba, tencent]);
    const table = page.getByRole("table");
    const actions = () => table.locator("td.name").allInnerTexts();
    await become(async () => (await actions()).length === 15);
    expect((await actions())[0]).toBe("ListKeys");

    await page.getByLabel("Errors only").check();
    await become(async () => (await actions()).length === 3);
    await page.getByLabel("Errors only").uncheck();
    await page.getByLabel("Action").selectOption("Encrypt");
    await page.getByLabel("Cloud").selectOption("tencent");
    await page.getByRole("searchbox").fill(mail.slice(0, 20));
    await become(async () => (await actions()).length === 1);
    await table.getByText("ResourceUnavailable.CmkNotFound").waitFor();

    await page.getByLabel("Cloud").selectOption("alibaba");
    await page.getByRole("searchbox").fill(orders);
    await table.getByRole("link", { name: "Encrypt" }).click();
    const detail = page.getByRole("complementary");
    await detail.getByText('"CiphertextBlob"').waitFor();
    const text = await detail.innerText();
    expect(text).toContain('"Plaintext": "(hidden)"');
    expect(text).not.toContain(Buffer.from("4111-1111").toString("base64"));
    await detail.getByRole("link", { name: orders }).click();
    await page.getByRole("heading", { name: "alias/orders" }).waitFor();
    await page.getByRole("link", { name: "Requests of this key" }).click();
    await become(async () => (await actions()).length === 5);
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByText("No request has come yet").waitFor();
    await alibaba.do("ListKeys");
    await page.getByText("No request matches").waitFor();
  });

  test("a fault is added, shows its hits, and is removed", async () => {
    const page = await opened("faults");
    await page.getByLabel("Kind").selectOption("error");
    await page.getByText("An error with a code of your choice").waitFor();
    await page.getByLabel("Action").fill("ListKeys");
    await page.getByLabel("Code").fill("Rejected.Disabled");
    await page.getByLabel("Count").fill("3");
    await page.getByRole("button", { name: "Add fault" }).click();
    const row = page.getByRole("row", { name: "ListKeys" });
    await row.getByText("0 of 3").waitFor();
    const { outcome } = await alibaba.ask("ListKeys");
    expect(outcome).toMatch(/Rejected\.Disabled$/);
    await row.getByText("1 of 3").waitFor();

    await emulator.fault({ kind: "delay", ms: 5 });
    await page.getByRole("button", { name: "Remove the fault error" }).click();
    await row.waitFor({ state: "detached" });
    expect(await emulator.faults()).toMatchObject([{ kind: "delay" }]);

    await page.getByLabel("Kind").selectOption("tag-failure");
    await page.getByLabel("Cloud").selectOption("alibaba");
    await page.getByRole("button", { name: "Add fault" }).click();
    await status(page, "cloud: tag-failure hits only tencent");
  });

  test("a limit is set and removed", async () => {
    const page = await opened("limits");
    await page.getByLabel("Cloud").selectOption("tencent");
    await page.getByLabel("Action").fill("ListKeys");
    await page.getByLabel("Requests per second").fill("0.001");
    await page.getByRole("button", { name: "Set limit" }).click();
    const remove = page.getByRole("button", { name: "Remove the limit" });
    await remove.waitFor();
    const asked = { Limit: 10, Offset: 0 };
    await tencent.do("ListKeys", asked);
    const { outcome } = await tencent.ask("ListKeys", asked);
    expect(outcome).toMatch(/RequestLimitExceeded$/);
    await remove.click();
    await remove.waitFor({ state: "detached" });
    await tencent.do("ListKeys", asked);
  });

  test("the clock goes forward by a day, a year and any number of days, and keys follow", async () => {
    const KeyId = await alibaba.createKey();
    await alibaba.do("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 8 });
    const page = await opened("clock");
    const ahead = page.getByRole("definition").last();
    await page.getByRole("button", { name: "+1 day" }).click();
    await ahead.getByText("1 day", { exact: true }).waitFor();
    await page.getByRole("spinbutton").fill("6");
    await page.getByRole("button", { name: "Forward", exact: true }).click();
    await ahead.getByText("7 days", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Keys" }).click();
    await rowOf(page, KeyId).getByText("PendingDeletion").waitFor();
    await page.getByRole("button", { name: "+1 year" }).click();
    await rowOf(page, KeyId).getByText("destroyed").waitFor();
    expect(await emulator.keys()).toEqual([]);
  });

  test("a switch is found and set, a wrong value refused, and the usual one set back", async () => {
    const page = await opened("switches");
    await page.getByLabel("Search").fill("keyQuota");
    const quota = page.getByRole("textbox", { name: "alibaba.keyQuota" });
    await quota.fill("1");
    await quota.press("Enter");
    await status(page, "alibaba.keyQuota is 1.");
    await alibaba.createKey();
    const { outcome } = await alibaba.ask("CreateKey");
    expect(outcome).toMatch(/Rejected\.LimitExceeded$/);

    await quota.fill("many");
    await quota.press("Enter");
    await status(page, "takes a whole number from 0");
    await become(async () => (await quota.inputValue()) === "1");
    await page.getByLabel("Changed only").check();
    await page.getByRole("button", { name: "Set alibaba.keyQuota" }).click();
    await page.getByText("No switch matches").waitFor();

    await page.getByLabel("Changed only").uncheck();
    await page.getByLabel("Search").fill("aliasHeldWhilePending");
    await page.getByRole("switch").uncheck();
    await status(page, "tencent.aliasHeldWhilePending is false.");
    await page.getByLabel("Search").fill("alibaba.mode");
    await page
      .getByRole("combobox", { name: "alibaba.mode" })
      .selectOption("default");
    await status(page, "alibaba.mode is default.");
  });

  test("an access key is added and works", async () => {
    const page = await opened("accounts");
    await page.getByRole("textbox", { name: "Access key" }).fill("second");
    await page.getByRole("textbox", { name: "Secret" }).fill("its-secret");
    await page.getByRole("textbox", { name: "Account" }).fill("100000000002");
    await page.getByRole("button", { name: "Add access key" }).click();
    await page.getByRole("row", { name: "second" }).waitFor();
    expect(await page.content()).not.toContain("its-secret");
    const as = { id: "second", secret: "its-secret" };
    await alibaba.do("ListKeys", {}, { as });
  });

  test("the whole state is exported, forgotten and imported", async () => {
    const KeyId = await alibaba.createKey();
    const Plaintext = Buffer.from("kept").toString("base64");
    const sealed = await alibaba.do("Encrypt", { KeyId, Plaintext });
    await emulator.set({ "tencent.keyQuota": 7 });
    await emulator.advance(40 * DAY);
    const page = await opened("state");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Export state" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("kms-emulator-state.json");
    const file = await download.path();

    await page.getByRole("button", { name: "Forget everything" }).click();
    await page.getByRole("button", { name: "really" }).click();
    await status(page, "Everything is forgotten.");
    expect(await emulator.keys()).toEqual([]);

    await page.getByLabel("Exported file").setInputFiles(file);
    await status(page, "is imported.");
    const { CiphertextBlob } = sealed;
    expect(await alibaba.do("Decrypt", { CiphertextBlob })).toMatchObject({
      Plaintext,
    });
    await page.getByRole("link", { name: "Keys" }).click();
    await rowOf(page, KeyId).waitFor();
    await page.getByRole("link", { name: "State" }).click();
    await page.getByLabel("Exported file").setInputFiles({
      name: "wrong.json",
      mimeType: "application/json",
      buffer: Buffer.from(readFileSync(file, "utf8").replace("state 1", "?")),
    });
    await status(page, "form: ");
    expect(await emulator.keys()).toMatchObject([{ keyId: KeyId }]);
  });

  test("all is within reach of the keyboard", async () => {
    await tellStory(emulator, [alibaba, tencent]);
    const page = await opened();
    await rowOf(page, "tokens").waitFor();
    const focused = () => page.locator(":focus").textContent();
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Skip to content");
    await page.keyboard.press("Enter");
    // The search, three choices, and the first row.
    for (let tabs = 0; tabs < 5; tabs++) await page.keyboard.press("Tab");
    const first = await focused();
    await page.keyboard.press("ArrowDown");
    const second = await focused();
    expect(second).not.toBe(first);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: second ?? "", level: 2 }).waitFor();
    await become(async () => (await focused()) === second);
    await page.keyboard.press("Escape");
    await page.getByRole("complementary").waitFor({ state: "detached" });
    await become(async () => (await focused()) === second);
  });

  test.each<[string, BrowserContextOptions]>([
    ["a narrow screen", { viewport: { width: 360, height: 720 } }],
    ["a dark screen", { colorScheme: "dark" }],
  ])("on %s every panel fits and can be read", async (_, options) => {
    const { orders } = await tellStory(emulator, [alibaba, tencent]);
    const page = await opened("keys", options);
    for (const panel of PANELS) {
      await page.goto(`${emulator.url}/#/${panel}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      const { excess, contrast } = await look(page);
      expect({ panel, excess }).toEqual({ panel, excess: 0 });
      expect(contrast).toBeGreaterThan(4.5);
    }
    await page.goto(`${emulator.url}/#/keys/alibaba/${orders}`);
    await page.getByRole("heading", { name: "alias/orders" }).waitFor();
    expect((await look(page)).excess).toBe(0);
  });

  test("it says when the emulator is gone, and goes on when it is back", async () => {
    const first = await Emulator.start();
    const page = await openPage(browser, first.url, "keys", {});
    await first.stop();
    await status(page, "connection lost");
    const { port } = new URL(first.url);
    const second = await Emulator.start({ args: ["--port", port] });
    await second.seed({ cloud: "tencent", aliases: ["afterwards"] });
    await rowOf(page, "afterwards").waitFor();
    await status(page, "live");
    await second.stop();
  });

  test("no page of another origin can show it, load it or follow its events", async () => {
    await alibaba.createKey();
    const other = createServer((_, response) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.end(`<iframe src="${emulator.url}/"></iframe>`);
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const page = await browser.newPage();
    const refused: number[] = [];
    page.on("response", (response) => {
      if (response.url().startsWith(emulator.url))
        refused.push(response.status());
    });
    await page.goto(`http://127.0.0.1:${port}/`);
    const results = await page.evaluate<string[]>(
      `(${TRY_ALL})("${emulator.url}")`,
    );
    other.close();
    expect(results).toEqual([
      "fetch failed",
      "sent",
      "script failed",
      "events failed",
    ]);
    // The frame, the script, the events and the reset.
    expect(refused).toContain(403);
    expect(refused.filter((each) => each !== 403)).toEqual([]);
    expect(await emulator.keys()).toHaveLength(1);
  });

  test("/ stays the clouds' for all others", async () => {
    const plain = await fetch(emulator.url);
    expect(plain.status).toBe(404);
    expect(await plain.text()).toMatch(/^kms-emulator: this is no request/);
    for (const cloud of [alibaba, tencent]) {
      const { outcome } = await cloud.ask("ListKeys", cloud.words.page(1, 10), {
        tampered: (request) => ({
          ...request,
          headers: { ...request.headers, accept: "text/html, */*" },
        }),
      });
      expect(outcome).toBe("200 ok");
    }
  });

  test("code that came into the page would not run", async () => {
    const page = await opened();
    const injected = page.addScriptTag({ content: "document.title = 'ran'" });
    await expect(injected).rejects.toThrow(/Content Security|Trusted/i);
    expect(await page.title()).not.toBe("ran");
    const { headers } = await fetch(emulator.url, {
      headers: { accept: "text/html" },
    });
    expect(headers.get("content-security-policy")).toContain(
      "default-src 'none'",
    );
  });

  // SCREENSHOTS=1 npx jest tests/emulator/page.test.ts -t pictures
  (process.env["SCREENSHOTS"] ? test : test.skip)(
    "the pictures of its page in the docs",
    async () => {
      const { orders } = await tellStory(emulator, [alibaba, tencent]);
      const folder = join(ROOT, "docs/emulator");
      const page = await opened("keys", {
        viewport: { width: 1240, height: 760 },
        deviceScaleFactor: 1.5,
      });
      await page.goto(`${emulator.url}/#/keys/alibaba/${orders}`);
      await page.getByRole("heading", { name: "alias/orders" }).waitFor();
      await page.screenshot({ path: join(folder, "page-keys.png") });
      await page.emulateMedia({ colorScheme: "dark" });
      await page.getByRole("link", { name: "Requests" }).first().click();
      await page.getByRole("link", { name: "Encrypt" }).last().click();
      await page.getByText('"CiphertextBlob"').waitFor();
      await page.screenshot({ path: join(folder, "page-requests.png") });
    },
  );

  test("with 10,000 keys and 100 requests a second it still does what it is asked", async () => {
    const keyQuota = 20_000;
    await emulator.set({
      "alibaba.keyQuota": keyQuota,
      "tencent.keyQuota": keyQuota,
    });
    for (let keys = 0; keys < 10_000; keys += 1_000)
      await emulator.seed(
        ...Array.from({ length: 1_000 }, (_, index) => ({
          cloud: index % 2 === 0 ? "alibaba" : "tencent",
          description: `no-${keys + index}.`,
        })),
      );
    const KeyId = await alibaba.createKey();
    const describe = () => alibaba.do("DescribeKey", { KeyId });
    await Promise.all(Array.from({ length: 1_000 }, describe));
    const page = await opened();
    await page.getByText("10,001 of 10,001").waitFor();
    const load = new Load(describe);

    await page.getByRole("button", { name: "Next" }).click();
    await page.getByText("51–100 of").waitFor();
    await page.getByLabel("Search").fill("no-4321.");
    await page.getByText("1 of 10,001").waitFor();
    await page.getByLabel("Search").fill("");
    await alibaba.do("CreateAlias", { KeyId, AliasName: "alias/meanwhile" });
    await rowOf(page, "alias/meanwhile").waitFor();
    await page.getByRole("link", { name: "Requests 1,000" }).click();
    const before = load.count;
    for (let clicks = 0; clicks < 5; clicks++) {
      await page.getByRole("link", { name: "DescribeKey" }).nth(clicks).click();
      await page.getByRole("complementary").getByText("KeyMetadata").waitFor();
      await page.getByRole("button", { name: "Close" }).click();
      await page.getByRole("button", { name: "Resume" }).click();
      await page.getByRole("button", { name: "Pause" }).waitFor();
    }
    // All that was while requests came, and the page has not grown by them.
    expect(load.count).toBeGreaterThan(before);
    expect(await page.locator("*").count()).toBeLessThan(2_000);
    await load.stop();
    // It has kept up: the last request is there.
    await alibaba.do("ListResourceTags", { KeyId });
    await page.getByRole("link", { name: "ListResourceTags" }).waitFor();
    expect(load.failed).toBe(0);
  });
});
