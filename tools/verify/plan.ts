import { CLOUDS } from "../../provider/clouds/registry";
import type { CloudName } from "../../provider/model/types";
import { WINDOW_DAYS } from "./cleanup";
import { MARK, MARK_VALUE } from "./known";
import type { Step } from "./script";

interface Planned {
  cloud: CloudName;
  region: string;
  account: string;
  home?: string;
  folder: string;
  steps: readonly Step[];
}

/** How a run's keys are told from others. */
const MARKED: Readonly<Record<CloudName, string>> = {
  alibaba: `the tag ${MARK}=${MARK_VALUE}`,
  tencent: `an alias that begins with ${MARK}-`,
};

/** As the vendors' pages have it; docs/verify.md quotes them. */
const COST: Readonly<Record<CloudName, string>> = {
  alibaba:
    "keys of the shared service 0.002 USD a day each, of an instance that is paid by use 0.03 USD, of one that is paid by month nothing; 10,000 calls of cryptography 0.08 USD (https://www.alibabacloud.com/help/en/kms/support/billing-of-kms)",
  tencent:
    "keys 0.06 USD a day each; the first 20,000 calls nothing, then 0.18 USD for 10,000 (https://www.tencentcloud.com/document/product/1030/31966)",
};

const DEFAULT_KEY =
  "- A newer account has one key per region without --instance, the default key: if it has none yet, one of these becomes it, and there is no other until it is gone.";

/** What is said before anything is done. */
export function plan(planned: Planned): string[] {
  const { cloud, region, account, home, folder, steps } = planned;
  const creations = steps.filter(({ action }) => action === "CreateKey");
  const keys = creations.filter(({ saves }) => saves).length;
  const wrong = creations.length - keys;
  return [
    `${CLOUDS[cloud].title}, account ${account}, ${region}${home ? `, ${home}` : ""}:`,
    `- What an earlier run left is scheduled for deletion: every key with ${MARKED[cloud]}.`,
    `- ${keys} keys are made with ${MARKED[cloud]}, and ${wrong} more are asked for that the cloud should refuse.`,
    `- They are asked about in ${steps.length} steps, which takes some minutes. No other key is touched.`,
    ...(cloud === "alibaba" && home === undefined ? [DEFAULT_KEY] : []),
    `- At the end, and after Ctrl-C, all of them are scheduled for deletion in ${WINDOW_DAYS} days. After a crash, the same command again does it.`,
    `- The cost: ${COST[cloud]}. A key that is scheduled for deletion costs nothing.`,
    `- A transcript without ids, accounts and secrets is written to ${folder}, and sent nowhere.`,
  ];
}
