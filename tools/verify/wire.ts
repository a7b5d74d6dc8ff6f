import { setMaxListeners } from "node:events";
import * as z from "zod";
import * as alibaba from "../../provider/clouds/alibaba/client";
import { AlibabaKeyService } from "../../provider/clouds/alibaba/service";
import type { CallContext, KeyService } from "../../provider/clouds/cloud";
import { CloudError } from "../../provider/clouds/errors";
import type { Rates } from "../../provider/clouds/rate-limit";
import type { CloudSettings } from "../../provider/clouds/rules";
import { Settings } from "../../provider/clouds/settings";
import * as tencent from "../../provider/clouds/tencent/client";
import { thisMachine } from "../../provider/clouds/tencent/credentials/chain";
import { TencentKeyService } from "../../provider/clouds/tencent/service";
import { SETTINGS as TENCENT_SETTINGS } from "../../provider/clouds/tencent/settings";
import type { CloudName } from "../../provider/model/types";
import { isRead, type Fields, type Service } from "./script";

/** One request as it is sent, with no placeholder left. */
export interface Request {
  service: Service;
  action: string;
  parameters: Fields;
}

/** `status` and `code` of a refusal; neither if no answer came. */
export interface Answer {
  status?: number;
  code?: string;
  fields?: Fields;
}

/** A cloud as the provider's own client reaches it: with its credentials, signatures, rate limits and retries. */
export interface Wire {
  /**
   * A change whose answer is lost is not sent again: the second answer would tell what the first one did. A key that may
   * have been made so is found and removed at the end.
   */
  send(request: Request): Promise<Answer>;
  /** The account that the credentials belong to. */
  account(): Promise<string>;
  /** The provider's own calls, by which keys are found and scheduled for deletion. */
  keys: KeyService;
  close(): void;
}

export interface Reach {
  cloud: CloudName;
  region: string;
  /** Of the provider's configuration. */
  settings: CloudSettings;
  environment: NodeJS.ProcessEnv;
  context: () => CallContext;
  /** Other limits than the cloud's own, where there are none. */
  rates?: Rates;
}

/** Ends the waiting for an answer, after a while or by Ctrl-C. */
export function contextFor(
  waitMs: number,
  signal = new AbortController().signal,
  status: CallContext["status"] = () => undefined,
): CallContext {
  // Each of the keys that are read at once waits with it.
  setMaxListeners(0, signal);
  return { signal, deadline: Date.now() + waitMs, status, warn: status };
}

export function openWire(reach: Reach): Promise<Wire> {
  return reach.cloud === "alibaba"
    ? Promise.resolve(alibabaWire(reach))
    : tencentWire(reach);
}

const anything = z.record(z.string(), z.json()) as z.ZodType<Fields>;

function alibabaWire(reach: Reach): Wire {
  const { region, settings, environment, context, rates } = reach;
  const client = alibaba.Client.open(settings, environment, rates);
  return {
    send: ({ action, parameters }) =>
      answerTo(() =>
        client.kms(
          region,
          {
            action,
            parameters: parameters as Record<string, string>,
            retry: isRead(action) ? "safe" : "never",
          },
          anything,
          context(),
        ),
      ),
    account: () => client.account(context()),
    keys: new AlibabaKeyService(client),
    close: () => client.close(),
  };
}

async function tencentWire(reach: Reach): Promise<Wire> {
  const { region, settings, environment, context, rates } = reach;
  const client = await tencent.Client.open(
    new Settings(TENCENT_SETTINGS, settings, environment),
    { ...thisMachine(), environment },
    rates,
  );
  return {
    send: ({ service, action, parameters }) =>
      answerTo(() =>
        client.whole(
          service,
          // The script's actions are data, and the vendor's client has a method for each.
          action as never,
          isRead(action) ? { region } : { region, retry: "never" },
          parameters,
          context(),
        ),
      ),
    account: () => client.account(context()),
    keys: new TencentKeyService(client),
    close: () => client.close(),
  };
}

/** What came back. Throws what is none of the cloud's answers: wrong settings, no credentials, Ctrl-C. */
async function answerTo(send: () => Promise<unknown>): Promise<Answer> {
  try {
    return { status: 200, fields: (await send()) as Fields };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const { kind, code, status } = error;
    if (code !== undefined) return { status, code };
    if (kind === "unknownOutcome" || kind === "unavailable") return {};
    // Waited out until this request's own deadline.
    if (kind === "deadline") return {};
    throw error;
  }
}
