import { withTerms, type Term } from "../../clouds/errors";

/** Pulumi's words for the terms in the clouds' texts. */
const WORDS: Readonly<
  Record<Exclude<Term, `setting ${string}` | `configure ${string}`>, string>
> = {
  apply: "`pulumi up`",
  "apply fewer": "`pulumi up --parallel 4`",
  refresh: "`pulumi refresh`",
  "more time": "the resource option customTimeouts",
  guard: "`deletionPolicy: PREVENT` instead, which guards a key on every cloud",
};

/** A text of the clouds in Pulumi's words. Other texts stay as they are. */
export function worded(text: string): string {
  return withTerms(text, wordOf);
}

function wordOf(term: string): string | undefined {
  const [name = "", ...keys] = term.split(" ");
  const [key, secret] = keys.map((setting) => `cmk:${setting}`);
  if (name === "setting") return key;
  if (name === "configure")
    return `Set ${key} and, with --secret, ${secret} by \`pulumi config set\``;
  return Object.entries(WORDS).find(([known]) => known === term)?.[1];
}
