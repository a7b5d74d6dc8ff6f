import { createHash, createHmac } from "node:crypto";
import type { WireRequest } from "../../core/contract";
import { canonicalQuery } from "./percent";

const ALGORITHM = "ACS3-HMAC-SHA256";

export interface Authorization {
  accessKeyId: string;
  signedHeaders: string[];
  signature: string;
}

export function speaksV3(authorization: string | undefined): boolean {
  return authorization?.startsWith("ACS3-") ?? false;
}

/** Undefined if the header is not `ACS3-HMAC-SHA256 Credential=…,SignedHeaders=…,Signature=…`; spaces after commas are fine. */
export function parseAuthorization(header: string): Authorization | undefined {
  const space = header.indexOf(" ");
  if (header.slice(0, space) !== ALGORITHM) return undefined;
  const fields = new Map(
    header
      .slice(space + 1)
      .split(",")
      .map((field) => {
        const [name = "", ...value] = field.trim().split("=");
        return [name, value.join("=")];
      }),
  );
  const accessKeyId = fields.get("Credential");
  const names = fields.get("SignedHeaders");
  const signature = fields.get("Signature");
  if (!accessKeyId || !names || !signature) return undefined;
  const signedHeaders = names.toLowerCase().split(";");
  return { accessKeyId, signedHeaders, signature };
}

/**
 * Signature V3 (docs/clouds/alibaba.md#signature-v3) over the headers that the client chose to sign, and over the body
 * as it came.
 */
export function signV3(
  request: Pick<WireRequest, "method" | "path" | "headers" | "body">,
  query: Iterable<[string, string]>,
  signedHeaders: readonly string[],
  secret: string,
): { canonicalRequest: string; stringToSign: string; signature: string } {
  const names = [...signedHeaders].sort();
  const headerLines = names.map(
    (name) => `${name}:${headerText(request.headers[name])}\n`,
  );
  const canonicalRequest = [
    request.method,
    request.path,
    canonicalQuery(query),
    headerLines.join(""),
    names.join(";"),
    sha256(request.body),
  ].join("\n");
  const stringToSign = `${ALGORITHM}\n${sha256(canonicalRequest)}`;
  const signature = createHmac("sha256", secret)
    .update(stringToSign)
    .digest("hex");
  return { canonicalRequest, stringToSign, signature };
}

function headerText(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(",") : (value ?? "").trim();
}

export function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}
