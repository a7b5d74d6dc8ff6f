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
    "each key of the shared service costs 0.002 USD a day, each key of a pay-as-you-go instance 0.03 USD, and a key of a monthly instance nothing; 10,000 cryptographic calls cost 0.08 USD (https://www.alibabacloud.com/help/en/kms/support/billing-of-kms)",
  tencent:
    "each key costs 0.06 USD a day; 20,000 calls are free, then 10,000 calls cost 0.18 USD (https://www.tencentcloud.com/document/product/1030/31966)",
};

const DEFAULT_KEY =
  "- Without --instance, a newer account has one key per region, the default key. If it has none yet, one of these keys becomes the default key, and you can't create another until it is destroyed.";

/** What is said before anything is done. */
export function plan(planned: Planned): string[] {
  const { cloud, region, account, home, folder, steps } = planned;
  const creations = steps.filter(({ action }) => action === "CreateKey");
  const keys = creations.filter(({ saves }) => saves).length;
  const wrong = creations.length - keys;
  return [
    `${CLOUDS[cloud].title}, account ${account}, ${region}${home ? `, ${home}` : ""}:`,
    `- First, keys that an earlier run left are scheduled for deletion: every key with ${MARKED[cloud]}.`,
    `- It creates ${keys} keys with ${MARKED[cloud]}, and requests ${wrong} more that the cloud should refuse.`,
    `- It runs ${steps.length} steps with these keys, which takes a few minutes. It touches no other key.`,
    ...(cloud === "alibaba" && home === undefined ? [DEFAULT_KEY] : []),
    `- At the end, and after Ctrl-C, it schedules all of them for deletion in ${WINDOW_DAYS} days. After a crash, run the same command again to do that.`,
    `- Cost: ${COST[cloud]}. A key that is scheduled for deletion costs nothing.`,
    `- It writes a transcript without ids, accounts and secrets to ${folder}, and sends it nowhere.`,
  ];
}
