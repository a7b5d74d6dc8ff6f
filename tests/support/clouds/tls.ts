/**
 * A self-signed certificate for HOST, and its key, which guard nothing: they are for tests of TLS alone. Made with
 * `openssl genpkey -algorithm EC` and `openssl ca -selfsign`; valid from 2020 to 2120.
 */
export const HOST = "kms.example.test";

export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBdDCCARmgAwIBAgIBATAKBggqhkjOPQQDAjAbMRkwFwYDVQQDDBBrbXMuZXhh
bXBsZS50ZXN0MCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAbMRkw
FwYDVQQDDBBrbXMuZXhhbXBsZS50ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD
QgAEaA1cmFGBoGNYT+Ii2FTt1P8qGD6xzVLDr2IcFOPobvgaojisk8Swbfv819Sg
9r+79bFlNOIDYB/Bm3QMRgYlbKNMMEowGwYDVR0RBBQwEoIQa21zLmV4YW1wbGUu
dGVzdDAMBgNVHRMEBTADAQH/MB0GA1UdDgQWBBSJ1Do5C8Eh4uNcgfhOXI4RQQdx
CzAKBggqhkjOPQQDAgNJADBGAiEA7LP5lYKdHH4XZVmQ0eNI7+b1g/qFriZMGM1X
EvSqi+8CIQCnJReJIpqc05vLNYrTS8WlJcyIqpbUZdgYVVmE9ZzmXA==
-----END CERTIFICATE-----
`;

export const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgtDvLw8INmyQue6u+
KEa1DUCOLVrgYaxmaBmaVJQO6xmhRANCAARoDVyYUYGgY1hP4iLYVO3U/yoYPrHN
UsOvYhwU4+hu+BqiOKyTxLBt+/zX1KD2v7v1sWU04gNgH8GbdAxGBiVs
-----END PRIVATE KEY-----
`;
