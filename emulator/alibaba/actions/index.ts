import { ApiError } from "../errors";
import { ALIAS_ACTIONS } from "./aliases";
import { checkService } from "./account-status";
import type { Action, Call } from "./action";
import { CRYPTOGRAPHY_ACTIONS } from "./cryptography";
import { IMPORT_ACTIONS } from "./import";
import { INSTANCE_ACTIONS } from "./instances";
import { KEY_ACTIONS } from "./keys";
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
  /** Throws if the account may not use the service at all. */
  checkAccount(call: Call): void;
}

const KMS: Service = {
  mainPortOnly: false,
  checkAccount: checkService,
  /** In the order of docs/clouds/alibaba.md. */
  actions: {
    ...KEY_ACTIONS,
    ...VERSION_ACTIONS,
    ...TAG_ACTIONS,
    ...TAG_RESOURCES_ACTIONS,
    ...POLICY_ACTIONS,
    ...ALIAS_ACTIONS,
    ...IMPORT_ACTIONS,
    ...CRYPTOGRAPHY_ACTIONS,
    ...PUBLIC_KEY_ACTIONS,
    ...INSTANCE_ACTIONS,
  },
};

const STS: Service = {
  mainPortOnly: true,
  checkAccount: () => undefined,
  actions: STS_ACTIONS,
};

/** By API version. */
export const SERVICES: ReadonlyMap<string, Service> = new Map([
  ["2016-01-20", KMS],
  ["2015-04-01", STS],
]);

/** Real actions of the service that the emulator leaves out on purpose. */
const OUT_OF_SCOPE: readonly string[] = [
  "AsymmetricEncrypt",
  "AsymmetricDecrypt",
  "AsymmetricSign",
  "AsymmetricVerify",
  "ReEncrypt",
  "ExportDataKey",
  "GenerateAndExportDataKey",
];

/** The action of a service. Throws the error of the cloud, or of this emulator, for an action that does not exist. */
export function findAction(
  actions: Actions,
  name: string,
  unknownActionCode: string,
): Action {
  const found = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (found !== undefined) return found;
  if (OUT_OF_SCOPE.includes(name))
    throw ApiError.because(
      "UnsupportedOperation",
      `This emulator does not do ${name}: signing, asymmetric encryption and the export of keys are out of its scope.`,
    );
  throw ApiError.named(unknownActionCode);
}
