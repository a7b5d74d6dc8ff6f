import { ApiError } from "../errors";
import { ALIAS_ACTIONS } from "./aliases";
import type { Action } from "./action";
import { KEY_ACTIONS } from "./keys";
import { STS_ACTIONS } from "./sts";
import { TAG_RESOURCES_ACTIONS } from "./tag-resources";
import { TAG_ACTIONS } from "./tags";
import { VERSION_ACTIONS } from "./versions";

export const KMS_VERSION = "2016-01-20";
export const STS_VERSION = "2015-04-01";

type Actions = Readonly<Record<string, Action>>;

/** The services by their API version, their actions in the order of reference 1. */
export const SERVICES: ReadonlyMap<string, Actions> = new Map<string, Actions>([
  [
    KMS_VERSION,
    {
      ...KEY_ACTIONS,
      ...VERSION_ACTIONS,
      ...TAG_ACTIONS,
      ...TAG_RESOURCES_ACTIONS,
      ...ALIAS_ACTIONS,
    },
  ],
  [STS_VERSION, STS_ACTIONS],
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

/** The action of a service; throws what the cloud, or this emulator, says of one that isn't there. */
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
