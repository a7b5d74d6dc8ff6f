import { createHmac } from "node:crypto";
import { canonicalQuery, encode } from "./percent";

/** Signature version 1.0, HMAC-SHA1 over all parameters of query and form (docs/clouds/alibaba.md#signature-v1). */
export function signV1(
  method: string,
  parameters: Iterable<[string, string]>,
  secret: string,
): { stringToSign: string; signature: string } {
  const signed = [...parameters].filter(([name]) => name !== "Signature");
  const stringToSign = `${method}&%2F&${encode(canonicalQuery(signed))}`;
  const signature = createHmac("sha1", `${secret}&`)
    .update(stringToSign)
    .digest("base64");
  return { stringToSign, signature };
}
