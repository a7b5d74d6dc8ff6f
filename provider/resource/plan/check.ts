import type { Cloud } from "../../clouds/cloud";
import { isWriteOnly } from "../../clouds/parameters";
import { cmkInputs, PARAMETER_NAMES, type InputName } from "../../model/inputs";
import type { Session } from "../session/session";
import { CheckFailures, shortText } from "../values/failures";
import { isObject, withSecretsOf, type Properties } from "../values/properties";
import type { CallHost, CheckReply, CheckRequest } from "../values/requests";
import { checkAliases } from "./alias-check";
import { surelyReplacedBy } from "./compare";
import { checkConstraints } from "./constraints";
import { fill } from "./fill";
import { guardOf } from "./guard";
import { fillDigest, newKeyConflict, removedMaterial } from "./material";
import { checkedInputs } from "./checked-inputs";

/** Fills in defaults and reports all failures, without calling a cloud. */
export function check(
  request: CheckRequest,
  session: Session,
  host: CallHost,
): CheckReply {
  const filled = fill(request, session);
  const inputs = withSecretsOf(filled.values, {
    values: filled.values,
    secrets: [...request.news.secrets, ...filled.secrets],
  });
  const failures = new CheckFailures(inputs.values, inputs.secrets);
  failures.addIssues(
    cmkInputs.safeParse(inputs.values).error?.issues ?? [],
    cmkInputs,
  );
  for (const [path, rule] of filled.missing) failures.add(path, rule);
  refuseIgnoredTags(inputs.values, failures, session);
  if (filled.cloud)
    checkKey(filled.cloud, request, inputs.values, failures, session, host);
  return { inputs, failures: failures.all };
}

/** Holds inputs against the cloud's rules, against the key in the state, and against the rest of the program. */
function checkKey(
  cloud: Cloud,
  request: CheckRequest,
  news: Properties,
  failures: CheckFailures,
  session: Session,
  host: CallHost,
): void {
  const warn = (message: string) => {
    host.log("warning", message);
  };
  const olds = request.olds.values;
  const replaced = surelyReplacedBy(olds, news);
  const isNew = Object.keys(olds).length === 0 || replaced.length > 0;
  const kept = isNew ? {} : olds;
  fillDigest(news, kept, cloud, failures, warn);
  const { config: settings } = session;
  const given = { cloud, values: news, olds: kept, settings, failures, warn };
  checkConstraints(checkedInputs(given));
  checkAliases({ request, kept, news, failures, session, warn });
  if (isNew) {
    const conflict = newKeyConflict(news);
    if (conflict !== undefined) failures.add(["deleteKeyMaterial"], conflict);
  } else {
    const removed = removedMaterial(olds, news);
    if (removed !== undefined) warn(removed);
    warnOfRecorded(cloud, olds, news, warn);
  }
  refuseReplacement(request, replaced, failures, session);
}

/** Of a guarded key. One that this run imports is not the program's yet, so that rather the program is wrong. */
function refuseReplacement(
  { urn, olds }: CheckRequest,
  replaced: readonly InputName[],
  failures: CheckFailures,
  { history }: Session,
): void {
  const guard = guardOf(olds.values);
  if (!guard) return;
  for (const name of replaced) {
    const value = olds.values[name];
    const isShown = value !== undefined && !failures.isSecret([name]);
    failures.add(
      [name],
      history.imports(urn)
        ? `the key that this run imports has another value${isShown ? `, ${shortText(value)}` : ""}, which can't be changed; correct this one`
        : `a change of it replaces the key, which ${guard.text}; first run \`pulumi up\` with ${guard.release}`,
    );
  }
}

/**
 * A parameter that the cloud never reports, and that the program sets for the first time on a key, replaces nothing:
 * the key may have been created with it.
 */
function warnOfRecorded(
  { title, rules }: Cloud,
  olds: Properties,
  news: Properties,
  warn: (message: string) => void,
): void {
  for (const name of PARAMETER_NAMES)
    if (isWriteOnly(rules.parameters, name) && !olds[name] && news[name])
      warn(
        `${name} is written into the state and changes nothing: the key keeps what it was created with, which ${title} doesn't report. Only a replacement makes sure of it. A later change of ${name} replaces the key.`,
      );
}

/** Also tags that the key has had all along: from now on they are another's. */
function refuseIgnoredTags(
  { tags }: Properties,
  failures: CheckFailures,
  { isIgnored }: Session,
): void {
  if (!isIgnored || !isObject(tags)) return;
  for (const name of Object.keys(tags).filter(isIgnored))
    failures.add(
      ["tags", name],
      "the provider's setting ignoreTags leaves this tag to others; take it out of the program, or out of that setting",
    );
}
