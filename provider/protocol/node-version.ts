/** What `engines` in package.json says; a program that runs as a plugin is started without npm, which would refuse. */
const OLDEST = 20;

/** The refusal of a Node.js that is too old for the provider; undefined for one that is not. */
export function refusalOfNode(version: string): string | undefined {
  const major = Number.parseInt(version.replace(/^v/, ""), 10);
  return major < OLDEST
    ? `pulumi-resource-cmk needs Node.js ${String(OLDEST)} or newer, and ${version} is on PATH. Install a newer one, or the release archive, which brings its own.`
    : undefined;
}
