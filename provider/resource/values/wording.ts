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

/** Beside each advice to set something by `pulumi config set`. */
export const EXPLICIT_PROVIDERS =
  "an explicit provider takes its own arguments, not the stack's `cmk:` settings";

/** A text of the clouds in Pulumi's words. Other texts stay as they are. */
export function worded(text: string): string {
  return withTerms(text, wordOf);
}

function wordOf(term: string): string | undefined {
  const [name = "", ...keys] = term.split(" ");
  const [key, secret] = keys.map((setting) => `cmk:${setting}`);
  if (name === "setting")
    return key === "cmk:emulator" ? `${key} or CMK_EMULATOR` : key;
  if (name === "configure")
    return `Set ${key} and, with --secret, ${secret} by \`pulumi config set\`, from the next \`pulumi up\` on (${EXPLICIT_PROVIDERS})`;
  return Object.entries(WORDS).find(([known]) => known === term)?.[1];
}
