import type { Emulator } from "../../support/emulator";
import type { CloudClient } from "./cloud";

const DAY = 86_400;

/** What a page has to show: keys of both clouds in all states, requests of all kinds. By the keys' ids. */
export async function tellStory(
  emulator: Emulator,
  [alibaba, tencent]: readonly [CloudClient, CloudClient],
) {
  await emulator.seed(
    ...["orders", "invoices", "sessions", "audit-log", "backups"].map(
      (name) => ({
        cloud: "alibaba",
        region: "cn-hangzhou",
        aliases: [`alias/${name}`],
        description: `Encrypts ${name}.`,
        tags: { team: "payments", "pulumi-cmk": ownerOf(name) },
        rotationInterval: "31536000s",
      }),
    ),
    ...["tokens", "uploads", "search-index", "mail"].map((name) => ({
      cloud: "tencent",
      region: "ap-singapore",
      aliases: [name],
      tags: {
        team: "web",
        [`pulumi-cmk-${ownerOf(name)[0]}`]: ownerOf(name),
      },
    })),
    {
      cloud: "tencent",
      region: "ap-guangzhou",
      keyUsage: "ASYMMETRIC_SIGN_VERIFY_ECC",
      aliases: ["release-signing"],
    },
  );
  await emulator.advance(405 * DAY);
  const idOf = async (alias: string) =>
    (await emulator.keys()).find(({ aliases }) => aliases.includes(alias))!
      .keyId;
  const orders = await idOf("alias/orders");
  const tokens = await idOf("tokens");
  const mail = await idOf("mail");

  await alibaba.do("DisableKey", { KeyId: orders });
  await emulator.advance(20 * DAY);
  await alibaba.do("EnableKey", { KeyId: orders });
  await alibaba.do("DescribeKey", { KeyId: orders });
  await alibaba.do("DisableKey", { KeyId: await idOf("alias/sessions") });
  const { CiphertextBlob } = await alibaba.do("Encrypt", {
    KeyId: orders,
    Plaintext: Buffer.from("4111-1111").toString("base64"),
  });
  await alibaba.do("Decrypt", { CiphertextBlob });
  await alibaba.ask("DescribeKey", { KeyId: "alias/nothing" });
  await alibaba.do("ScheduleKeyDeletion", {
    KeyId: await idOf("alias/backups"),
    PendingWindowInDays: 30,
  });
  await tencent.do("EnableKeyRotation", { KeyId: tokens, RotateDays: 90 });
  await emulator.fault({
    cloud: "tencent",
    action: "ListKeys",
    kind: "throttle",
    count: 1,
  });
  await tencent.ask("ListKeys", { Limit: 10, Offset: 0 });
  await tencent.do("ListKeys", { Limit: 10, Offset: 0 });
  await tencent.do("DisableKey", { KeyId: mail });
  await tencent.do("ScheduleKeyDeletion", {
    KeyId: mail,
    PendingWindowInDays: 7,
  });
  await emulator.advance(95 * DAY);
  await tencent.ask("Encrypt", { KeyId: mail, Plaintext: "YQ==" });
  await alibaba.do("ListKeys", { PageNumber: 1, PageSize: 20 });
  return { orders, tokens, mail };
}

/** As the provider writes an owner, 16 letters and digits. */
function ownerOf(name: string): string {
  return Buffer.from(name).toString("hex").padEnd(16, "7f3q").slice(0, 16);
}
