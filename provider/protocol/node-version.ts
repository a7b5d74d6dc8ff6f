/** Same as `engines` in package.json. A program that runs as a plugin is started without npm, which would check it. */
const OLDEST = 20;

/** An error message if Node.js is too old for the provider, else undefined. */
export function unsupportedNodeMessage(version: string): string | undefined {
  const major = Number.parseInt(version.replace(/^v/, ""), 10);
  return major < OLDEST
    ? `pulumi-resource-cmk needs Node.js ${String(OLDEST)} or newer, and ${version} is on PATH. Install a newer one, or the release archive, which brings its own.`
    : undefined;
}
