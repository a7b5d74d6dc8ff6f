import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import * as alibaba from "../../provider/clouds/alibaba/errors";
import * as tencent from "../../provider/clouds/tencent/errors";
import { REPOSITORY } from "../../provider/schema/package";
import { ROOT } from "../support/paths";
import { failuresOf } from "./commands";
import { anchorsOf } from "./headings";
import {
  ALL_PAGES,
  CONTRIBUTORS_PAGES,
  EMULATOR_PAGES,
  itemsOf,
  MADE_PAGES,
  place,
  textOf,
  WALKED_PAGES,
  type Block,
} from "./pages";

const LANGUAGES = ["typescript", "python", "go", "yaml", "sh", "json", "text"];

/** Blocks of shell commands that no walk runs. */
function unrunCommands(): Block[] {
  return ALL_PAGES.flatMap((page) => {
    const items = itemsOf(page);
    return items.filter((item, at): item is Block => {
      const before = items[at - 1];
      const unrun = before?.kind === "note" && before.word === "unrun";
      const isShell = item.kind === "block" && item.language === "sh";
      return isShell && (unrun || !WALKED_PAGES.includes(page));
    });
  });
}

test("every block is in a language that some test compiles or runs", () => {
  const unknown = ALL_PAGES.flatMap(itemsOf)
    .filter((item) => item.kind === "block")
    .filter(({ language }) => !LANGUAGES.includes(language))
    .map(place);
  expect(unknown).toEqual([]);
});

test.each(unrunCommands().map((block) => [place(block), block] as const))(
  "the commands of %s, which no test can run, exist with their flags and paths",
  async (_, block) => {
    for (const command of block.code.trim().split("\n"))
      expect([command, await failuresOf(command)]).toEqual([command, []]);
  },
);

test.each([
  ...ALL_PAGES,
  ...EMULATOR_PAGES,
  ...CONTRIBUTORS_PAGES,
  ...MADE_PAGES,
])("every link of %s within the repository leads somewhere", (page) => {
  const absolute = `](${REPOSITORY}/blob/main/`;
  const fromRoot = `](${relative(dirname(page), ".") || "."}/`;
  const text = textOf(page).replaceAll(absolute, fromRoot);
  const links = [...text.matchAll(/\]\(([^)#:\s]*)(?:#([^)\s]*))?\)/g)];
  const dead = links
    .filter(([, path = "", anchor]) => {
      const target = path === "" ? page : join(dirname(page), path);
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    })
    .map(([link]) => link);
  expect(dead).toEqual([]);
});

test("every page that schema.json links to exists, and is called so", () => {
  const links = [
    ...textOf("schema.json").matchAll(
      /\[([^\]]*)\]\(https:\/\/github\.com\/pulumi-cmk\/pulumi-cmk\/blob\/main\/([^)]*)\)/g,
    ),
  ].map(([, title = "", page = ""]) => ({ title, page }));
  expect(links.length).toBeGreaterThan(10);
  const wrong = links.filter(
    ({ title, page }) =>
      !existsSync(join(ROOT, page)) || !textOf(page).startsWith(`# ${title}\n`),
  );
  expect(wrong).toEqual([]);
});

test("every path that CONTRIBUTING names exists", () => {
  const names = [...textOf("CONTRIBUTING.md").matchAll(/`([^`\n]+)`/g)]
    .flatMap(([, code = ""]) => code.split(" "))
    .map((word) => word.replace(/(#.*|\/?\**)$/, ""));
  const paths = names.filter((name) =>
    /^(provider|emulator|tests|tools|docs|sdk|examples|\.github)\//.test(name),
  );
  expect(paths.length).toBeGreaterThan(20);
  const lost = paths.filter(
    (path) => !existsSync(join(ROOT, path.replace(/#.*/, ""))),
  );
  expect(lost).toEqual([]);
});

test("every page of docs/ can be reached from the overview", () => {
  const overview = textOf("docs/README.md");
  const lost = ALL_PAGES.filter((page) => page.startsWith("docs/"))
    .map((page) => page.replace(/^docs\//, ""))
    .filter((page) => page !== "README.md" && !overview.includes(`](${page})`));
  expect(lost).toEqual([]);
});

test("every page of docs/emulator can be reached from its first, and that from the overview", () => {
  const first = textOf("docs/emulator/README.md");
  const lost = EMULATOR_PAGES.map((page) => basename(page)).filter(
    (page) => page !== "README.md" && !first.includes(`](${page})`),
  );
  expect(lost).toEqual([]);
  expect(textOf("docs/README.md")).toContain("](emulator/README.md)");
});

test("every page begins with its title, as GitHub shows nothing else for one", () => {
  const untitled = [...ALL_PAGES, ...CONTRIBUTORS_PAGES].filter(
    (page) => !textOf(page).startsWith("# "),
  );
  expect(untitled).toEqual([]);
});

test("no page links to those that are made for Pulumi's Registry", () => {
  const linking = [...ALL_PAGES, ...CONTRIBUTORS_PAGES].filter((page) =>
    /\((?:[\w./-]*\/)?(?:_index|installation-configuration)\.md/.test(
      textOf(page),
    ),
  );
  expect(linking).toEqual([]);
});

test.each(MADE_PAGES)(
  "%s, which Pulumi's Registry takes without the other pages, has absolute links only",
  (page) => {
    const links = [...textOf(page).matchAll(/\]\((.*?)\)/g)];
    const relatives = links
      .map(([, target = ""]) => target)
      .filter((target) => !/^https:|^#/.test(target));
    expect(relatives).toEqual([]);
  },
);

test("every message that the troubleshooting page explains is one of the provider's", () => {
  const source = readdirSync(join(ROOT, "provider"), { recursive: true })
    .map(String)
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .map((path) => readFileSync(join(ROOT, "provider", path), "utf8"))
    .join("\n");
  const messages = [
    ...textOf("docs/troubleshooting.md").matchAll(/^### "(.*?)"/gm),
  ].map(([, message = ""]) => message);
  expect(messages.length).toBeGreaterThan(5);
  const unknown = messages
    .flatMap((message) => message.split("…"))
    .filter((part) => !source.includes(part.trim()));
  expect(unknown).toEqual([]);
});

test.each([
  ["Throttling.User", 400, "throttled"],
  ["SignatureOdd", 400, "unauthenticated"],
  ["ServiceUnavailableOdd", 503, "unknownOutcome"],
  ["MalformedOdd", 400, "invalid"],
  ["Rejected.OddQuota", 400, "quota"],
  ["Rejected.Odd", 409, "state"],
  ["Unsupported.Odd", 400, "unsupported"],
  ["Forbidden.Odd", 403, "denied"],
  ["Odd", 400, "invalid"],
  ["Odd", 403, "denied"],
  ["Odd", 429, "throttled"],
  ["Rejected.Odd", 429, "throttled"],
  ["Forbidden.Odd", 503, "unknownOutcome"],
  ["Odd", 500, "unknownOutcome"],
])(
  "Alibaba Cloud's code %s with HTTP %i, which has no row, is %s, as the page says",
  (code, status, kind) => {
    expect(alibaba.treatmentOf(code, status).kind).toBe(kind);
  },
);

test.each([
  ["LimitExceeded.TagKey", "quota"],
  ["Odd", "unknownOutcome"],
])(
  "Tencent Cloud's code %s, which has no row, is %s, as the page says",
  (code, kind) => {
    expect(tencent.treatmentOf(code).kind).toBe(kind);
  },
);
