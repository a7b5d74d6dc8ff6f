import type {
  AliasConflict,
  RequestedAlias,
} from "../session/alias-reservations";
import type { Session } from "../session/session";
import type { CheckFailures } from "../values/failures";
import { validInputs } from "../values/inputs";
import { namePlaces, NAMES } from "../values/names";
import { holdsUnknown, type Properties } from "../values/properties";
import type { CheckRequest } from "../values/requests";
import { nameOf, typeOf } from "../values/urn";

interface AliasCheck {
  request: CheckRequest;
  news: Properties;
  /** What the state has of a key that is not replaced. */
  kept: Properties;
  failures: CheckFailures;
  session: Session;
  warn: (message: string) => void;
}

/** Holds aliases against those of the program's other resources. An unknown one is left to Create. */
export function checkAliases(check: AliasCheck): void {
  const { request, news, kept, session, warn } = check;
  const { urn, olds } = request;
  const { aliases } = session.history;
  const inState = aliasesIn(kept, news).map(({ alias }) => alias);
  const requested = aliasesIn(news, news).map((one) => ({
    ...one,
    isInState: inState.includes(one.alias),
  }));
  const other = aliases.reserve(urn, requested);
  if (other) {
    refuse(
      check,
      other,
      `${shortName(other.urn, urn)} of this program requests it too; give one of them another alias`,
    );
    return;
  }
  const former =
    Object.keys(olds.values).length > 0
      ? olds.values
      : (session.history.inputsToReplace(urn) ?? {});
  const conflict = aliases.noteHeld(urn, aliasesIn(former, news));
  if (conflict?.kind === "circle")
    refuse(
      check,
      conflict,
      `the key of ${shortName(conflict.urn, urn)} has it, and gets another alias only when this key has given up its own, which waits for this one; to swap aliases, first run \`pulumi up\` with a third alias for one of the keys`,
    );
  else if (conflict && !NAMES.some((name) => holdsUnknown(news[name])))
    warn(
      `${shortName(conflict.urn, urn)} requests the alias that this key gives up, and had its turn first in this preview. If this resource depends on it, the update can't give it that alias: first run \`pulumi up\` with another alias for it. If many keys hand aliases on at once, run \`pulumi up --parallel 64\`: those that wait must not keep the others from their turn.`,
    );
}

/** Where the key is that has these inputs, or else is to get those of the program. */
function aliasesIn(inputs: Properties, news: Properties): RequestedAlias[] {
  const places = ["cloud", "region"] as const;
  const own = validInputs(inputs, places);
  const { cloud, region } = { ...validInputs(news, places), ...own };
  return cloud === undefined || region === undefined
    ? []
    : namePlaces(inputs).map(([, alias]) => ({ cloud, region, alias }));
}

function refuse(
  { news, failures }: AliasCheck,
  { alias }: Pick<AliasConflict, "alias">,
  rule: string,
): void {
  const [path] = namePlaces(news).find(([, name]) => name === alias) ?? [];
  if (path) failures.add(path, rule);
}

/** Type and name, such as `cmk:index:Cmk "orders"`; the whole URN if the other resource has the same name. */
function shortName(urn: string, other: string): string {
  const name = nameOf(urn);
  return name === nameOf(other) ? urn : `${typeOf(urn)} "${name}"`;
}
