import { CODES as ALIBABA } from "../../alibaba/codes";
import { classify as alibaba } from "../../alibaba/errors";
import type { CloudError, ErrorKind } from "../../errors";
import { CODES as TENCENT } from "../../tencent/codes";
import { classify as tencent } from "../../tencent/errors";
import { BadProxy, NoReply, redirection, type Endpoint } from "../http/network";
import { ErrorReply, kindOfStatus, REMEDIES, StatusError } from "./treatment";

const HOST: Endpoint = { protocol: "https", host: "kms.example" };
const WHERE = { action: "CreateKey", region: "a-region", keyId: "k" };

/** One reply of each cloud with this code and status. */
const CLOUDS: Readonly<
  Record<string, (code: string, status: number) => CloudError>
> = {
  alibaba: (code, status) =>
    alibaba(new ErrorReply(code, "No.", status, "an-id"), WHERE),
  tencent: (code, status) =>
    tencent(new ErrorReply(code, "No.", status, "an-id"), WHERE),
};

const UNKNOWN_CODES = [
  "FlowLimit",
  "TooManyRequests",
  "ServiceBusy",
  "LimitReached",
  "Brand.New",
  "NotFound",
  "KeyNotFound",
  "constructor",
];

const KINDS: readonly (readonly [number, ErrorKind])[] = [
  [400, "invalid"],
  [401, "denied"],
  [403, "denied"],
  [404, "invalid"],
  [408, "unknownOutcome"],
  [409, "invalid"],
  [429, "throttled"],
  [500, "unknownOutcome"],
  [502, "unknownOutcome"],
  [503, "unknownOutcome"],
  [504, "unknownOutcome"],
];

describe.each(Object.entries(CLOUDS))("on %s", (_, classify) => {
  test.each(
    KINDS.flatMap(([status, kind]) =>
      UNKNOWN_CODES.map((code) => [status, code, kind] as const),
    ),
  )("HTTP %i decides on the unknown code %s: %s", (status, code, kind) => {
    expect(classify(code, status)).toMatchObject({ kind, code });
  });

  test.each([408, 429, 500, 503])(
    "HTTP %i tells more than the family of a code that has no row",
    (status) => {
      const kind = kindOfStatus(status);
      for (const family of ["Rejected", "InvalidParameter", "LimitExceeded"])
        expect(classify(`${family}.BrandNew`, status).kind).toBe(kind);
    },
  );
});

test("a code that says that it is throttling is so with any status", () => {
  for (const status of [400, 429, 503])
    expect(CLOUDS["alibaba"]?.("Throttling.New", status).kind).toBe(
      "throttled",
    );
});

test("a code of the tables means the same with any status", () => {
  for (const [name, codes] of Object.entries({
    alibaba: ALIBABA,
    tencent: TENCENT,
  }))
    for (const [code, { kind }] of Object.entries(codes))
      for (const status of [200, 400, 404, 429, 503])
        expect([code, CLOUDS[name]?.(code, status).kind]).toEqual([code, kind]);
});

test("every code of both clouds has a remedy", () => {
  for (const [name, codes] of Object.entries({
    alibaba: ALIBABA,
    tencent: TENCENT,
  }))
    for (const code of [...Object.keys(codes), "Brand.New"]) {
      const { remedy, message } = CLOUDS[name]?.(code, 400) as CloudError;
      expect([code, remedy]).toEqual([code, expect.stringMatching(/\.$/)]);
      expect(message.endsWith(remedy ?? "-")).toBe(true);
    }
});

test.each([alibaba, tencent])(
  "a page that is not the cloud's goes by its status",
  (classify) => {
    const kinds: [number, ErrorKind][] = [
      [200, "unknownOutcome"],
      [302, "unknownOutcome"],
      [400, "unavailable"],
      [401, "denied"],
      [403, "denied"],
      [404, "unavailable"],
      [407, "unavailable"],
      [408, "unknownOutcome"],
      [429, "throttled"],
      [500, "unknownOutcome"],
      [502, "unknownOutcome"],
      [503, "unknownOutcome"],
    ];
    for (const [status, kind] of kinds) {
      const error = classify(new StatusError(status), WHERE);
      expect([status, error.kind]).toEqual([status, kind]);
      if (status !== 200) expect(error.message).toContain(String(status));
    }
  },
);

test.each([alibaba, tencent])(
  "another's answer to what must not be done twice leaves open whether it was done",
  (classify) => {
    const once = { ...WHERE, retry: "never" } as const;
    for (const status of [200, 302, 400, 401, 403, 404, 407, 408, 500, 502])
      expect([status, classify(new StatusError(status), once).kind]).toEqual([
        status,
        "unknownOutcome",
      ]);
    expect(classify(new StatusError(429), once).kind).toBe("throttled");
    const elsewhere = redirection(HOST, 302, "http://login.example/");
    const { kind, message } = classify(new NoReply(elsewhere, false), once);
    expect(kind).toBe("unknownOutcome");
    expect(message).toContain("redirects to login.example");
    expect(message).toMatch(/: it must name the service itself.*\.$/);
  },
);

test.each([alibaba, tencent])(
  "what never left can't have been done",
  (classify) => {
    const once = { ...WHERE, retry: "never" } as const;
    const refused = Object.assign(new Error("no"), { code: "ECONNREFUSED" });
    expect(classify(refused, once).kind).toBe("unavailable");
    expect(classify(new BadProxy("HTTPS_PROXY"), once).kind).toBe("invalid");
  },
);

test("no status by itself says that a key is gone", () => {
  for (let status = 100; status < 600; status++)
    expect(kindOfStatus(status)).not.toBe("notFound");
});

test("every remedy of a kind is a sentence", () => {
  for (const remedy of Object.values(REMEDIES))
    expect(remedy).toMatch(/^[A-Z`⟦].*\.$/s);
});
