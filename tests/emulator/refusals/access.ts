import { EMULATOR, type Caller } from "../support/cloud";
import type { Refusal } from "./refusal";

const NOBODY: Caller = { id: "nobody", secret: "nothing" };
const MINUTE_MS = 60_000;

function minutesFromNow(minutes: number): Date {
  return new Date(Date.now() + minutes * MINUTE_MS);
}

/** Where a request goes. */
export const ADDRESS: readonly Refusal[] = [
  {
    what: "an action that there is not",
    ask: (cloud) => cloud.ask("MakeCoffee"),
    alibaba: "404 InvalidApi.NotFound",
    tencent: "200 InvalidAction",
  },
  {
    what: "an action of another service",
    ask: (cloud) => cloud.ask("GetCallerIdentity", {}, { service: "kms" }),
    alibaba: "404 InvalidApi.NotFound",
    tencent: "200 InvalidAction",
  },
  {
    what: "a name that every object has",
    ask: (cloud) => cloud.ask("constructor"),
    alibaba: "404 InvalidApi.NotFound",
    tencent: "200 InvalidAction",
  },
  {
    what: "an action that the emulator leaves out",
    ask: (cloud, { enabled: KeyId }) =>
      cloud.ask(cloud.words.leftOut, { KeyId }),
    alibaba: "400 UnsupportedOperation",
    tencent: "200 UnsupportedOperation",
  },
  {
    what: "a version that there is not",
    ask: (cloud) => cloud.ask("ListKeys", {}, { version: "1999-01-01" }),
    alibaba: "400 InvalidVersion",
    tencent: "200 NoSuchVersion",
  },
  {
    what: "a path",
    ask: (cloud) => cloud.ask("ListKeys", {}, { path: "/keys" }),
    alibaba: "404 InvalidApi.NotFound",
    tencent: "200 InvalidRequest",
  },
  {
    what: "another method",
    ask: (cloud) =>
      cloud.ask(
        "ListKeys",
        {},
        { tampered: (request) => ({ ...request, method: "PUT" }) },
      ),
    alibaba: "403 UnsupportedHTTPMethod",
    tencent: "200 UnsupportedProtocol",
  },
];

/** Who sends it. */
export const CREDENTIALS: readonly Refusal[] = [
  {
    what: "an access key that there is not",
    ask: (cloud) => cloud.ask("ListKeys", {}, { as: NOBODY }),
    alibaba: "404 InvalidAccessKeyId.NotFound",
    tencent: "200 AuthFailure.SecretIdNotFound",
  },
  {
    what: "a wrong secret",
    ask: (cloud) =>
      cloud.ask("ListKeys", {}, { as: { ...EMULATOR, secret: "guessed" } }),
    alibaba: "400 SignatureDoesNotMatch",
    tencent: "200 AuthFailure.SignatureFailure",
  },
  {
    what: "a wrong secret, before an action that there is not",
    ask: (cloud) =>
      cloud.ask("MakeCoffee", {}, { as: { ...EMULATOR, secret: "guessed" } }),
    alibaba: "400 SignatureDoesNotMatch",
    tencent: "200 AuthFailure.SignatureFailure",
  },
  {
    what: "a token with an access key that has none",
    ask: (cloud) =>
      cloud.ask("ListKeys", {}, { as: { ...EMULATOR, token: "invented" } }),
    alibaba: "400 InvalidSecurityToken.MismatchWithAccessKey",
    tencent: "200 AuthFailure.TokenFailure",
  },
  {
    what: "temporary credentials without their token",
    ask: async (cloud) => {
      const role = await cloud.assumeRole(3600);
      return cloud.ask("ListKeys", {}, { as: { ...role, token: undefined } });
    },
    alibaba: "400 MissingSecurityToken",
    tencent: "200 AuthFailure.TokenFailure",
  },
  {
    what: "temporary credentials with the token of others",
    ask: async (cloud) => {
      const role = await cloud.assumeRole(3600);
      const { token } = await cloud.assumeRole(3600);
      return cloud.ask("ListKeys", {}, { as: { ...role, token } });
    },
    alibaba: "400 InvalidSecurityToken.MismatchWithAccessKey",
    tencent: "200 AuthFailure.TokenFailure",
  },
  {
    what: "a parameter changed after the signing",
    ask: (cloud, { enabled: KeyId }) =>
      cloud.ask(
        "ScheduleKeyDeletion",
        { KeyId, PendingWindowInDays: 30 },
        {
          tampered: ({ query, body, ...request }) => ({
            ...request,
            query: query.replace("Days=30", "Days=7"),
            body: Buffer.from(body.toString().replace(/(Days(=|":))30/, "$17")),
          }),
        },
      ),
    alibaba: "400 SignatureDoesNotMatch",
    tencent: "200 AuthFailure.SignatureFailure",
  },
];

/** When it was signed. */
export const TIME: readonly Refusal[] = [
  {
    what: "a request of 16 minutes ago",
    ask: (cloud) => cloud.ask("ListKeys", {}, { at: minutesFromNow(-16) }),
    alibaba: "400 InvalidTimeStamp.Expired",
    tencent: "200 AuthFailure.SignatureExpire",
  },
  {
    what: "a request of in 16 minutes",
    ask: (cloud) => cloud.ask("ListKeys", {}, { at: minutesFromNow(16) }),
    alibaba: "400 InvalidTimeStamp.Expired",
    tencent: "200 AuthFailure.SignatureExpire",
  },
  {
    what: "a request of 6 minutes ago",
    ask: (cloud) => cloud.ask("ListKeys", {}, { at: minutesFromNow(-6) }),
    alibaba: "200 ok",
    tencent: "200 AuthFailure.SignatureExpire",
  },
  {
    what: "a request of 4 minutes ago",
    ask: (cloud) => cloud.ask("ListKeys", {}, { at: minutesFromNow(-4) }),
    alibaba: "200 ok",
    tencent: "200 ok",
  },
  {
    what: "a request that was sent before",
    ask: async (cloud) => {
      const request = cloud.signed("ListKeys", {});
      await cloud.send(request);
      return cloud.send(request);
    },
    // Tencent's requests have no nonce.
    alibaba: "400 SignatureNonceUsed",
    tencent: "200 ok",
  },
];
