import type { Omission } from "./alibaba";

const MEMBERS: Omission = {
  names: "AccountAppId AccountUin AccountName",
  reason:
    "They name a member of an organisation, which no account of the emulator is",
};

/** What the emulator leaves out of the SDK's models on purpose, by action. */
export const OMITTED: Readonly<Record<string, Omission>> = {
  DescribeKey: MEMBERS,
  DescribeKeys: MEMBERS,
  ListKeyDetail: MEMBERS,
  GetServiceStatus: {
    names: "DestinationRegion",
    reason: "It is of a task that copies keys, of which SyncTaskList has none",
  },
};
