import type { Known } from "./placeholders";
import type { Fields, Json } from "./script";

/**
 * What a reply becomes in the transcript. Nothing of it is kept but what is known to name nobody: the vendor's words,
 * what the script itself sent, and what has a name in the script. All else becomes the kind of value that it is, so
 * that the transcript of one account can be compared with that of another, and shows nothing of either.
 */
export interface Redaction {
  known: Known;
  /** Every text of the script's requests. */
  sent: ReadonlySet<string>;
  vocabulary: ReadonlySet<string>;
  /** When the request was sent, epoch ms. */
  now: number;
}

const DAY_MS = 86_400_000;
/** How far clocks, and what was set some requests ago, may be apart. */
const NEAR_MS = 15 * 60_000;
const REQUEST_IDS = new Set(["RequestId", "requestId"]);

export function redacted(fields: Fields, redaction: Redaction): Fields {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => !REQUEST_IDS.has(name))
      .map(([name, value]) => [safeName(name), shown(name, value, redaction)]),
  );
}

/** The same for a list of everybody's keys: its rows' form, once. */
export function formOf(fields: Fields, redaction: Redaction): Fields {
  const nothing = {
    ...redaction,
    known: new Map<string, string>(),
    sent: new Set<string>(),
    vocabulary: new Set<string>(),
  };
  return onceEach(redacted(fields, nothing)) as Fields;
}

function onceEach(value: Json): Json {
  if (Array.isArray(value)) {
    const rows = new Map(
      value.map(onceEach).map((row) => [JSON.stringify(row), row]),
    );
    return [...rows.keys()].sort().map((text) => rows.get(text)!);
  }
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, onceEach(member)]),
  );
}

/** A name that is none of an API's is one of the account's. */
function safeName(name: string): string {
  return /^[A-Za-z]\w{0,60}$/.test(name) && !/\d{5}/.test(name)
    ? name
    : "<name>";
}

function shown(name: string, value: Json, redaction: Redaction): Json {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number") return numberOf(name, value, redaction);
  if (typeof value === "string") return textOf(name, value, redaction);
  if (Array.isArray(value))
    return value.map((item) => shown(name, item, redaction));
  return redacted(value, redaction);
}

function numberOf(name: string, value: number, redaction: Redaction): Json {
  if (value === 0) return 0;
  const text = named(String(value), redaction.known);
  if (/^<[^<>]+>$/.test(text)) return text;
  if (redaction.vocabulary.has(name) && Math.abs(value) < 100_000) return value;
  const isTime = value > 1e9 && value < 1e11;
  return isTime ? timeOf(value * 1000, redaction.now) : "<number>";
}

const DATE = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
/** A word of the vendor, a number of seconds, or several words. */
const WORD = /^(\d{1,9}s|[A-Za-z][\w/. -]{0,60})$/;

function textOf(name: string, value: string, redaction: Redaction): string {
  if (value === "") return "";
  const ours = nameOf(value, redaction);
  if (ours !== undefined) return ours;
  if (
    redaction.vocabulary.has(name) &&
    WORD.test(value) &&
    !/\d{10}/.test(value)
  )
    return value;
  if (DATE.test(value)) return timeOf(Date.parse(value), redaction.now);
  return kindOf(value);
}

/** What may stand between the names of a resource's name. */
const GLUE = /^(<[\w .-]+>|acs|kms|key|alias|creatorUin|[:/])+$/;

/** A text that the script sent, or that is put together from what has a name there. */
function nameOf(value: string, { known, sent }: Redaction): string | undefined {
  // Else it could pass for a name of ours.
  if (value.includes("<")) return undefined;
  const text = named(value, known);
  if (sent.has(text)) return text;
  return text !== value && GLUE.test(text) ? text : undefined;
}

/** Shorter values are words, such as an algorithm. */
const SHORTEST_ID = 8;
/** The user who made a key stands for the account in whose name it is. */
const SHOWN_AS: Readonly<Record<string, string>> = { creator: "account" };

/** The text with every known value replaced by its name, the longest first. */
function named(text: string, known: Known): string {
  const names = [...known]
    .filter(([, value]) => value.length >= SHORTEST_ID)
    .sort(([, a], [, b]) => b.length - a.length);
  for (const [name, value] of names)
    text = text.replaceAll(value, `<${SHOWN_AS[name] ?? name}>`);
  return text;
}

/** A time as what it is to the request: now, some days ahead, at the end of a day, or just earlier or later. */
function timeOf(at: number, now: number): string {
  const days = Math.round((at - now) / DAY_MS);
  if (Math.abs(at - now - days * DAY_MS) < NEAR_MS)
    return days === 0 ? "<now>" : `<in ${days} days>`;
  // In Beijing, eight hours ahead.
  if ((at / 1000 + 8 * 3600) % 86_400 === 86_399) return "<at 23:59:59>";
  return at < now ? "<earlier>" : "<later>";
}

/** What a text is that must not be shown. */
function kindOf(text: string): string {
  if (text.startsWith("-----BEGIN")) return pemKind(text);
  if (P256.test(text)) return "<DER>";
  if (/^[A-Za-z0-9+/=-]{16,}$/.test(text)) return "<code>";
  return "<text>";
}

/** Whether there is base64 of a key between the lines of a PEM, which it always begins alike. */
function pemKind(text: string): string {
  const body = text.replace(/-----[^-]+-----/g, "").trim();
  return P256.test(body) ? "<PEM>" : "<other PEM>";
}

/** Base64 of every public key on curve P-256 begins so. */
const P256 = /^MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE/;

/** Every text in a request, those in JSON texts included. */
export function textsOf(value: Json): string[] {
  if (typeof value === "string") {
    const inner = [...value.matchAll(/"([^"\\]+)"/g)].map(([, text]) => text!);
    return [value, ...inner];
  }
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap((member) => textsOf(member));
}

/** A state as vendors write them. */
export function stateOf(state: string): string {
  return /^[A-Za-z]{1,40}$/.test(state) ? state : "<text>";
}

/** An error code as vendors write them, else none. */
export function codeOf(code: string | undefined): string | undefined {
  if (code === undefined) return undefined;
  return /^[A-Za-z][\w.]{0,80}$/.test(code) && !/\d{5}/.test(code)
    ? code
    : "<code>";
}
