import type { CloudName } from "../../provider/model/types";
import * as z from "zod";
import type { Fields, Step } from "./script";

/** The file that a run writes: a first line on the run, and a line for each step. */
export interface Transcript {
  head: Head;
  lines: readonly Line[];
}

const head = z.object({
  /** Of this form of file. */
  transcript: z.literal(1),
  cloud: z.enum(["alibaba", "tencent"]),
  region: z.string(),
  /** Whether the keys were made in an instance or a cluster. */
  dedicated: z.boolean(),
  /** The day of the run. */
  day: z.string().optional(),
  /** What answered: the cloud, or `emulator`. */
  by: z.enum(["cloud", "emulator"]),
  /** Switches with which the emulator answers alike. */
  switches: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .default({}),
});
export type Head = z.output<typeof head> & { cloud: CloudName };

const fields = z.record(z.string(), z.json()) as z.ZodType<Fields>;

const line = z.object({
  name: z.string(),
  service: z.enum(["kms", "tag", "sts"]).optional(),
  action: z.string(),
  parameters: fields,
  key: z.string().optional(),
  state: z.string().optional(),
  saves: z.record(z.string(), z.string()).optional(),
  anybodys: z.boolean().optional(),
  status: z.number().optional(),
  code: z.string().optional(),
  fields: fields.optional(),
  /** The key's state after a change. */
  after: z.string().optional(),
  /** Why it was not asked, or not answered. */
  skipped: z.string().optional(),
});
export type Line = z.output<typeof line>;

/** The step of a line, to ask it again. */
export function stepOf(of: Line): Step {
  const { name, service, action, parameters, key, state, saves, anybodys } = of;
  return { name, service, action, parameters, key, state, saves, anybodys };
}

/** What was answered, without what was asked. */
export type Answered = Pick<
  Line,
  "status" | "code" | "fields" | "after" | "skipped"
>;

export function answerIn(of: Line): Answered {
  const { status, code, fields: members, after, skipped } = of;
  return { status, code, fields: members, after, skipped };
}

export function lineOf(value: Head | Line): string {
  return `${JSON.stringify(value)}\n`;
}

/** Throws for a text that is no transcript. */
export function parseTranscript(text: string): Transcript {
  const [first = "", ...rest] = text.trim().split("\n");
  return {
    head: head.parse(JSON.parse(first)),
    lines: rest.map((each) => line.parse(JSON.parse(each))),
  };
}
