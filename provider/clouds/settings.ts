import { CLOUD_NAMES } from "../model/types";
import { hasControl } from "./common/text";
import { CloudError, setting } from "./errors";
import type { CloudSettings, SettingRule } from "./rules";

/** A value and the place it came from, in words a message can use. */
export interface Found {
  value: string;
  from: string;
}

/** One cloud's settings: the provider config first, then the environment variables that the setting's rule names. */
export class Settings {
  readonly #rules: Readonly<Record<string, SettingRule>>;
  readonly #configured: CloudSettings;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(
    rules: Readonly<Record<string, SettingRule>>,
    configured: CloudSettings,
    environment: NodeJS.ProcessEnv = process.env,
  ) {
    this.#rules = rules;
    this.#configured = configured;
    this.#environment = environment;
  }

  /**
   * Empty text counts as absent, as it does for the vendors' own tools, and what is around the text doesn't count. Throws
   * CloudError of kind `invalid` for one with a line break in it.
   */
  find(key: string): Found | undefined {
    const configured = this.configured(key);
    if (configured) return { value: configured, from: this.nameOf(key) };
    for (const name of this.#rules[key]?.environment ?? []) {
      const from = `environment variable ${name}`;
      const value = this.#checked(key, this.#environment[name], from);
      if (value) return { value, from };
    }
    return undefined;
  }

  value(key: string): string | undefined {
    return this.find(key)?.value;
  }

  /** Throws CloudError of kind `invalid` for one that is not in its range: nothing has checked the environment yet. */
  seconds(key: string): number | undefined {
    const found = this.find(key);
    if (!found) return undefined;
    const seconds = Number(found.value);
    const [min, max] = this.#rules[key]?.range ?? [1, Infinity];
    if (Number.isInteger(seconds) && seconds >= min && seconds <= max)
      return seconds;
    throw invalid(
      key,
      `${found.from} is "${found.value}", and must be ${rangeText([min, max])}`,
      "Correct it.",
    );
  }

  /** Without the environment. */
  get ofConfig(): Settings {
    return new Settings(this.#rules, this.#configured, {});
  }

  /** Without the provider config. */
  get ofEnvironment(): Settings {
    return new Settings(this.#rules, {}, this.#environment);
  }

  /** From the provider config alone. */
  configured(key: string): string | undefined {
    return this.#checked(key, this.#configured[key], this.nameOf(key));
  }

  /** The setting `httpProxy`, which serves every cloud. */
  get httpProxy(): Found | undefined {
    const value = this.configured("httpProxy");
    return value === undefined
      ? undefined
      : { value, from: setting("httpProxy") };
  }

  /** The setting `requestTimeout` in milliseconds. */
  get requestTimeoutMs(): number | undefined {
    const seconds = this.configured("requestTimeout");
    return seconds === undefined ? undefined : Number(seconds) * 1000;
  }

  /** The setting to correct, for messages: an emulator's endpoints come from its URL. */
  nameOf(key: string): string {
    const { emulated } = this.#rules[key] ?? {};
    const isDerived = emulated === "url" || emulated === "urls";
    return setting(
      isDerived && this.#configured["emulator"] !== undefined
        ? "emulator"
        : key,
    );
  }

  #checked(
    key: string,
    given: string | number | undefined,
    from: string,
  ): string | undefined {
    const value = String(given ?? "").trim();
    // JSON may have lines.
    const isJson = this.#rules[key]?.type === "map" || key.endsWith("Policy");
    if (!isJson && hasControl(value))
      throw invalid(
        key,
        `${from} contains a line break or another control character`,
        "Write it again as one line.",
      );
    return value === "" ? undefined : value;
  }
}

export function rangeText([min, max]: readonly [number, number]): string {
  return `${String(min)} to ${String(max)} seconds`;
}

function invalid(key: string, detail: string, remedy: string): CloudError {
  const cloud = CLOUD_NAMES.find((cloud) => key.startsWith(cloud)) ?? "alibaba";
  const action = "configure";
  return new CloudError(detail, { kind: "invalid", cloud, action, remedy });
}
