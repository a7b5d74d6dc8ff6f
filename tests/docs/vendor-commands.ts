import type { Outsider } from "../support/outsider";

/** What a page tells its readers to do with the vendors' command lines, done with the vendors' SDKs. */
export class VendorCommands {
  constructor(private readonly outsider: Outsider) {}

  has(command: string): boolean {
    return /^(aliyun|tccli) /.test(command);
  }

  /**
   * `aliyun kms ACTION --region R --NAME VALUE …` or `tccli kms ACTION --region R --NAME VALUE …`, in words. `--endpoint`
   * and `--insecure` go without saying: there is the emulator only.
   */
  async run(words: readonly string[]): Promise<string> {
    const [program, service, action = "", ...flags] = words;
    if (service !== "kms") throw new Error(`there is no ${words.join(" ")}`);
    const options = flags.filter((flag) => flag !== "--insecure");
    const parameters = new Map<string, string | number>();
    for (let i = 0; i < options.length; i += 2)
      parameters.set(
        (options[i] ?? "").replace(/^--/, ""),
        typed(options[i + 1] ?? ""),
      );
    const cloud = program === "aliyun" ? "alibaba" : "tencent";
    const region = String(parameters.get("region") ?? "");
    const filterName = cloud === "alibaba" ? "cli-query" : "filter";
    const filter = String(parameters.get(filterName) ?? "");
    for (const name of ["region", "endpoint", filterName])
      parameters.delete(name);
    const reply = await this.outsider.call(
      cloud,
      region,
      action,
      Object.fromEntries(parameters),
    );
    return filter === "" ? JSON.stringify(reply) : memberOf(reply, filter);
  }
}

/** As much of JMESPath as the pages use: `KeyMetadata.KeyId`. */
function memberOf(reply: unknown, path: string): string {
  const member = path
    .split(".")
    .reduce((value, name) => (value as Record<string, unknown>)[name], reply);
  return String(member);
}

function typed(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}
