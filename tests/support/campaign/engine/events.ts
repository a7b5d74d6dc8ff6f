import type {
  EngineEvent,
  StepEventMetadata,
} from "@pulumi/pulumi/automation/events";
import type { LogLine } from "../../engine-log";
import type { Outcome, Failure } from "../pulumi";

const CMK = "cmk:index:Cmk";
const CHANGES_NOTHING = new Set(["same", "refresh", "read", "import"]);
const MAKES = new Set(["create", "create-replacement"]);
const DELETES = new Set(["delete", "delete-replaced"]);

/** The result of one command, read from the engine's events. */
export interface CommandEvents extends Outcome {
  warnings: LogLine[];
  /** Resources whose create started and did not succeed. */
  unmade: string[];
}

export function readEvents(events: readonly EngineEvent[]): CommandEvents {
  const begun = steps(events, "resourcePreEvent");
  const ended = steps(events, "resOutputsEvent");
  const made = namesOf(ended, MAKES);
  const deletions = begun.filter(({ op }) => DELETES.has(op));
  return {
    changes: ended.filter(({ op }) => !CHANGES_NOTHING.has(op)).length,
    made,
    deletions: new Set(deletions.map(({ old }) => old?.id ?? "")),
    failures: lines(events, ["error"])
      .filter(({ urn }) => urn.includes(CMK))
      .map(toFailure),
    warnings: lines(events, ["warning", "info"]),
    unmade: [...namesOf(begun, MAKES)].filter((name) => !made.has(name)),
  };
}

function steps(
  events: readonly EngineEvent[],
  kind: "resourcePreEvent" | "resOutputsEvent",
): StepEventMetadata[] {
  return events.flatMap((event) => {
    const step = event[kind];
    return step?.metadata.type === CMK ? [step.metadata] : [];
  });
}

function namesOf(
  steps: readonly StepEventMetadata[],
  operations: ReadonlySet<string>,
): Set<string> {
  return new Set(
    steps.filter(({ op }) => operations.has(op)).map(({ urn }) => nameOf(urn)),
  );
}

function lines(
  events: readonly EngineEvent[],
  severities: readonly string[],
): LogLine[] {
  return events.flatMap(({ diagnosticEvent: diagnostic }) =>
    diagnostic &&
    !diagnostic.ephemeral &&
    severities.includes(diagnostic.severity)
      ? [
          {
            urn: diagnostic.urn ?? "",
            message: withoutColours(diagnostic.message).trim(),
          },
        ]
      : [],
  );
}

function toFailure({ urn, message }: LogLine): Failure {
  return { urn, name: nameOf(urn), message };
}

function withoutColours(text: string): string {
  return text.replace(/<\{%[^%]*%\}>/g, "");
}

export function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}
