import { action, type Actions } from "../action";
import * as binding from "./binding";
import { createKey } from "./create";
import * as deletion from "./deletion";
import * as enable from "./enable";
import * as encryption from "./encrypt";
import * as lists from "./lists";
import * as material from "./material";
import * as parameters from "./parameters";
import { getPublicKey } from "./public-key";
import * as read from "./read";
import * as rotation from "./rotation";
import { notEmulated } from "./not-emulated";
import * as service from "./service";
import * as update from "./update";

/** Version 2019-01-18, in the order of docs/clouds/tencent.md. */
export const KMS_ACTIONS: Actions = {
  // CreateKey
  CreateKey: action(parameters.CreateKey, createKey),

  // Reads and lists
  DescribeKey: action(parameters.DescribeKey, read.describeKey),
  DescribeKeys: action(parameters.DescribeKeys, read.describeKeys),
  ListKeys: action(parameters.ListKeys, lists.listKeys),
  ListKeyDetail: action(parameters.ListKeyDetail, lists.listKeyDetail),
  GetKeyRotationStatus: action(
    parameters.GetKeyRotationStatus,
    read.getKeyRotationStatus,
  ),
  GetPublicKey: action(parameters.GetPublicKey, getPublicKey),
  ListAlgorithms: action(parameters.ListAlgorithms, service.listAlgorithms),
  GetRegions: action(parameters.GetRegions, service.getRegions),
  GetServiceStatus: action(
    parameters.GetServiceStatus,
    service.getServiceStatus,
  ),

  // Alias and description
  UpdateAlias: action(parameters.UpdateAlias, update.updateAlias),
  UpdateKeyDescription: action(
    parameters.UpdateKeyDescription,
    update.updateKeyDescription,
  ),

  // Enable, disable, archive
  EnableKey: action(parameters.EnableKey, enable.enableKey),
  DisableKey: action(parameters.DisableKey, enable.disableKey),
  EnableKeys: action(parameters.EnableKeys, enable.enableKeys),
  DisableKeys: action(parameters.DisableKeys, enable.disableKeys),
  ArchiveKey: action(parameters.ArchiveKey, enable.archiveKey),
  CancelKeyArchive: action(
    parameters.CancelKeyArchive,
    enable.cancelKeyArchive,
  ),

  // Rotation
  EnableKeyRotation: action(
    parameters.EnableKeyRotation,
    rotation.enableKeyRotation,
  ),
  DisableKeyRotation: action(
    parameters.DisableKeyRotation,
    rotation.disableKeyRotation,
  ),
  RotateKey: action(parameters.RotateKey, rotation.rotateKey),

  // Deletion
  ScheduleKeyDeletion: action(
    parameters.ScheduleKeyDeletion,
    deletion.scheduleKeyDeletion,
  ),
  CancelKeyDeletion: action(
    parameters.CancelKeyDeletion,
    deletion.cancelKeyDeletion,
  ),

  // Imported key material
  GetParametersForImport: action(
    parameters.GetParametersForImport,
    material.getParametersForImport,
  ),
  ImportKeyMaterial: action(
    parameters.ImportKeyMaterial,
    material.importKeyMaterial,
  ),
  DeleteImportedKeyMaterial: action(
    parameters.DeleteImportedKeyMaterial,
    material.deleteImportedKeyMaterial,
  ),

  // Product binding, cryptography
  BindCloudResource: action(
    parameters.BindCloudResource,
    binding.bindCloudResource,
  ),
  UnbindCloudResource: action(
    parameters.UnbindCloudResource,
    binding.unbindCloudResource,
  ),
  Encrypt: action(parameters.Encrypt, encryption.encrypt),
  Decrypt: action(parameters.Decrypt, encryption.decrypt),
  GenerateDataKey: action(
    parameters.GenerateDataKey,
    encryption.generateDataKey,
  ),

  ...notEmulated(),
};
