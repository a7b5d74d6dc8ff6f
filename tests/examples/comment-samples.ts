import MarkdownIt from "markdown-it";
import { comment } from "../../examples/pull-requests/review/comment";
import {
  review,
  type Plan,
  type Preview,
} from "../../examples/pull-requests/review/plan";

export const NOW = new Date("2026-11-29T16:05:00Z");

const ALIBABA_ID = "alibaba/cn-hangzhou/key-hzz62ab0ad57t0example";
const TENCENT_ID = "tencent/ap-singapore/87ff856e-973c-11ef-947b-525400d834e5";
const KEY = "cmk:index:Cmk";

const urn = (name: string, type = KEY) =>
  `urn:pulumi:prod::infrastructure::${type}::${name}`;

const key = (id: string, outputs = {}) => ({
  type: KEY,
  id,
  outputs: { deletionWindowInDays: 30, ...outputs },
});

const replacement = (
  name: string,
  id: string,
  input: string,
  outputs = {},
) => ({
  op: "replace",
  urn: urn(name),
  oldState: key(id, outputs),
  newState: { type: KEY },
  replaceReasons: [input],
});

const update = (name: string, id: string, ...paths: string[]) => ({
  op: "update",
  urn: urn(name),
  oldState: key(id),
  newState: key(id),
  detailedDiff: Object.fromEntries(paths.map((path) => [path, {}])),
});

const creation = (name: string) => ({
  op: "create",
  urn: urn(name),
  newState: { type: KEY },
});

const BUSY: Plan = {
  steps: [
    replacement("ledger", ALIBABA_ID, "spec"),
    {
      op: "delete",
      urn: urn("invoices"),
      oldState: key(TENCENT_ID, { deletionWindowInDays: 7 }),
    },
    {
      op: "delete",
      urn: urn("archive"),
      oldState: key(ALIBABA_ID.replace("ab0", "ab1"), {
        deletionPolicy: "DISABLE",
      }),
    },
    update("tokens", ALIBABA_ID.replace("ab0", "ab2"), "dkmsInstanceId"),
    update(
      "orders",
      ALIBABA_ID.replace("ab0", "ab3"),
      "description",
      "tags.team",
    ),
    creation("ledger-2027"),
    creation("invoices-2027"),
    {
      op: "create",
      urn: urn("orders", "alicloud:oss/bucket:Bucket"),
      newState: { type: "alicloud:oss/bucket:Bucket" },
    },
  ],
  diagnostics: [
    {
      urn: urn("ledger"),
      severity: "warning",
      message: `warning: This replaces key key-hzz62ab0ad57t0example in cn-hangzhou. The old key will be destroyed in 30 days, not before 2026-12-29.\nWhat is encrypted under it becomes unreadable at once, and forever when the key is destroyed.`,
    },
    {
      urn: urn("orders"),
      severity: "warning",
      message:
        "warning: In this update deletionProtection is turned off: from then on a destroy or a replacement schedules the key's destruction.",
    },
  ],
  changeSummary: { same: 214 },
};

const CALM: Plan = {
  steps: [update("orders", ALIBABA_ID, "description"), creation("ledger-2027")],
  changeSummary: { same: 216 },
};

const FAILED: Preview = {
  failed: true,
  plan: {
    steps: [creation("ledger-2027")],
    diagnostics: [
      {
        urn: urn("ledger"),
        severity: "error",
        message:
          "error: cmk:index:Cmk resource 'ledger' has a problem: spec is \"AES_257\": must be one of AES_128, AES_192, AES_256, …",
      },
    ],
  },
};

const MANY: Plan = {
  steps: Array.from({ length: 40 }, (_, at) => ({
    op: "delete",
    urn: urn(`tenant-${String(at)}`),
    oldState: key(`alibaba/cn-hangzhou/key-hzz62ab0ad57t0e${String(at)}`),
  })),
};

/** Comments as reviewers meet them. */
export const SAMPLES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    busy: { plan: BUSY },
    calm: { plan: CALM },
    failed: FAILED,
    many: { plan: MANY },
  }).map(([name, preview]) => [
    name,
    comment(review(preview, NOW), {
      stack: "prod",
      now: NOW,
      label: "destroys-keys",
      isAllowed: false,
    }),
  ]),
);

/** As GitHub renders comments: tables, raw HTML, and addresses as links. */
export const markdown = new MarkdownIt({ html: true, linkify: true });

/** A comment in a page that looks as GitHub's does. */
export function pageOf(text: string): string {
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style>
<article><header><b>github-actions</b> <i>bot</i> commented</header><main>${markdown.render(text)}</main></article>`;
}

const STYLE = `
body { margin: 16px; background: #fff; color: #1f2328;
  font: 14px/1.5 "Liberation Sans", Helvetica, Arial, "DejaVu Sans", "Noto Color Emoji", sans-serif; }
article { border: 1px solid #d1d9e0; border-radius: 6px; }
header { background: #f6f8fa; border-bottom: 1px solid #d1d9e0; padding: 8px 16px; color: #59636e; border-radius: 6px 6px 0 0; }
header b { color: #1f2328; }
header i { border: 1px solid #d1d9e0; border-radius: 2em; padding: 0 6px; font-size: 12px; font-style: normal; }
main { padding: 16px; overflow-wrap: break-word; }
main > :first-child { margin-top: 0; }
main > :last-child { margin-bottom: 0; }
h2 { font-size: 1.5em; border-bottom: 1px solid #d1d9e0b3; padding-bottom: .3em; margin: 24px 0 16px; line-height: 1.25; }
h3 { font-size: 1.25em; margin: 24px 0 16px; line-height: 1.25; }
p, ul, table, details, pre { margin: 0 0 16px; }
ul { padding-left: 2em; }
li > pre { margin: 4px 0 8px; }
table { display: block; width: max-content; max-width: 100%; overflow: auto; border-spacing: 0; border-collapse: collapse; }
th, td { padding: 6px 13px; border: 1px solid #d1d9e0; text-align: left; }
tr:nth-child(2n) td { background: #f6f8fa; }
code { font: 85% "Liberation Mono", "DejaVu Sans Mono", monospace; background: #818b981f; border-radius: 6px; padding: .2em .4em; }
pre { background: #f6f8fa; border-radius: 6px; padding: 12px; overflow: auto; }
pre code { background: none; padding: 0; }
summary { cursor: pointer; }
`;
