import { randomUUID } from "node:crypto";
import type { WireReply } from "../../core/contract";
import type { TencentError } from "./errors";

/** Stands for the request's id in an error's message. */
export const REQUEST_ID = "{RequestId}";

/** Members of a successful reply, without the RequestId. */
export type Reply = Record<string, unknown>;

export function succeeded(members: Reply): WireReply {
  return wireReply(members, randomUUID());
}

/**
 * Tencent answers errors with HTTP 200 and no other member than Error and RequestId (docs/clouds/tencent.md#errors).
 */
export function refused(error: TencentError): WireReply {
  const RequestId = randomUUID();
  const Message = error.message.replace(REQUEST_ID, RequestId);
  return wireReply({ Error: { Code: error.code, Message } }, RequestId);
}

function wireReply(members: Reply, RequestId: string): WireReply {
  const body = JSON.stringify({ Response: { ...members, RequestId } });
  // The Python SDK reads Error only if the content type is exactly this (docs/clouds/tencent.md#errors).
  return { status: 200, headers: { "content-type": "application/json" }, body };
}
