import type { WireRequest } from "../../core/contract";
import { header, isForm, peekParameters } from "./parameters";
import { speaksV3 } from "./signature-v3";

/** Whether a request is Alibaba's: V3 by its headers, V1 by its parameters or by being a form, and never Tencent's. */
export function claims(request: WireRequest): boolean {
  const { authorization } = request.headers;
  if (header(request, "x-tc-action") !== undefined) return false;
  if (authorization !== undefined) return authorization.startsWith("ACS");
  if (header(request, "x-acs-action") !== undefined) return true;
  if (!request.mainPort) return request.portRegions["alibaba"] !== undefined;
  const { all } = peekParameters(request);
  // Tencent's signatures before TC3 have a form, too.
  if (all.has("SecretId")) return false;
  if (isForm(request)) return true;
  return all.has("AccessKeyId") || all.has("Signature") || all.has("Action");
}

/**
 * V3 names action and version in headers, V1 in parameters. A V1 client may send the headers too, unsigned
 * (docs/clouds/alibaba.md#signature-v1): there the parameters count.
 */
export function commonParameter(
  request: WireRequest,
  parameter: string,
  headerName: string,
): string | undefined {
  const inHeader = header(request, headerName);
  if (speaksV3(request.headers.authorization) && inHeader !== undefined)
    return inHeader;
  return peekParameters(request).all.get(parameter) ?? inHeader;
}
