import * as z from "zod";
import { FAULT_KINDS, type CloudEmulator } from "../contract";

/** What the control surface takes. */

const action = z.string().min(1).optional();

function cloudOf(clouds: readonly CloudEmulator[]) {
  return z.enum(clouds.map(({ name }) => name));
}

export function faultForm(clouds: readonly CloudEmulator[]) {
  return z.strictObject({
    cloud: cloudOf(clouds).optional(),
    action,
    kind: z.enum(FAULT_KINDS),
    count: z.int().min(1).optional(),
    probability: z.number().min(0).max(1).optional(),
    seed: z.int().optional(),
    code: z.string().min(1).optional(),
    ms: z.number().min(0).max(600_000).optional(),
  });
}

export function limitForm(clouds: readonly CloudEmulator[]) {
  return z.strictObject({
    cloud: cloudOf(clouds).optional(),
    action,
    perSecond: z.number().positive(),
  });
}

export const advanceForm = z.strictObject({
  advanceSeconds: z.number().min(0),
});

/** Tags that only a cloud sets; null removes one. */
export function cloudTagsForm(clouds: readonly CloudEmulator[]) {
  return z.strictObject({
    cloud: cloudOf(clouds),
    keyId: z.string().min(1),
    tags: z.record(z.string(), z.string().nullable()),
  });
}

export const switchForm = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean()]),
);
