import fc from "fast-check";
import MarkdownIt from "markdown-it";
import {
  code,
  NEVER_REPLACE,
  summarize,
  type Plan,
  type Preview,
} from "../../examples/pull-requests/summarize";
import { IMMUTABLE, INPUT_NAMES } from "../../provider/model/inputs";

/** As GitHub renders comments: tables, raw HTML, and addresses as links. */
const markdown = new MarkdownIt({ html: true, linkify: true });
const NOW = new Date("2026-01-01T12:00:00Z");
const KEY_ID = "alibaba/cn-hangzhou/key-1";

/** Texts of others that GitHub or a Markdown renderer would take for more than text. */
const FOREIGN = [
  ..."@octocat|# h|#123|GH-1|owner/repo#1|<img src=x>|<!-- |-->|</code>|&lt;b&gt;|&#64;octocat".split(
    "|",
  ),
  "a | b",
  "|",
  "\\|",
  "\\`",
  "`",
  "``",
  "` a `",
  "```\nfence\n```",
  "~~~",
  "a`b``c```d",
  " ",
  "",
  "  two  ",
  "https://example.com/x",
  "www.example.com",
  "octocat@example.com",
  "[link](https://example.com)",
  "![image](x.png)",
  "[x]: https://example.com",
  "<https://example.com>",
  "a5c3785ed8d6a35868bc169f07e40e889087fd2e",
  ":tada:",
  "$x$",
  "**bold** _em_ ~~gone~~",
  "## ⚠️ Keys that this change deletes: 0\n\n## No key is deleted",
  "a\n\n# h",
  "a\r\n- b",
  "a\u2028# h",
  "\u202egpj.exe",
  "zero\u200bwidth\u2060\ufeff",
  "\u001b[31mred\u001b[0m",
  "\ud800",
  "\u0000",
  "\u00a0\u3000\u3164",
  "- [ ] task",
  "1. one",
  "> quote",
  "---",
  "===",
  "    indented",
  "\ttab",
  "]]>",
  "<details><summary>x",
];

/** A comment that quotes one text in every place that quotes. */
function quoting(text: string): Preview {
  const urn = `urn:pulumi:dev::keys::cmk:index:Cmk::${text}`;
  const key = {
    type: "cmk:index:Cmk",
    id: KEY_ID,
    outputs: { deletionWindowInDays: 7 },
  };
  const plan: Plan = {
    steps: [
      { op: "delete", urn, oldState: key },
      {
        op: "remove-pending-replace",
        urn,
        oldState: { ...key, id: text, pendingReplacement: true },
      },
      {
        op: "replace",
        urn,
        oldState: { ...key, id: text, outputs: { deletionDate: `on ${text}` } },
        newState: key,
        replaceReasons: [text],
      },
      {
        op: "update",
        urn,
        oldState: key,
        newState: key,
        detailedDiff: { spec: {}, [`tags.${text}`]: {}, [text]: {} },
      },
      { op: text, urn, newState: { type: text } },
    ],
    diagnostics: [{ urn, message: `1 ${text} 2`, severity: "warning" }],
  };
  return { plan, failed: true, errors: `3 ${text} 4` };
}

const CODE = /<code>([^<]*)<\/code>/g;

/** What is rendered outside of code; one code for each text, however many lines it has. */
function skeleton(preview: Preview): string {
  const html = markdown.render(summarize(preview, NOW));
  return html
    .replaceAll(CODE, "CODE")
    .replaceAll(/CODE(<br>\s*CODE)+/g, "CODE");
}

const HARMLESS_TEXT = skeleton(quoting("harmless"));

test.each(FOREIGN)("pull-requests: the text %j stays text", (text) => {
  expect(skeleton(quoting(text))).toBe(HARMLESS_TEXT);
});

test("pull-requests: no text gets out of its code", () => {
  const parts = fc.constantFrom(...FOREIGN, "\n", "x", "\\", "<", "&");
  const texts = fc.array(parts, { maxLength: 6 }).map((all) => all.join(""));
  fc.assert(
    fc.property(texts, (text) => {
      expect(skeleton(quoting(text))).toBe(HARMLESS_TEXT);
    }),
  );
});

test.each([
  ["ledger", "ledger"],
  ["a | b", "a | b"],
  ["`x`", "`x`"],
  ["``", "``"],
  ["&lt;", "&lt;"],
  ["\u202egpj.exe", "\\u{202e}gpj.exe"],
  ["a\nb", "a\\u{a}b"],
  ["zero\u200bwidth", "zero\\u{200b}width"],
  ["\u001b[31mred\u001b[0m", "red"],
  ["schlüssel-密钥", "schlüssel-密钥"],
])("pull-requests: %j is shown as %j", (text, shown) => {
  const [, inner = ""] =
    /<code>(.*)<\/code>/.exec(markdown.renderInline(code(text))) ?? [];
  const decoded = inner
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
  expect(decoded).toBe(shown);
});

test("pull-requests: the script knows which inputs never replace a key", () => {
  const inputs = INPUT_NAMES.filter((name) => !IMMUTABLE.includes(name));
  expect([...NEVER_REPLACE].sort()).toEqual([...inputs, "deletionDate"].sort());
});

/** Previews of which no headline may say that no key is deleted. */
const UNSAFE: readonly [string, Preview][] = [
  ["no plan", {}],
  ["a failed run", { plan: { steps: [] }, failed: true }],
  [
    "an error",
    { plan: { diagnostics: [{ message: "no", severity: "error" }] } },
  ],
  [
    "a step of a later Pulumi",
    {
      plan: {
        steps: [{ op: "shred", urn: "k", oldState: { type: "cmk:index:Cmk" } }],
      },
    },
  ],
  [
    "an old key of a failed replacement",
    {
      plan: {
        steps: [
          {
            op: "delete-replaced",
            urn: "k",
            oldState: { type: "cmk:index:Cmk", id: KEY_ID },
          },
        ],
      },
    },
  ],
  ...["replace", "create-replacement", "remove-pending-replace"].map(
    (op): [string, Preview] => [
      `${op} of a key that an interrupted replacement has deleted`,
      {
        plan: {
          steps: [
            {
              op,
              urn: "k",
              oldState: {
                type: "cmk:index:Cmk",
                id: KEY_ID,
                pendingReplacement: true,
              },
            },
          ],
        },
      },
    ],
  ),
  ...["spec", "region", "hsmClusterId", "anInputOfALaterVersion"].map(
    (name): [string, Preview] => [
      `an update of ${name}`,
      {
        plan: {
          steps: [
            {
              op: "update",
              urn: "k",
              oldState: { type: "cmk:index:Cmk", id: KEY_ID },
              newState: { type: "cmk:index:Cmk" },
              detailedDiff: { [name]: {} },
            },
          ],
        },
      },
    ],
  ),
];

test.each(UNSAFE)("pull-requests: %s is no safe preview", (_, preview) => {
  const comment = summarize(preview, NOW);
  expect(comment).toMatch(/^## ⚠️ /);
  expect(comment).not.toContain("No key is deleted");
});

test.each([
  [
    { deletionDate: "2026-01-05T00:00:00Z" },
    "It is destroyed on `2026-01-05T00:00:00Z`, as is scheduled already. Until then this cancels it: `aliyun kms CancelKeyDeletion --region cn-hangzhou --KeyId key-1`",
  ],
  [
    { deletionWindowInDays: 9 },
    "It is destroyed, `9` days after the deletion: not after 2026-01-10. Until then this cancels it: `aliyun kms CancelKeyDeletion --region cn-hangzhou --KeyId key-1`",
  ],
  [{ deletionPolicy: "DISABLE" }, "It is disabled and kept: "],
])(
  "pull-requests: of a key that is being deleted, with %j, it says %s",
  (outputs, fate) => {
    const oldState = {
      type: "cmk:index:Cmk",
      id: KEY_ID,
      pendingReplacement: true,
      outputs,
    };
    const steps = ["replace", "create-replacement"].map((op) => ({
      op,
      urn: "urn:pulumi:dev::keys::cmk:index:Cmk::ledger",
      oldState,
      newState: { type: "cmk:index:Cmk" },
    }));
    const comment = summarize({ plan: { steps } }, NOW);
    expect(comment).toMatch(/^## ⚠️ Keys that are being deleted already: 1\n/);
    expect(comment).toContain(
      `- \`ledger\` (\`${KEY_ID}\`) was deleted by an earlier update, which has not made its replacement. ${fate}`,
    );
  },
);

test("pull-requests: a warning, and another resource that goes, show in the headline", () => {
  const warning = { message: "material expires", severity: "warning" };
  expect(summarize({ plan: { diagnostics: [warning] } })).toMatch(
    /^## ⚠️ No key is deleted, but there are warnings\n/,
  );
  const steps = [{ op: "delete", urn: "b", oldState: { type: "oss:Bucket" } }];
  expect(summarize({ plan: { steps } })).toMatch(
    /^## ⚠️ No key is deleted, but other resources are\n.*`delete` `b` of type `oss:Bucket`/s,
  );
});

test("pull-requests: a comment is never longer than GitHub takes, and begins with the deletions", () => {
  const steps = Array.from({ length: 3_000 }, (_, at) => ({
    op: at === 2_999 ? "delete" : "create",
    urn: `key-${"x".repeat(60)}-${String(at)}`,
    oldState: { type: "cmk:index:Cmk", id: KEY_ID },
    newState: { type: "cmk:index:Cmk" },
  }));
  const message = "long ".repeat(50_000);
  const diagnostics = [{ message, severity: "warning" }];
  const comment = summarize({ plan: { steps, diagnostics } }, NOW);
  expect(comment.length).toBeLessThan(65_536);
  expect(comment).toMatch(/^## ⚠️ Keys that this change deletes: 1\n/);
  expect(comment).toContain("-2999`");
  expect(comment).toMatch(/\*\*\d+ more lines are left out/);
});
