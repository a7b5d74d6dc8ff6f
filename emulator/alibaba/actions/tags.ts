import * as z from "zod";
import { ApiError } from "../errors";
import type { Call } from "./action";
import { action, keyAction, missingParameter, usableKey } from "./action";
import { checkTags, readTagList, withoutTags, withTags } from "./tag-rules";

const SELECTOR = {
  KeyId: { type: "text" },
  SecretName: { type: "text" },
  CertificateId: { type: "text" },
} as const;

interface Selected {
  KeyId: string | undefined;
  SecretName: string | undefined;
  CertificateId: string | undefined;
}

/** The family of one resource with JSON texts (docs/clouds/alibaba.md#tags). */
export const TAG_ACTIONS = {
  TagResource: action(
    { ...SELECTOR, Tags: { type: "json", required: true } },
    (call, request) => {
      const tags = readTagList(request.Tags);
      const key = usableKey(call, selectedKey(call, request), false);
      call.keys.put(withTags(call, key, tags));
      return {};
    },
  ),

  UntagResource: action(
    { ...SELECTOR, TagKeys: { type: "text", required: true } },
    (call, request) => {
      const names = readTagKeys(request.TagKeys);
      const key = usableKey(call, selectedKey(call, request), false);
      call.keys.put(withoutTags(key, names));
      return {};
    },
  ),

  ListResourceTags: keyAction({}, (_, key) => ({
    Tags: {
      Tag: key.tags.map(({ key: TagKey, value: TagValue }) => ({
        KeyId: key.keyId,
        TagKey,
        TagValue,
      })),
    },
  })),
};

/** Exactly one of the three may be given, and the emulator has neither secrets nor certificates. */
function selectedKey(call: Call, selected: Selected): string {
  const { KeyId, SecretName, CertificateId } = selected;
  const given = [KeyId, SecretName, CertificateId].filter(
    (value) => value !== undefined,
  );
  if (given.length === 0) throw missingParameter(call.switches, "KeyId");
  if (given.length > 1) throw ApiError.of("InvalidParameter", "KeyId");
  if (KeyId === undefined) throw ApiError.of("Forbidden.ResourceNotFound");
  return KeyId;
}

/** `["a","b"]` or `a,b`: the vendor's page has both. */
function readTagKeys(text: string): string[] {
  const names = text.trimStart().startsWith("[")
    ? parseNames(text)
    : text.split(",");
  return checkTags(names.map((key) => ({ key, value: "" }))).map(
    ({ key }) => key,
  );
}

function parseNames(text: string): string[] {
  try {
    return z.array(z.string()).parse(JSON.parse(text));
  } catch {
    throw ApiError.of("InvalidParameter", "TagKeys");
  }
}
