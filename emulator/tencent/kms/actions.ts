import { actionsOf, type Actions } from "../action";
import * as asymmetric from "./asymmetric";
import * as binding from "./binding";
import { createKey } from "./create";
import * as deletion from "./deletion";
import * as enable from "./enable";
import * as encryption from "./encrypt";
import * as lists from "./lists";
import * as material from "./material";
import * as parameters from "./parameters";
import { getPublicKey } from "./public-key";
import { ofUserKeys } from "./product-key";
import * as read from "./read";
import * as rotation from "./rotation";
import { notEmulated } from "./not-emulated";
import * as service from "./service";
import * as update from "./update";

/** Of KMS, version 2019-01-18, in the order of docs/clouds/tencent.md. */
export const KMS_SUBJECTS: Readonly<Record<string, Actions>> = {
  Creation: actionsOf(parameters, { CreateKey: createKey }),
  "Reads and lists": actionsOf(parameters, {
    DescribeKey: read.describeKey,
    DescribeKeys: read.describeKeys,
    ListKeys: lists.listKeys,
    ListKeyDetail: lists.listKeyDetail,
    GetKeyRotationStatus: read.getKeyRotationStatus,
  }),
  "The account": actionsOf(parameters, {
    ListAlgorithms: service.listAlgorithms,
    GetRegions: service.getRegions,
    GetServiceStatus: service.getServiceStatus,
  }),
  "Alias and description": actionsOf(parameters, {
    UpdateAlias: ofUserKeys(update.updateAlias),
    UpdateKeyDescription: ofUserKeys(update.updateKeyDescription),
  }),
  "Enable, disable, archive": actionsOf(parameters, {
    EnableKey: ofUserKeys(enable.enableKey),
    DisableKey: ofUserKeys(enable.disableKey),
    EnableKeys: ofUserKeys(enable.enableKeys),
    DisableKeys: ofUserKeys(enable.disableKeys),
    ArchiveKey: ofUserKeys(enable.archiveKey),
    CancelKeyArchive: ofUserKeys(enable.cancelKeyArchive),
  }),
  Rotation: actionsOf(parameters, {
    EnableKeyRotation: ofUserKeys(rotation.enableKeyRotation),
    DisableKeyRotation: ofUserKeys(rotation.disableKeyRotation),
    RotateKey: ofUserKeys(rotation.rotateKey),
  }),
  Deletion: actionsOf(parameters, {
    ScheduleKeyDeletion: ofUserKeys(deletion.scheduleKeyDeletion),
    CancelKeyDeletion: ofUserKeys(deletion.cancelKeyDeletion),
  }),
  "Imported key material": actionsOf(parameters, {
    GetParametersForImport: ofUserKeys(material.getParametersForImport),
    ImportKeyMaterial: ofUserKeys(material.importKeyMaterial),
    DeleteImportedKeyMaterial: ofUserKeys(material.deleteImportedKeyMaterial),
  }),
  "Use by products": actionsOf(parameters, {
    BindCloudResource: binding.bindCloudResource,
    UnbindCloudResource: binding.unbindCloudResource,
  }),
  Cryptography: actionsOf(parameters, {
    Encrypt: encryption.encrypt,
    Decrypt: encryption.decrypt,
    ReEncrypt: encryption.reEncrypt,
    GenerateDataKey: encryption.generateDataKey,
  }),
  "Asymmetric keys": actionsOf(parameters, {
    GetPublicKey: getPublicKey,
    SignByAsymmetricKey: asymmetric.signByAsymmetricKey,
    VerifyByAsymmetricKey: asymmetric.verifyByAsymmetricKey,
    AsymmetricRsaDecrypt: asymmetric.asymmetricRsaDecrypt,
  }),
};

export const KMS_ACTIONS: Actions = {
  ...(Object.assign({}, ...Object.values(KMS_SUBJECTS)) as Actions),
  ...notEmulated(),
};
