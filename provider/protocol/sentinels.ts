/** How Pulumi encodes in a protobuf Struct what JSON can't express (docs/clouds/pulumi.md#sentinels). */

/** The key of every tagged struct. Its value tells what the struct represents. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";

export const TAG = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
  output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
  byteString: "803fd3297a5875dc03ca845dda5d2a98",
} as const;

export type TagName = keyof typeof TAG;

export const TAG_NAMES: ReadonlyMap<string, TagName> = new Map(
  (Object.keys(TAG) as TagName[]).map((name) => [TAG[name], name]),
);

/** The marker of an unknown text. Every engine accepts it for a property of any type. */
export const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Some SDKs (Go) send a marker for each type. All of them mean "unknown". */
export const UNKNOWN_MARKERS: ReadonlySet<string> = new Set([
  UNKNOWN_TEXT,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
]);
