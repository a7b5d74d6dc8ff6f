import { ApiError } from "../errors";
import { ALIAS_ACTIONS } from "./aliases";
import { checkService } from "./account-status";
import type { Action, Call } from "./action";
import { ASYMMETRIC_ACTIONS } from "./asymmetric";
import { CRYPTOGRAPHY_ACTIONS } from "./cryptography";
import { IMPORT_ACTIONS } from "./import";
import { INSTANCE_ACTIONS } from "./instances";
import { KEY_ACTIONS } from "./keys";
import { subjectOf } from "./not-emulated";
import { checkPermission } from "./permission";
import { POLICY_ACTIONS } from "./policy";
import { PUBLIC_KEY_ACTIONS } from "./public-key";
import { STS_ACTIONS } from "./sts";
import { TAG_RESOURCES_ACTIONS } from "./tag-resources";
import { TAG_ACTIONS } from "./tags";
import { VERSION_ACTIONS } from "./versions";

type Actions = Readonly<Record<string, Action>>;

export interface Service {
  actions: Actions;
  /** Each service has a host of its own; sts's is the main port. */
  mainPortOnly: boolean;
  /** Throws if the account may not use the service at all, or the caller not the action. */
  checkCaller(call: Call, parameters: ReadonlyMap<string, string>): void;
}

/** Of KMS, in the order of docs/clouds/alibaba.md. */
export const KMS_SUBJECTS: Readonly<Record<string, Actions>> = {
  Keys: KEY_ACTIONS,
  "Versions and rotation": VERSION_ACTIONS,
  Tags: { ...TAG_ACTIONS, ...TAG_RESOURCES_ACTIONS },
  "Key policies": POLICY_ACTIONS,
  Aliases: ALIAS_ACTIONS,
  "Imported key material": IMPORT_ACTIONS,
  Cryptography: CRYPTOGRAPHY_ACTIONS,
  "Asymmetric keys": { ...ASYMMETRIC_ACTIONS, ...PUBLIC_KEY_ACTIONS },
  "Instances and the account": INSTANCE_ACTIONS,
};

const KMS: Service = {
  mainPortOnly: false,
  checkCaller: (call, parameters) => {
    checkService(call);
    checkPermission(call, parameters);
  },
  actions: Object.assign({}, ...Object.values(KMS_SUBJECTS)) as Actions,
};

const STS: Service = {
  mainPortOnly: true,
  checkCaller: () => undefined,
  actions: STS_ACTIONS,
};

/** By API version. */
export const SERVICES: ReadonlyMap<string, Service> = new Map([
  ["2016-01-20", KMS],
  ["2015-04-01", STS],
]);

/** The action of a service. Throws the error of the cloud, or of this emulator, for an action that does not exist. */
export function findAction(
  actions: Actions,
  name: string,
  unknownActionCode: string,
): Action {
  const found = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (found !== undefined) return found;
  const subject = subjectOf(name);
  if (subject !== undefined)
    throw ApiError.because(
      "UnsupportedOperation",
      `${subject} are out of this emulator's scope: ${name}.`,
    );
  throw ApiError.named(unknownActionCode);
}
