import { closest } from "fastest-levenshtein";
import { LOOPBACK } from "./http/hosts";

/** Its pages for users. */
export const DOCS =
  "https://github.com/pulumi-cmk/pulumi-cmk/tree/main/docs/emulator";

/** What a newcomer needs to use a running emulator. */
export interface GuideParts {
  /** Of the main port. */
  url: string;
  /** The clouds' names as their vendors write them, each with its URL, or its URLs by region. */
  clouds: readonly {
    title: string;
    urls: string | Readonly<Record<string, string>>;
  }[];
}

/** Printed at the start, and, with the default port, by --help. */
export function guide({ url, clouds }: GuideParts): string {
  const rows = [
    ["Page", `${url}/`],
    ["Access key", "emulator, with the secret emulator-secret, on every cloud"],
    ...clouds.flatMap(({ title, urls }) =>
      typeof urls === "string"
        ? [[title, `${urls}  (every region)`]]
        : Object.entries(urls).map(([region, each], at) => [
            at === 0 ? title : "",
            `${each}  (${region})`,
          ]),
    ),
    ["Pulumi", `pulumi config set cmk:emulator ${url}`],
    ["Docs", DOCS],
    ["Stop", "Ctrl-C, or SIGTERM"],
  ];
  const width = Math.max(...rows.map(([name = ""]) => name.length)) + 2;
  return rows
    .map(([name = "", text = ""]) => `  ${name.padEnd(width)}${text}\n`)
    .join("");
}

export function offLoopbackWarning(host: string): string {
  return (
    `kms-emulator: warning: it listens on ${host}, so other machines can reach it. ` +
    `Its access key is public, and it stores keys in plaintext, so use it for tests only. Without --host it listens on ${LOOPBACK}.\n`
  );
}

export function unknownRegionWarning({
  region,
  title,
  known,
}: {
  region: string;
  title: string;
  known: readonly string[];
}): string {
  return `kms-emulator: warning: ${region} is no region of ${title} that it knows. It serves it all the same, in case it is new. Did you mean ${closest(region, known)}?\n`;
}
