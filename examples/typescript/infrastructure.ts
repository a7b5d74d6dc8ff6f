import * as pulumi from "@pulumi/pulumi";
import * as cmk from "pulumi-cmk";

/** Makes every key, and puts out the id of each by the name that app stacks know it by. */
export function infrastructure() {
  const config = new pulumi.Config();
  const options = { protect: config.requireBoolean("protect") };

  const orders = new cmk.Cmk(
    "orders",
    {
      cloud: "alibaba",
      spec: "AES_256",
      alias: "orders",
      description: "Encrypts the orders database",
      rotation: { interval: "365d" },
      deletionWindowInDays: 366,
      tags: { team: "orders" },
    },
    options,
  );

  const tokens = new cmk.Cmk(
    "tokens",
    {
      cloud: "alibaba",
      spec: "RSA_2048",
      usage: "SIGN_VERIFY",
      description: "Signs access tokens",
      tags: { team: "identity" },
    },
    options,
  );

  const releases = new cmk.Cmk(
    "releases",
    {
      cloud: "tencent",
      spec: "EC_P256",
      usage: "SIGN_VERIFY",
      alias: "releases",
      description: "Signs releases",
      tags: { team: "platform" },
    },
    options,
  );

  // Dedicated hardware: an instance on Alibaba Cloud, an HSM cluster on Tencent Cloud.
  const ledger = new cmk.Cmk(
    "ledger",
    {
      cloud: "alibaba",
      spec: "AES_256",
      protectionLevel: "HSM",
      dkmsInstanceId: config.require("dkmsInstanceId"),
      description: "Encrypts the ledger",
      tags: { team: "finance" },
    },
    options,
  );

  const archive = new cmk.Cmk(
    "archive",
    {
      cloud: "tencent",
      hsmClusterId: config.require("hsmClusterId"),
      alias: "archive",
      description: "Encrypts the archive",
      tags: { team: "finance" },
    },
    options,
  );

  const keys = { orders, tokens, releases, ledger, archive };
  return {
    keyIds: Object.fromEntries(
      Object.entries(keys).map(([name, key]) => [name, key.keyId]),
    ),
    tokensPublicKey: cmk.getPublicKeyOutput({ id: tokens.id }).publicKeyPem,
  };
}
