/** The comment of a review: first the keys that are destroyed, then those that may be, then everything else. */
import {
  cell,
  code,
  codeLines,
  details,
  fitted,
  listed,
  table,
  type Part,
} from "./markdown.ts";
import {
  DELETES,
  type Change,
  type Fate,
  type KeyAtRisk,
  type Message,
  type Review,
  type When,
} from "./plan.ts";

export interface Circumstances {
  stack: string;
  now: Date;
  /** What allows a change that destroys keys. */
  label: string;
  isAllowed: boolean;
}

/** Longer lists are collapsed. */
const LONG = 8;

export function comment(review: Review, about: Circumstances): string {
  const { lost, atRisk, dying, changes, messages, incomplete } = review;
  const destroyed = lost.filter(({ fate }) => fate.kind === "destroyed");
  const spared = lost.filter(({ fate }) => fate.kind !== "destroyed");
  const told = new Set([...lost, ...atRisk].map(({ urn }) => urn));
  // The tables already show what these warnings say.
  const repeated = messages.filter(
    ({ urn, isError }) => urn !== undefined && told.has(urn) && !isError,
  );
  const others = messages.filter((message) => !repeated.includes(message));
  const made = changes.filter(isMade);
  const changed = changes.filter((change) => !isMade(change));

  return fitted([
    text(`## ${headline(review)}`),
    text(summaryLine(review, about)),
    ...(incomplete ? messagesIn("Why", others) : []),
    ...guardIn(review, about),
    ...destroyedIn(destroyed),
    ...atRiskIn(atRisk),
    ...dyingIn(dying),
    ...sparedIn(spared),
    ...(incomplete ? [] : messagesIn("Warnings", others)),
    ...list("Changed", changed, changeLine),
    ...list("Made", made, madeLine),
    ...closed(
      "Messages about the keys above",
      repeated.map((message) => messageLine(message)),
    ),
  ]);
}

function headline(review: Review): string {
  const { lost, atRisk, dying, changes, messages, incomplete } = review;
  if (incomplete)
    return "⚠️ The preview failed: keys may be destroyed that are not listed here";
  const dead = countOf(lost, "destroyed");
  const may = atRisk.length;
  if (dead > 0) {
    const more = may > 0 ? `, and may destroy ${String(may)} more` : "";
    return `🛑 This change destroys ${keys(dead)}${more}`;
  }
  if (may > 0) return `🛑 This change may replace ${keys(may)}`;
  if (dying.length > 0)
    return `⚠️ ${keys(dying.length)} ${dying.length === 1 ? "is" : "are"} being destroyed already`;
  const disabled =
    countOf(lost, "disabled") +
    changes.filter((change) => change.disables === "yes").length;
  if (disabled > 0) return `⚠️ This change disables ${keys(disabled)}`;
  const maybe = changes.filter((change) => change.disables === "maybe").length;
  if (maybe > 0) return `⚠️ This change may disable ${keys(maybe)}`;
  if (countOf(lost, "prevented") > 0)
    return "⚠️ No key is destroyed, but the update will fail";
  if (messages.length > 0)
    return "⚠️ No key is destroyed, but there are warnings";
  if (changes.some(({ op }) => DELETES.has(op)))
    return "⚠️ No key is destroyed, but other resources are deleted";
  return "✅ No key is destroyed";
}

const keys = (count: number) => `${String(count)} key${count === 1 ? "" : "s"}`;

const countOf = (all: readonly KeyAtRisk[], kind: Fate["kind"]) =>
  all.filter(({ fate }) => fate.kind === kind).length;

/** A summary of all counts, with the day of the preview. */
function summaryLine(review: Review, { stack, now }: Circumstances): string {
  const { lost, atRisk, changes, unchanged } = review;
  const made = changes.filter(isMade).length;
  const counts: [number, string][] = [
    [countOf(lost, "destroyed"), "destroyed"],
    [atRisk.length, "may be replaced"],
    [lost.length - countOf(lost, "destroyed"), "kept"],
    [changes.length - made, "changed"],
    [made, "made"],
    [unchanged, "unchanged"],
  ];
  const texts = counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `**${String(count)}** ${what}`);
  const time = now.toISOString().slice(0, 16).replace("T", " ");
  return [`Stack ${code(stack)}`, ...texts, `${time} UTC`].join(" · ");
}

function guardIn(review: Review, about: Circumstances): Part[] {
  const { label, isAllowed } = about;
  if (review.incomplete)
    return [
      text(`**The check fails, with or without the label ${code(label)}.**`),
    ];
  const isDeadly = [...review.lost, ...review.atRisk].some(
    ({ fate }) => fate.kind === "destroyed",
  );
  if (!isDeadly) return [];
  return [
    text(
      isAllowed
        ? `The label ${code(label)} allows this.`
        : `**The check fails until the label ${code(label)} is set.**`,
    ),
  ];
}

function destroyedIn(all: readonly KeyAtRisk[]): Part[] {
  if (all.length === 0) return [];
  const rows = all.map((key) => [...placeOf(key), causeOf(key), whenOf(key)]);
  return [
    text(`### Destroyed: ${String(all.length)}`),
    text(
      "What a key has encrypted becomes unreadable with the update, and is lost when the key is destroyed. Until then, the deletion can be cancelled.",
    ),
    table(["Key", "Where", "Why", "Destroyed"], rows),
    commandsOf(all),
  ];
}

function atRiskIn(all: readonly KeyAtRisk[]): Part[] {
  if (all.length === 0) return [];
  const rows = all.map((key) => [
    ...placeOf(key),
    unsettledOf(key),
    fateOf(key),
  ]);
  return [
    text(`### May be replaced: ${String(all.length)}`),
    text(
      "These inputs are not known before the update. A key is replaced if a value then differs from what the key has.",
    ),
    table(["Key", "Where", "Not known yet", "The old key"], rows),
    commandsOf(all),
  ];
}

function unsettledOf({ inputs, along }: KeyAtRisk): string {
  if (along === undefined || inputs.length > 0) return listed(inputs, cell);
  return `inputs of ${nameOf(along, cell)}, by \`replaceWith\``;
}

function dyingIn(all: readonly KeyAtRisk[]): Part[] {
  if (all.length === 0) return [];
  const rows = all.map((key) => [...placeOf(key), fateOf(key)]);
  return [
    text(`### Being destroyed already: ${String(all.length)}`),
    text(
      "An earlier update deleted these keys, and did not make their successors.",
    ),
    table(["Key", "Where", "The old key"], rows),
    commandsOf(all),
  ];
}

function sparedIn(all: readonly KeyAtRisk[]): Part[] {
  if (all.length === 0) return [];
  const rows = all.map((key) => [...placeOf(key), causeOf(key), fateOf(key)]);
  return [
    text(`### Kept: ${String(all.length)}`),
    table(["Key", "Where", "Why", "The key"], rows),
    details(
      "Ids",
      all.map(({ urn, id }) => `- ${nameOf(urn)} ${code(id)}`),
    ),
  ];
}

const KEY_ID = /^(alibaba|tencent)\/([\w-]+)\/([\w-]+)$/;

function placeOf({ urn, id }: KeyAtRisk): [name: string, where: string] {
  const [, cloud, region] = KEY_ID.exec(id) ?? [];
  const where = cloud && region ? `${cloud}/${region}` : id;
  return [nameOf(urn, cell), cell(where)];
}

function causeOf({ cause, inputs }: KeyAtRisk): string {
  switch (cause) {
    case "removed":
      return "removed from the stack";
    case "left":
      return "replaced by an earlier update, which failed to delete it";
    case "deleted":
      return "deleted by an earlier update";
    case "replaced":
      return inputs.length > 0
        ? `replaced, for another ${listed(inputs, cell)}`
        : "replaced, as is asked for";
  }
}

function whenOf(key: KeyAtRisk): string {
  const { fate } = key;
  return fate.kind === "destroyed" ? dateOf(fate.when) + usedBy(key) : "";
}

function usedBy({ users }: KeyAtRisk): string {
  return users.length > 0
    ? `; its tags point to use by ${listed(users, cell)}`
    : "";
}

function dateOf(when: When): string {
  if (typeof when === "string") return when;
  if ("date" in when)
    return `${DAY.test(when.date) ? `**${when.date}**` : cell(when.date)}, as is scheduled already`;
  const { day, bound, days } = when;
  return `**${day}** or ${bound === "not before" ? "later" : "earlier"} (${String(days)} days)`;
}

const DAY = /^\d{4}-\d\d-\d\d$/;

function fateOf(key: KeyAtRisk): string {
  return bareFateOf(key) + usedBy(key);
}

function bareFateOf({ fate }: KeyAtRisk): string {
  switch (fate.kind) {
    case "destroyed":
      return `destroyed: ${dateOf(fate.when)}`;
    case "disabled":
      return "disabled and kept; what it has encrypted can't be read until it is enabled again";
    case "kept":
      return "left as it is, by `retainOnDelete`";
    case "prevented":
      return `kept by ${code(fate.by)}, on which the update fails`;
  }
}

/** Ids in full, with the command that cancels each deletion. */
function commandsOf(all: readonly KeyAtRisk[]): Part {
  const lines = all.flatMap(({ urn, id, fate }) => {
    const [, cloud, region = "", keyId = ""] = KEY_ID.exec(id) ?? [];
    const head = `- ${nameOf(urn)} ${code(id)}`;
    if (fate.kind !== "destroyed") return [head];
    if (cloud === undefined)
      return [`${head}: the cloud's console cancels its deletion.`];
    const program = cloud === "alibaba" ? "aliyun" : "tccli";
    const command = `${program} kms CancelKeyDeletion --region ${region} --KeyId ${keyId}`;
    return [`${head}\n  \`\`\`sh\n  ${command}\n  \`\`\``];
  });
  return details("Ids, and how to cancel each deletion", lines);
}

/** `urn:pulumi:STACK::PROJECT::TYPE::NAME`. A name can contain colons. */
function nameOf(urn: string, quote = (text: string) => code(text)): string {
  return quote(urn.split("::").slice(3).join("::") || urn);
}

const isMade = ({ op }: Change) => /^(create|import)$/.test(op);

const typeIn = ({ type }: Change) =>
  type === undefined ? "" : ` of type ${code(type)}`;

function changeLine(change: Change): string {
  const { op, urn, paths, unprotected, disables } = change;
  const guard = unprotected ? "; the option `protect` goes off" : "";
  const able = disables === "yes" ? "is" : "may be";
  const off = disables ? `; the key ${able} disabled` : "";
  const what = op === "update" ? "" : `${code(op)} `;
  const inputs = paths.length > 0 ? `: ${listed(paths)}` : "";
  return `- ${what}${nameOf(urn)}${typeIn(change)}${inputs}${guard}${off}`;
}

function madeLine(change: Change): string {
  const how = change.op === "import" ? ", imported" : "";
  return `- ${nameOf(change.urn)}${typeIn(change)}${how}`;
}

function messageLine({ urn, text }: Message): string {
  return `- ${urn === undefined ? "" : `${nameOf(urn)}\\\n  `}${codeLines(text.replace(/^\s*(warning|error): /, ""))}`;
}

const text = (line: string): Part => ({ lines: [line] });

const under = (title: string, lines: readonly string[]): Part[] =>
  lines.length === 0 ? [] : [{ before: [`### ${title}`, ""], lines }];

const messagesIn = (title: string, all: readonly Message[]) =>
  under(title, all.map(messageLine));

function list(
  title: string,
  all: readonly Change[],
  line: (change: Change) => string,
): Part[] {
  const head = `${title}: ${String(all.length)}`;
  const lines = all.map(line);
  return all.length > LONG ? closed(head, lines) : under(head, lines);
}

function closed(summary: string, lines: readonly string[]): Part[] {
  return lines.length === 0 ? [] : [details(summary, lines)];
}
