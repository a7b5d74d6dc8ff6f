import type { Refusal } from "./refusal";

export const PARAMETERS: readonly Refusal[] = [
  {
    what: "a required parameter left out",
    ask: (cloud) => cloud.ask("DescribeKey"),
    alibaba: "400 MissingParameter",
    tencent: "200 MissingParameter",
  },
  {
    what: "a parameter that the action does not have",
    ask: (cloud, { enabled: KeyId }) =>
      cloud.ask("DescribeKey", { KeyId, Colour: "red" }),
    alibaba: "200 ok",
    tencent: "200 UnknownParameter",
  },
  {
    what: "an unknown parameter beside a missing one",
    ask: (cloud) => cloud.ask("DescribeKey", { Colour: "red" }),
    alibaba: "400 MissingParameter",
    tencent: "200 UnknownParameter",
  },
  {
    what: "a text for a number",
    ask: (cloud, { enabled: KeyId }) =>
      cloud.ask("ScheduleKeyDeletion", {
        KeyId,
        PendingWindowInDays: "seven",
      }),
    alibaba: "400 InvalidParameter",
    tencent: "200 InvalidParameter",
  },
  {
    what: "a number below the range",
    ask: (cloud, { enabled: KeyId }) =>
      cloud.ask("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 6 }),
    alibaba: "400 InvalidParameter",
    tencent: "200 InvalidParameter.InvalidPendingWindowInDays",
  },
  {
    what: "a number above the range",
    ask: (cloud, { enabled: KeyId }) =>
      cloud.ask("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 367 }),
    alibaba: "400 InvalidParameter",
    tencent: "200 InvalidParameter.InvalidPendingWindowInDays",
  },
  {
    what: "a word that is none of the enumeration",
    ask: (cloud) =>
      cloud.ask("CreateKey", { Alias: "word", KeyUsage: "DECORATE" }),
    alibaba: "400 InvalidParameter",
    tencent: "200 InvalidParameterValue.InvalidKeyUsage",
  },
  {
    what: "a description that is too long",
    ask: (cloud, { enabled: KeyId }) =>
      cloud.ask("UpdateKeyDescription", {
        KeyId,
        Description: "x".repeat(8193),
      }),
    alibaba: "400 InvalidParameter",
    tencent: "200 InvalidParameter",
  },
  {
    what: "a page of more than there may be",
    ask: (cloud) => cloud.ask("ListKeys", cloud.words.page(1, 201)),
    alibaba: "400 InvalidParameter",
    tencent: "200 InvalidParameter",
  },
  {
    what: "a page before the first",
    ask: (cloud) => cloud.ask("ListKeys", cloud.words.page(0, 10)),
    alibaba: "400 InvalidParameter",
    tencent: "200 InvalidParameter",
  },
];
