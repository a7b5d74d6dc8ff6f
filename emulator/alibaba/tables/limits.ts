/**
 * Fixed limits of parameters, in the order of docs/clouds/alibaba.md; quotas that an account can have raised are
 * switches.
 */
export const LIMITS = {
  descriptionCharacters: 8192,
  policyBytes: 32768,
  rotationDays: { min: 7, max: 730 },
  /** Enough for the ARN of the longest alias. */
  keyIdCharacters: 512,
  /** PageSize of each list (docs/clouds/alibaba.md#lists-of-keys). */
  pageSize: {
    ListKeys: { min: 1, max: 100 },
    ListKeyVersions: { min: 0, max: 101 },
    ListAliases: { min: 0, max: 100 },
    ListAliasesByKeyId: { min: 0, max: 101 },
    ListKmsInstances: { min: 1, max: 100 },
  },
  defaultPageSize: 10,
  defaultInstancePageSize: 20,
  filters: 10,
  pendingWindowDays: { min: 7, max: 366 },
  /** CreateKeyVersion: days between two versions, and how many there may be. */
  versionDaysApart: 7,
  versionsPerKey: 50,
  tagCharacters: 128,
  tagsPerCall: 20,
  resourcesPerCall: 50,
  tagRowsPerPage: 200,
  aliasCharacters: 255,
  importTokenHours: 24,
  /** The end of year 9999, after which dates have another form. */
  lastUnixSecond: 253_402_300_799,
  plaintextBytes: 6 * 1024,
  dataKeyBytes: { min: 1, max: 1024 },
  roleSessionSeconds: { min: 900, max: 43_200, default: 3600 },
} as const;
