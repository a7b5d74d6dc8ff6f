import { action, type Actions } from "../action";
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
  Creation: {
    CreateKey: action(parameters.CreateKey, createKey),
  },
  "Reads and lists": {
    DescribeKey: action(parameters.DescribeKey, read.describeKey),
    DescribeKeys: action(parameters.DescribeKeys, read.describeKeys),
    ListKeys: action(parameters.ListKeys, lists.listKeys),
    ListKeyDetail: action(parameters.ListKeyDetail, lists.listKeyDetail),
    GetKeyRotationStatus: action(
      parameters.GetKeyRotationStatus,
      read.getKeyRotationStatus,
    ),
  },
  "The account": {
    ListAlgorithms: action(parameters.ListAlgorithms, service.listAlgorithms),
    GetRegions: action(parameters.GetRegions, service.getRegions),
    GetServiceStatus: action(
      parameters.GetServiceStatus,
      service.getServiceStatus,
    ),
  },
  "Alias and description": {
    UpdateAlias: action(parameters.UpdateAlias, ofUserKeys(update.updateAlias)),
    UpdateKeyDescription: action(
      parameters.UpdateKeyDescription,
      ofUserKeys(update.updateKeyDescription),
    ),
  },
  "Enable, disable, archive": {
    EnableKey: action(parameters.EnableKey, ofUserKeys(enable.enableKey)),
    DisableKey: action(parameters.DisableKey, ofUserKeys(enable.disableKey)),
    EnableKeys: action(parameters.EnableKeys, ofUserKeys(enable.enableKeys)),
    DisableKeys: action(parameters.DisableKeys, ofUserKeys(enable.disableKeys)),
    ArchiveKey: action(parameters.ArchiveKey, ofUserKeys(enable.archiveKey)),
    CancelKeyArchive: action(
      parameters.CancelKeyArchive,
      ofUserKeys(enable.cancelKeyArchive),
    ),
  },
  Rotation: {
    EnableKeyRotation: action(
      parameters.EnableKeyRotation,
      ofUserKeys(rotation.enableKeyRotation),
    ),
    DisableKeyRotation: action(
      parameters.DisableKeyRotation,
      ofUserKeys(rotation.disableKeyRotation),
    ),
    RotateKey: action(parameters.RotateKey, ofUserKeys(rotation.rotateKey)),
  },
  Deletion: {
    ScheduleKeyDeletion: action(
      parameters.ScheduleKeyDeletion,
      ofUserKeys(deletion.scheduleKeyDeletion),
    ),
    CancelKeyDeletion: action(
      parameters.CancelKeyDeletion,
      ofUserKeys(deletion.cancelKeyDeletion),
    ),
  },
  "Imported key material": {
    GetParametersForImport: action(
      parameters.GetParametersForImport,
      ofUserKeys(material.getParametersForImport),
    ),
    ImportKeyMaterial: action(
      parameters.ImportKeyMaterial,
      ofUserKeys(material.importKeyMaterial),
    ),
    DeleteImportedKeyMaterial: action(
      parameters.DeleteImportedKeyMaterial,
      ofUserKeys(material.deleteImportedKeyMaterial),
    ),
  },
  "Use by products": {
    BindCloudResource: action(
      parameters.BindCloudResource,
      binding.bindCloudResource,
    ),
    UnbindCloudResource: action(
      parameters.UnbindCloudResource,
      binding.unbindCloudResource,
    ),
  },
  Cryptography: {
    Encrypt: action(parameters.Encrypt, encryption.encrypt),
    Decrypt: action(parameters.Decrypt, encryption.decrypt),
    ReEncrypt: action(parameters.ReEncrypt, encryption.reEncrypt),
    GenerateDataKey: action(
      parameters.GenerateDataKey,
      encryption.generateDataKey,
    ),
  },
  "Asymmetric keys": {
    GetPublicKey: action(parameters.GetPublicKey, getPublicKey),
    SignByAsymmetricKey: action(
      parameters.SignByAsymmetricKey,
      asymmetric.signByAsymmetricKey,
    ),
    VerifyByAsymmetricKey: action(
      parameters.VerifyByAsymmetricKey,
      asymmetric.verifyByAsymmetricKey,
    ),
    AsymmetricRsaDecrypt: action(
      parameters.AsymmetricRsaDecrypt,
      asymmetric.asymmetricRsaDecrypt,
    ),
  },
};

export const KMS_ACTIONS: Actions = {
  ...(Object.assign({}, ...Object.values(KMS_SUBJECTS)) as Actions),
  ...notEmulated(),
};
