/**
 * A self-signed certificate for the object stores' hosts on the page about state, and its key, which guard nothing: they
 * are for tests alone. Made with `openssl genpkey -algorithm EC` and `openssl ca -selfsign`; valid from 2020 to 2120.
 */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIB/zCCAaSgAwIBAgIBATAKBggqhkjOPQQDAjAlMSMwIQYDVQQDDBpvYmplY3Qg
c3RvcmVzIG9mIHRoZSB0ZXN0czAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAw
MDAwMFowJTEjMCEGA1UEAwwab2JqZWN0IHN0b3JlcyBvZiB0aGUgdGVzdHMwWTAT
BgcqhkjOPQIBBggqhkjOPQMBBwNCAASyTmcIcM1g1Ko4sTvXFupwodeY+7tGAMqz
mTiOn8Tl+E8Nm6yuAkY8B6l0KJf8tW2/wYegtvebxmMvdD+MyBW4o4HCMIG/MIGP
BgNVHREEgYcwgYSCH3MzLm9zcy1jbi1oYW5nemhvdS5hbGl5dW5jcy5jb22CISou
czMub3NzLWNuLWhhbmd6aG91LmFsaXl1bmNzLmNvbYIdY29zLmFwLWd1YW5nemhv
dS5teXFjbG91ZC5jb22CHyouY29zLmFwLWd1YW5nemhvdS5teXFjbG91ZC5jb20w
DAYDVR0TBAUwAwEB/zAdBgNVHQ4EFgQUtfuOsM73Tz9iBgO75sEjQSHZzGAwCgYI
KoZIzj0EAwIDSQAwRgIhALr6pOzFi7sCUS0UZqFasdhpOYfQxlVBuMiezKD8p8RJ
AiEAqBNbAiitfICCH6WoQdA+yJLZOVDoQjbF32G411coguM=
-----END CERTIFICATE-----
`;

export const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgDq/XCE+VagtUx1Xl
+PGviQl59TJjogsp0RMo4aSWZdGhRANCAASyTmcIcM1g1Ko4sTvXFupwodeY+7tG
AMqzmTiOn8Tl+E8Nm6yuAkY8B6l0KJf8tW2/wYegtvebxmMvdD+MyBW4
-----END PRIVATE KEY-----
`;
