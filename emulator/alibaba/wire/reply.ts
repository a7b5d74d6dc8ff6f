import { randomUUID } from "node:crypto";
import type { WireReply, WireRequest } from "../../core/contract";
import type { ApiError } from "../errors";
import { header, peekParameters } from "./parameters";
import { toXml } from "./xml";

/** The fields of a reply, without the RequestId that every reply has. */
export type Fields = Record<string, unknown>;

/** How the client wants its reply, and what every reply to it says. */
export interface Envelope {
  xml: boolean;
  requestId: string;
  host: string;
}

export function envelopeOf(request: WireRequest): Envelope {
  return {
    xml: wantsXml(request),
    requestId: randomUUID().toUpperCase(),
    host: header(request, "host") ?? "",
  };
}

/** The Format parameter decides, else the first type of Accept, else JSON. */
function wantsXml(request: WireRequest): boolean {
  const format = peekParameters(request).all.get("Format");
  if (format) return format.toUpperCase() === "XML";
  return /^(application|text)\/xml\b/i.test(header(request, "accept") ?? "");
}

export function success(
  envelope: Envelope,
  action: string,
  fields: Fields,
): WireReply {
  const body = { RequestId: envelope.requestId, ...fields };
  return reply(envelope, 200, `${action}Response`, body);
}

export function failure(envelope: Envelope, error: ApiError): WireReply {
  return reply(envelope, error.status, "KMS", {
    RequestId: envelope.requestId,
    HostId: envelope.host,
    Code: error.code,
    Message: error.message,
  });
}

function reply(
  { xml, requestId }: Envelope,
  status: number,
  root: string,
  body: Fields,
): WireReply {
  return {
    status,
    headers: {
      "content-type": xml ? "application/xml" : "application/json",
      "x-acs-request-id": requestId,
    },
    body: xml ? toXml(root, body) : JSON.stringify(body),
  };
}
