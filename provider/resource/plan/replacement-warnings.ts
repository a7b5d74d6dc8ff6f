import type { Cloud } from "../../clouds/cloud";
import { DAY_MS } from "../../clouds/common/time";
import type { OldKey } from "../session/run-history";
import type { Session } from "../session/session";
import { parseId } from "../values/id";
import { forgetAndImport } from "../values/import-command";
import type { CallHost } from "../values/requests";
import { acceptedWindow } from "./deletion-window";
import { evidenceOfUse } from "./usage-evidence";

/**
 * What happens to the old key of a replacement, announced in advance. A terminal shows the first line in the resource's
 * row, and the others below.
 *
 * The engine shows the replacement of a key that this very run imports, but then fails, and advises to remove the option
 * `import`: the next run would replace the key.
 */
export function warnOfReplaced(
  urn: string,
  old: OldKey,
  session: Session,
  host: CallHost,
): void {
  const { cloud, region, keyId } = parseId(old.id, session.config);
  if (session.history.isImported(urn, old.id)) {
    host.log(
      "warning",
      [
        `This run imports key ${keyId} in ${region}, doesn't replace it, and fails.`,
        "The program differs from the key in inputs that can't be changed. Correct them: this preview's diff shows which.",
        "If you only remove the option `import`, as Pulumi's message says, the next `pulumi up` replaces the key by a new one, and deletes it as its deletionPolicy says.",
      ].join("\n"),
    );
    return;
  }
  const cancel = session.commands(cloud).cancelDeletion(region, keyId);
  const replaced = `This replaces key ${keyId} in ${region}. The old key will be`;
  const evidence = evidenceOfUse(cloud, old.cloudTags);
  const lines = isDisabled(old)
    ? [
        `${replaced} disabled and kept.`,
        "What is encrypted under it can't be read until it is enabled again.",
        ...evidence,
      ]
    : [
        `${replaced} destroyed ${destruction(cloud, old)}.`,
        "What is encrypted under it becomes unreadable at once, and forever when the key is destroyed.",
        ...evidence,
        `Until then, this cancels it: ${cancel}`,
      ];
  host.log("warning", [...lines, ...exceptions(urn, old)].join("\n"));
}

/**
 * The engine tells of neither option. After a deleteBeforeReplace whose Create failed, it replaces the key whatever Diff
 * answers, and forgets it as that update has left it (docs/clouds/pulumi.md#order-of-calls).
 */
function exceptions(urn: string, old: OldKey): string[] {
  const kept =
    "If the option retainOnDelete was deployed before, or deleteBeforeReplace failed, the old key stays as it is.";
  if (old.asksReplacement) return [kept];
  return [
    kept,
    `The inputs don't ask for a new key. If replaceOnChanges or replacementTrigger don't either, deleteBeforeReplace has failed before, and Pulumi forgets the old key, even if its deletion has been cancelled since. To keep it then, don't run this update, but ${forgetAndImport(old.id, urn)}`,
  ];
}

function isDisabled({ deletionPolicy, deletionDate }: OldKey): boolean {
  return deletionPolicy === "DISABLE" && deletionDate === undefined;
}

/** The days count from the deletion, which is to come. */
function destruction(
  { rules }: Cloud,
  { deletionDate, deletionWindowInDays }: OldKey,
): string {
  if (deletionDate !== undefined)
    return `on ${deletionDate.slice(0, 10)}, as is scheduled already`;
  const days = acceptedWindow(rules, deletionWindowInDays);
  const date = new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
  return `in ${String(days)} days, not before ${date}`;
}
