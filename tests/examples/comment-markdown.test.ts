import fc from "fast-check";
import { comment } from "../../examples/pull-requests/review/comment";
import { cell, code } from "../../examples/pull-requests/review/markdown";
import {
  isDangerous,
  NEVER_REPLACE,
  review,
  type Plan,
  type Preview,
} from "../../examples/pull-requests/review/plan";
import { IMMUTABLE, INPUT_NAMES } from "../../provider/model/inputs";
import { markdown } from "./comment-samples";

const NOW = new Date("2026-01-01T12:00:00Z");

const summarize = (preview: Preview, stack = "prod") =>
  comment(review(preview, NOW), {
    stack,
    now: NOW,
    label: "destroys-keys",
    isAllowed: false,
  });

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
      {
        op: "delete",
        urn: `${urn} kept`,
        oldState: { ...key, id: `${text} kept`, retainOnDelete: true },
      },
      { op: text, urn, newState: { type: text } },
      { op: "create", urn, newState: { type: text } },
    ],
    diagnostics: [
      { urn, message: `1 ${text} 2`, severity: "warning" },
      { urn, message: `3 ${text} 4`, severity: "error" },
      { message: `5 ${text} 6`, severity: "warning" },
    ],
  };
  return { plan, failed: true, errors: `7 ${text} 8` };
}

const CODE = /<code(?: class="language-sh")?>([^<]*)<\/code>/g;

/** What is rendered outside of code; one code for each text, however many lines it has. */
function skeleton(text: string): string {
  const html = markdown.render(summarize(quoting(text), text));
  return html
    .replaceAll(CODE, "CODE")
    .replaceAll(/CODE(<br>\s*CODE)+/g, "CODE");
}

const HARMLESS_TEXT = skeleton("harmless");

test.each(FOREIGN)("pull-requests: the text %j stays text", (text) => {
  expect(skeleton(text)).toBe(HARMLESS_TEXT);
});

test("pull-requests: no text gets out of its code", () => {
  const parts = fc.constantFrom(...FOREIGN, "\n", "x", "\\", "<", "&");
  const texts = fc.array(parts, { maxLength: 6 }).map((all) => all.join(""));
  fc.assert(
    fc.property(texts, (text) => {
      expect(skeleton(text)).toBe(HARMLESS_TEXT);
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

test("pull-requests: a bar in a table's cell is shown as its number, and a long text is cut", () => {
  expect(cell("a|b")).toBe("`a\\u{7c}b`");
  expect(cell("\\|")).toBe("`\\\\u{7c}`");
  expect(cell("x".repeat(200))).toBe(`\`${"x".repeat(80)}…\``);
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
  const comment = summarize(preview);
  expect(comment).toMatch(/^## (⚠️|🛑) /);
  expect(comment).not.toContain("No key is destroyed");
});

const KEY = "cmk:index:Cmk";
const urn = `urn:pulumi:dev::keys::${KEY}::ledger`;
const deleted = (state: object) => ({
  op: "delete",
  urn,
  oldState: { type: KEY, id: KEY_ID, ...state },
});

test.each([
  [
    { deletionDate: "2026-01-05T00:00:00Z" },
    "destroyed: **2026-01-05**, as is scheduled already",
  ],
  [{ deletionDate: "soon" }, "destroyed: `soon`, as is scheduled already"],
  [
    { deletionWindowInDays: 9 },
    "destroyed: **2026-01-10** or earlier (9 days)",
  ],
  [{}, "destroyed: when its deletion window ends"],
  [{ deletionPolicy: "DISABLE" }, "disabled and kept"],
])(
  "pull-requests: of a key that is being deleted, with %j, it says %s",
  (outputs, fate) => {
    const oldState = {
      type: KEY,
      id: KEY_ID,
      pendingReplacement: true,
      outputs,
    };
    const newState = { type: KEY };
    const steps = ["replace", "create-replacement"].map((op) => ({
      ...{ op, urn, oldState, newState },
    }));
    const comment = summarize({ plan: { steps } });
    expect(comment).toMatch(/^## ⚠️ 1 key is being destroyed already\n/);
    expect(comment).toContain(
      `| \`ledger\` | \`alibaba/cn-hangzhou\` | ${fate}`,
    );
  },
);

test.each([
  [{ deletionWindowInDays: 9 }, "(9 days)"],
  [{ deletionPolicy: "DISABLE" }, "until it is enabled again"],
])(
  "pull-requests: of a used key with %j it says who uses it",
  (outputs, fate) => {
    const cloudTags = {
      "acs:rds:instance-encryption": "true",
      "acs:tag:createdby": "sub:1:ops",
      "acs:ecs:disk-encryption": "false",
    };
    const used = deleted({ outputs: { ...outputs, cloudTags } });
    expect(summarize({ plan: { steps: [used] } })).toContain(
      `${fate}; its tags point to use by \`rds (instance-encryption)\` |`,
    );
    const steps = [deleted({ outputs })];
    expect(summarize({ plan: { steps } })).not.toContain("use by");
  },
);

test.each<
  [
    what: string,
    state: object,
    headline: RegExp,
    fate: string,
    isDangerous: boolean,
  ]
>([
  [
    "nothing else",
    { outputs: { deletionWindowInDays: 9 } },
    /^## 🛑 This change destroys 1 key\n/,
    "**2026-01-10** or later (9 days)",
    true,
  ],
  [
    "retainOnDelete",
    { retainOnDelete: true },
    /^## ✅ No key is destroyed\n/,
    "left as it is",
    false,
  ],
  [
    "DISABLE",
    { outputs: { deletionPolicy: "DISABLE" } },
    /^## ⚠️ This change disables 1 key\n/,
    "disabled and kept",
    false,
  ],
  [
    "PREVENT",
    { outputs: { deletionPolicy: "PREVENT" } },
    /^## ⚠️ No key is destroyed, but the update will fail\n/,
    "on which the update fails",
    false,
  ],
  [
    "protect",
    { protect: true, retainOnDelete: true },
    /^## ⚠️ No key is destroyed, but the update will fail\n/,
    "kept by `protect`, on which the update fails",
    false,
  ],
  [
    "all of them, but a date already",
    {
      protect: true,
      retainOnDelete: true,
      outputs: {
        deletionPolicy: "DISABLE",
        deletionDate: "2026-01-05T00:00:00Z",
      },
    },
    /^## 🛑 This change destroys 1 key\n/,
    "**2026-01-05**, as is scheduled already",
    true,
  ],
])(
  "pull-requests: a key that is removed with %s",
  (_, state, headline, fate, dangerous) => {
    const preview = { plan: { steps: [deleted(state)] } };
    expect(summarize(preview)).toMatch(headline);
    expect(summarize(preview)).toContain(fate);
    expect(isDangerous(review(preview, NOW))).toBe(dangerous);
  },
);

test("pull-requests: a key that deleteBeforeReplace is to delete is not being deleted already", () => {
  const oldState = { type: KEY, id: KEY_ID, outputs: {} };
  const marked = { ...oldState, pendingReplacement: true };
  const [newState, replaceReasons] = [{ type: KEY }, ["spec"]];
  // As Pulumi lists them, where the resource is renamed at the same time.
  const steps = [
    { op: "delete-replaced", urn: `${urn}-old`, oldState },
    { op: "replace", urn, oldState: marked, newState, replaceReasons },
    { op: "create-replacement", urn, oldState: marked, newState },
  ];
  const text = summarize({ plan: { steps } });
  expect(text).toMatch(/^## 🛑 This change destroys 1 key\n/);
  expect(text).toContain("replaced, for another `spec` |");
  expect(text).not.toMatch(/already|earlier|### Changed|ledger-old/);
});

test.each([
  ["kept", { retainOnDelete: true }],
  ["disabled", { outputs: { deletionPolicy: "DISABLE" } }],
])(
  "pull-requests: a key of two resources is destroyed if one of them destroys it and the other leaves it %s, in either order",
  (_, state) => {
    const steps = [deleted({}), { ...deleted(state), urn: `${urn}-2` }];
    for (const order of [steps, [...steps].reverse()]) {
      const text = summarize({ plan: { steps: order } });
      expect(text).toMatch(/^## 🛑 This change destroys 1 key\n/);
      expect(text).toContain("| `ledger` | `alibaba/cn-hangzhou` | removed");
      expect(text).not.toContain("`ledger-2`");
    }
  },
);

describe("pull-requests: of a key with replaceWith", () => {
  const state = (name: string, ...replaceWith: string[]) => ({
    type: name === "bucket" ? "oss:Bucket" : KEY,
    id: `alibaba/cn-hangzhou/${name}`,
    outputs: { deletionWindowInDays: 9 },
    replaceWith: replaceWith.map((other) => urn.replace("ledger", other)),
  });
  const step = (op: string, name: string, ...others: string[]) => ({
    op,
    urn: urn.replace("ledger", name),
    oldState: state(name, ...others),
    newState: state(name, ...others),
    detailedDiff: op === "update" ? { spec: {} } : null,
  });

  test("it says that it may be replaced with the others, through resources of any kind", () => {
    const steps = [
      step("same", "copy", "bucket"),
      step("same", "bucket", "ledger"),
      step("update", "ledger", "copy"),
      step("same", "other", "elsewhere"),
    ];
    const preview = { plan: { steps } };
    const text = summarize(preview);
    expect(text).toMatch(/^## 🛑 This change may replace 2 keys\n/);
    expect(text).toContain("| `ledger` | `alibaba/cn-hangzhou` | `spec` |");
    expect(text).toContain(
      "| `copy` | `alibaba/cn-hangzhou` | inputs of `bucket`, by `replaceWith` | destroyed: **2026-01-10** or later",
    );
    expect(text).not.toContain("`other`");
  });

  test("it says nothing where nothing is replaced, or the key is new", () => {
    const same = [step("same", "copy", "ledger"), step("same", "ledger")];
    expect(summarize({ plan: { steps: same } })).toMatch(/^## ✅ No key/);
    const made = [step("update", "ledger"), step("create", "copy", "ledger")];
    expect(summarize({ plan: { steps: made } })).toMatch(
      /^## 🛑 This change may replace 1 key\n/,
    );
  });
});

test.each([
  [true, false, /^## ⚠️ This change disables 1 key\n/, "is disabled"],
  [
    undefined,
    "[secret]",
    /^## ⚠️ This change may disable 1 /,
    "may be disabled",
  ],
  [false, false, /^## ✅ No key is destroyed\n/, undefined],
  [false, true, /^## ✅ No key is destroyed\n/, undefined],
  [false, undefined, /^## ✅ No key is destroyed\n/, undefined],
])(
  "pull-requests: an update of enabled from %j to %j",
  (before, after, headline, told) => {
    const state = (enabled?: unknown) => ({ type: KEY, inputs: { enabled } });
    const changed = {
      ...{ op: "update", urn, oldState: state(before) },
      ...{ newState: state(after), detailedDiff: { enabled: {} } },
    };
    const text = summarize({ plan: { steps: [changed] } });
    expect(text).toMatch(headline);
    const off = told === undefined ? "" : `; the key ${told}`;
    expect(text).toContain(`\n- \`ledger\`: \`enabled\`${off}\n`);
  },
);

test("pull-requests: the label is asked for where a key is destroyed, or may be, and else not", () => {
  const asks = "**The check fails until the label `destroys-keys` is set.**";
  const plan = { steps: [deleted({})] };
  expect(summarize({ plan })).toContain(asks);
  const about = { stack: "prod", now: NOW, label: "destroys-keys" };
  const allowed = comment(review({ plan }, NOW), { ...about, isAllowed: true });
  expect(allowed).not.toContain(asks);
  expect(allowed).toContain("The label `destroys-keys` allows this.");
  expect(summarize({ plan: { steps: [] } })).not.toContain("destroys-keys");
});

test("pull-requests: no label is asked for, or allows anything, where the preview failed", () => {
  const preview = { plan: { steps: [deleted({})] }, failed: true };
  const about = { stack: "prod", now: NOW, label: "destroys-keys" };
  for (const isAllowed of [false, true])
    expect(comment(review(preview, NOW), { ...about, isAllowed })).toContain(
      "\n\n**The check fails, with or without the label `destroys-keys`.**\n\n",
    );
});

test("pull-requests: the old key of a replacement is deleted, protected or not", () => {
  const step = { ...deleted({ protect: true }), op: "delete-replaced" };
  expect(summarize({ plan: { steps: [step] } })).toMatch(
    /^## 🛑 This change destroys 1 key\n/,
  );
});

test("pull-requests: a warning, and another resource that goes, show in the headline", () => {
  const warning = { message: "material expires", severity: "warning" };
  expect(summarize({ plan: { diagnostics: [warning] } })).toMatch(
    /^## ⚠️ No key is destroyed, but there are warnings\n/,
  );
  const steps = [{ op: "delete", urn: "b", oldState: { type: "oss:Bucket" } }];
  expect(summarize({ plan: { steps } })).toMatch(
    /^## ⚠️ No key is destroyed, but other resources are deleted\n.*`delete` `b` of type `oss:Bucket`/s,
  );
});

test.each([
  ["few keys are destroyed", 1],
  ["many are", 2_000],
])(
  "pull-requests: a comment is never longer than GitHub takes, and begins with the deletions, where %s",
  (_, count) => {
    const steps = Array.from({ length: 3_000 }, (_, at) => ({
      op: at >= 3_000 - count ? "delete" : "create",
      urn: `key-${"|".repeat(60)}-${String(at)}`,
      oldState: { type: KEY, id: `${KEY_ID}-${String(at)}` },
      newState: { type: KEY },
    }));
    const message = "long ".repeat(50_000);
    const diagnostics = [{ message, severity: "warning" }];
    const comment = summarize({ plan: { steps, diagnostics } });
    expect(comment.length).toBeLessThan(65_536);
    expect(comment).toMatch(/^## 🛑 This change destroys \d+ keys?\n/);
    expect(comment).toContain(`-${String(3_000 - count)}\` |`);
    expect(comment).toMatch(/\*\*\d+ more lines are left out/);
    const tags = (tag: RegExp) => comment.match(tag)?.length ?? 0;
    expect(tags(/<details>/g)).toBe(tags(/<\/details>/g));
  },
);
