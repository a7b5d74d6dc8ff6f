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

  /** Empty text counts as absent, as it does for the vendors' own tools. */
  find(key: string): Found | undefined {
    const configured = this.configured(key);
    if (configured) return { value: configured, from: `cmk:${key}` };
    for (const name of this.#rules[key]?.environment ?? []) {
      const value = this.#environment[name];
      if (value) return { value, from: `environment variable ${name}` };
    }
    return undefined;
  }

  value(key: string): string | undefined {
    return this.find(key)?.value;
  }

  /** From the provider config alone. */
  configured(key: string): string | undefined {
    const value = this.#configured[key];
    return value === undefined || value === "" ? undefined : String(value);
  }

  /** Every place that `find` looks at for these keys, for the message about a missing one. */
  places(...keys: string[]): string {
    return keys
      .map((key) => {
        const names = this.#rules[key]?.environment ?? [];
        return names.length ? `${key} (or ${names.join(", ")})` : key;
      })
      .join("; ");
  }
}
