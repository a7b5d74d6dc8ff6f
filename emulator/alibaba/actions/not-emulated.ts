/** Actions of the cloud's own API that are out of the emulator's scope, by subject (docs/clouds/alibaba.md#cryptography). */
export const NOT_EMULATED: Readonly<Record<string, string>> = {
  "Message authentication codes": "GenerateMac VerifyMac",
  "The export of data keys": "ExportDataKey GenerateAndExportDataKey",
  "Managed data keys": "GetManagedDataKey ListManagedDataKeyVersions",
  "Attestation and the list of features": "GetChallenge DescribeService",
  Secrets:
    "CreateSecret DeleteSecret RestoreSecret DescribeSecret ListSecrets UpdateSecret GetSecretValue BatchGetSecretValue PutSecretValue ListSecretVersionIds UpdateSecretVersionStage RotateSecret UpdateSecretRotationPolicy GetSecretPolicy SetSecretPolicy GetRandomPassword",
  Certificates:
    "CreateCertificate DeleteCertificate DescribeCertificate GetCertificate ListCertificates UpdateCertificateStatus UploadCertificate CertificatePrivateKeySign CertificatePublicKeyVerify CertificatePublicKeyEncrypt CertificatePrivateKeyDecrypt",
  "The setting up of instances":
    "ConnectKmsInstance ReleaseKmsInstance UpdateKmsInstanceBindVpc",
  "Application access points":
    "CreateApplicationAccessPoint DeleteApplicationAccessPoint DescribeApplicationAccessPoint ListApplicationAccessPoints UpdateApplicationAccessPoint CreateClientKey DeleteClientKey GetClientKey ListClientKeys CreateNetworkRule DeleteNetworkRule DescribeNetworkRule ListNetworkRules UpdateNetworkRule CreatePolicy DeletePolicy DescribePolicy ListPolicies UpdatePolicy",
};

const SUBJECTS = new Map(
  Object.entries(NOT_EMULATED).flatMap(([subject, names]) =>
    names.split(" ").map((name) => [name, subject] as const),
  ),
);

/** What the action belongs to, if it is a real one that the emulator leaves out on purpose. */
export function subjectOf(action: string): string | undefined {
  return SUBJECTS.get(action);
}
