import { ADDRESS, CREDENTIALS, TIME } from "./access";
import { KEYS } from "./keys";
import { PARAMETERS } from "./parameters";
import type { Refusal } from "./refusal";

export { OTHER_ACCOUNT, type Keys } from "./refusal";

/** The same question to both clouds, by subject, and what each one answers by its docs. */
export const REFUSALS: Readonly<Record<string, readonly Refusal[]>> = {
  address: ADDRESS,
  credentials: CREDENTIALS,
  time: TIME,
  parameters: PARAMETERS,
  keys: KEYS,
};
