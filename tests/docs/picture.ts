import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/paths";

/** The diagnostics in a picture of a preview (tools/preview-picture.ts), with `…` for what each day changes. */
export function diagnosticsIn(picture: string): string {
  const text = readFileSync(join(ROOT, picture), "utf8")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
  const [, diagnostics] =
    /Diagnostics:\s+\S+ \(.*\):\s+(.*?)\s*Resources:/s.exec(text) ?? [];
  if (diagnostics === undefined)
    throw new Error(`${picture} shows no diagnostics`);
  return diagnostics
    .replaceAll(/\s+/g, " ")
    .replaceAll(/\d{4}-\d\d-\d\d/g, "…");
}
