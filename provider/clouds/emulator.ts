import * as z from "zod";
import type { CloudName } from "../model/types";
import {
  nameOf,
  NoReply,
  parseEndpoint,
  type Endpoint,
} from "./common/http/network";
import { jsonObjectIn } from "./common/text";
import { exchangeDirectly } from "./common/http/transport";
import { CloudError, setting } from "./errors";
import type { CloudSettings, SettingRule } from "./rules";

/**
 * The provider's setting `emulator` names a local program that is both clouds. Then no setting leads elsewhere, and the
 * environment, which may hold credentials, endpoints and proxies of the real clouds, is not looked at.
 */

type SettingRules = Readonly<Record<string, SettingRule>>;

/** An emulator, and where it serves each region of a cloud whose requests name none, once it has been asked. */
export interface Emulator {
  url: string;
  urls?: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 10_000;

/** What `GET /_emulator/endpoints` gives: by cloud one URL, or one for each region. */
const endpointsReply = z.record(
  z.string(),
  z.union([z.url(), z.record(z.string(), z.url())]),
);

/** Undefined if the text is neither a URL nor host and port. */
export function parseEmulator(text: string): Endpoint | undefined {
  return parseEndpoint(text.includes("://") ? text : `http://${text}`);
}

/** Asks a running emulator. Throws CloudError. */
export async function findEmulator(
  text: string,
  cloud: CloudName,
): Promise<Emulator> {
  const from = setting("emulator");
  const fail = (detail: string, remedy?: string) =>
    new CloudError(detail, {
      kind: "unavailable",
      cloud,
      action: "emulator",
      remedy,
    });
  const parsed = parseEmulator(text);
  if (!parsed) throw fail(`${from} is not a URL`, `Correct ${from}.`);
  const endpoint = { ...parsed, from };
  const answer = await exchangeDirectly({
    endpoint,
    method: "GET",
    path: "/_emulator/endpoints",
    headers: {},
    body: "",
    timeoutMs: TIMEOUT_MS,
  }).catch((error: unknown) => {
    if (!(error instanceof NoReply)) throw error;
    throw fail(error.failure.detail, error.failure.remedy);
  });
  const reply = endpointsReply.safeParse(jsonObjectIn(answer.text));
  if (answer.status !== 200 || !reply.success)
    throw fail(
      `${nameOf(endpoint)} is not an emulator: it does not say where it serves the clouds`,
      `Start one with \`kms-emulator\`, or correct ${from}.`,
    );
  const url = `${endpoint.protocol}://${endpoint.host}`;
  const urls = reply.data[cloud];
  if (typeof urls !== "object") return { url };
  const reached = Object.entries(urls).map(([region, other]) => [
    region,
    onHostOf(url, other),
  ]);
  return { url, urls: Object.fromEntries(reached) as Record<string, string> };
}

/** Only the port counts: whatever the reply says, requests go to the host that the setting names. */
function onHostOf(url: string, other: string): string {
  const at = new URL(url);
  at.port = new URL(other).port;
  return at.origin;
}

/** A cloud's settings with an emulator. */
export function emulatedSettings(
  rules: SettingRules,
  configured: CloudSettings,
  { url, urls }: Emulator,
): CloudSettings {
  const defaults = Object.entries(rules).flatMap(([name, { emulated }]) =>
    typeof emulated === "object" ? [[name, emulated.default] as const] : [],
  );
  const hasOwn = defaults.some(([name]) => configured[name] !== undefined);
  const derived = Object.entries(rules).flatMap(([name, { emulated }]) => {
    if (emulated === "url") return [[name, url] as const];
    if (emulated === "urls" && urls)
      return [[name, JSON.stringify(urls)] as const];
    return [];
  });
  return {
    ...(hasOwn ? {} : Object.fromEntries(defaults)),
    ...configured,
    ...Object.fromEntries(derived),
    emulator: url,
  };
}

/** Whether a setting leads elsewhere than to the emulator, so that it can't be configured beside it. */
export function contradictsEmulator({ emulated }: SettingRule): boolean {
  return emulated !== undefined && typeof emulated !== "object";
}

/** What a connection with these settings may look at. */
export function environmentFor({ emulator }: CloudSettings): NodeJS.ProcessEnv {
  return emulator === undefined ? process.env : {};
}
