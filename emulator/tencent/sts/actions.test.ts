import { webToken } from "../../testing/web-token";
import { Bench, signed, UIN } from "../../testing/tencent";

const ROLE = `qcs::cam::uin/${UIN}:roleName/deployer`;
const SESSION = { RoleArn: ROLE, RoleSessionName: "session" };

interface Temporary {
  TmpSecretId: string;
  TmpSecretKey: string;
  Token: string;
}

async function assumed(bench: Bench, parameters: object = SESSION) {
  const answer = await bench.sts("AssumeRole", parameters);
  const { TmpSecretId, TmpSecretKey, Token } = answer.Credentials as Temporary;
  const expires = Number(answer.ExpiredTime);
  const secret = { secretId: TmpSecretId, secretKey: TmpSecretKey };
  return { secret, token: Token, expires };
}

test("GetCallerIdentity names the account", async () => {
  const identity = await new Bench().sts("GetCallerIdentity");
  expect(identity).toMatchObject({
    Arn: `qcs::cam::uin/${UIN}:uin/${UIN}`,
    AccountId: UIN,
    UserId: UIN,
    PrincipalId: UIN,
  });
});

test("temporary credentials work with their token, and fail without it or with another", async () => {
  const bench = new Bench();
  const { secret, token } = await assumed(bench);
  const KeyId = await bench.createKey();
  const code = (credentials: typeof secret & { token?: string }) =>
    bench.code("DescribeKey", { KeyId }, { credentials });
  expect(await code({ ...secret, token })).toBe("ok");
  expect(await code(secret)).toBe("AuthFailure.TokenFailure");
  expect(await code({ ...secret, token: `${token}x` })).toBe(
    "AuthFailure.TokenFailure",
  );
  const identity = await bench.sts(
    "GetCallerIdentity",
    {},
    { credentials: { ...secret, token } },
  );
  expect(identity).toMatchObject({
    AccountId: UIN,
    UserId: "deployer:session",
    Type: "CAMRole",
  });
});

test("temporary credentials end by the clock, after 7200 s unless the request says otherwise", async () => {
  const bench = new Bench();
  const { secret, token, expires } = await assumed(bench);
  expect(expires).toBe(bench.now + 7200);
  const credentials = { ...secret, token };
  bench.advance(7199);
  expect(await bench.code("ListKeys", {}, { credentials })).toBe("ok");
  bench.advance(1);
  expect(await bench.code("ListKeys", {}, { credentials })).toBe(
    "AuthFailure.TokenFailure",
  );
  const long = await assumed(bench, { ...SESSION, DurationSeconds: 43_200 });
  expect(long.expires).toBe(bench.now + 43_200);
});

test("a role of another account acts in that account", async () => {
  const bench = new Bench();
  const KeyId = await bench.createKey();
  const RoleArn = "qcs::cam::uin/100000000002:role/4611686018427397919";
  const { secret, token } = await assumed(bench, { ...SESSION, RoleArn });
  const credentials = { ...secret, token };
  expect(await bench.code("DescribeKey", { KeyId }, { credentials })).toBe(
    "ResourceUnavailable.CmkNotFound",
  );
});

test.each([
  [{ RoleSessionName: "session" }, "MissingParameter"],
  [{ ...SESSION, RoleArn: "acs:ram::1:role/x" }, "InvalidParameter.ParamError"],
  [{ ...SESSION, RoleSessionName: "a b" }, "InvalidParameter.ParamError"],
  [{ ...SESSION, DurationSeconds: 43_201 }, "InvalidParameter.OverTimeError"],
])("AssumeRole refuses %j", async (parameters, code) => {
  const answer = await new Bench().call("sts", "AssumeRole", parameters);
  expect(answer.Error?.Code).toBe(code);
});

async function withWebIdentity(bench: Bench, WebIdentityToken: string) {
  const request = signed({
    service: "sts",
    action: "AssumeRoleWithWebIdentity",
    now: bench.now,
    body: JSON.stringify({ ...SESSION, ProviderId: "OIDC", WebIdentityToken }),
  });
  const headers = { ...request.headers, authorization: "SKIP" };
  return bench.send({ ...request, headers });
}

test("AssumeRoleWithWebIdentity needs no signature but a token that is valid now", async () => {
  const bench = new Bench();
  const good = await withWebIdentity(bench, webToken({ exp: bench.now + 60 }));
  const { TmpSecretId, TmpSecretKey, Token } = good.Credentials as Temporary;
  const credentials = {
    secretId: TmpSecretId,
    secretKey: TmpSecretKey,
    token: Token,
  };
  expect(await bench.code("ListKeys", {}, { credentials })).toBe("ok");
  for (const token of [webToken({ exp: bench.now }), "token", "a.b.c", ""]) {
    const refused = await withWebIdentity(bench, token);
    expect(refused.Error?.Code).toBe("InvalidParameter.WebIdentityTokenError");
  }
});
