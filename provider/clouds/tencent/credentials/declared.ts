import { CloudError } from "../../errors";
import { Settings, type Found } from "../../settings";
import { settings as rules } from "../settings";
import {
  checkKey,
  unauthenticated,
  type Lookup,
  type Role,
} from "./credential";

/** The API key in the provider config. */
export function fromConfig(settings: Settings): Lookup {
  const places = "tencentSecretId and tencentSecretKey in the provider config";
  const find = (key: string) => {
    const value = settings.configured(key);
    return value === undefined ? undefined : { value, from: `cmk:${key}` };
  };
  return fromPair(find, places, "tencentSecretId and tencentSecretKey");
}

/**
 * The API key in environment variables; the session token has three rival names (docs/clouds/tencent.md#credentials).
 */
export function fromEnvironment(environment: NodeJS.ProcessEnv): Lookup {
  const variables = new Settings(rules, {}, environment);
  const names = "TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY";
  return fromPair(
    (key) => variables.find(key),
    `environment variables ${names}`,
    names,
  );
}

/** Half a key is a mistake: going on to the next source would sign in as somebody else. */
function fromPair(
  find: (key: string) => Found | undefined,
  places: string,
  names: string,
): Lookup {
  const [id, key] = [find("tencentSecretId"), find("tencentSecretKey")];
  const [secretId, secretKey] = [id?.value, key?.value];
  if (!secretId && !secretKey) return { missing: places };
  if (!secretId || !secretKey)
    throw unauthenticated(
      `only one of ${names} is set`,
      "Set both, or neither.",
    );
  const session = find("tencentToken");
  const token = session?.value;
  checkKey(
    { secretId, secretKey, token },
    {
      secretId: id?.from ?? "",
      secretKey: key?.from ?? "",
      token: session?.from ?? "",
    },
  );
  return { found: { secretId, secretKey, token } };
}

/** Each of them says whose credentials are meant, so that nothing in the environment may change it. */
const IDENTITY = ["tencentSecretId", "tencentProfile", "tencentRoleArn"];

/** The role to assume: the config's, or the environment's unless the config says whose credentials they are. */
export function roleFrom(
  settings: Settings,
  environment: NodeJS.ProcessEnv,
): Role | undefined {
  const source = IDENTITY.some((key) => settings.configured(key) !== undefined)
    ? (key: string) => settings.configured(key)
    : (key: string) => new Settings(rules, {}, environment).value(key);
  const arn = source("tencentRoleArn");
  if (arn === undefined) return undefined;
  return {
    arn,
    sessionName: source("tencentRoleSessionName"),
    durationSeconds: seconds(source("tencentRoleDuration")),
    externalId: source("tencentRoleExternalId"),
    policy: source("tencentRolePolicy"),
  };
}

function seconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text) && Number(text) > 0 && Number(text) <= 43_200)
    return Number(text);
  throw new CloudError(
    `tencentRoleDuration is "${text}"; it must be a number of seconds, 1 to 43200`,
    { kind: "invalid", cloud: "tencent", action: "configure" },
  );
}
