/**
 * Faults that the provider once had, or that its rules are there against, each as the change that puts it back. A test holds
 * them to the code, so that a text that has moved on is noticed.
 */
export interface PutBack {
  name: string;
  /** What it does to users. */
  fault: string;
  file: string;
  /** This text, which is there once, */
  from: string;
  /** becomes this one. */
  to: string;
  /** Why no story can find it. */
  unseen?: string;
}

export const PUT_BACK: readonly PutBack[] = [
  {
    name: "alias owner unchecked",
    fault: "a new key takes its alias from any key",
    file: "provider/resource/apply/alias.ts",
    from: "if (await isOwn(key, ownerId, cloud, applicant, former))",
    to: "if ((await isOwn(key, ownerId, cloud, applicant, former)) || key)",
  },
  {
    name: "own orphan refuses its alias",
    fault: "a key that a killed run has left keeps the alias for ever",
    file: "provider/resource/apply/alias.ts",
    from: "  if (await isOwn(key, ownerId, cloud, applicant, former))",
    to: "  if (!(await isOwn(key, ownerId, cloud, applicant, former)) && !key)",
  },
  {
    name: "silent sharing",
    fault: "two resources have one key, and no preview says so",
    file: "provider/resource/plan/shared-keys.ts",
    from: "other === undefined || !history.isKept(urn, id)",
    to: "other === undefined || history.isKept(urn, id)",
  },
  {
    name: "dropped at the first not-found",
    fault: "one read says that a key is gone",
    file: "provider/resource/apply/gone.ts",
    from: "  if (found) return found;\n",
    to: "  if (found || id) return found;\n",
  },
  {
    name: "ignored tags read",
    fault: "tags that ignoreTags leaves to others get into the state",
    file: "provider/resource/values/ignored-tags.ts",
    from: "describe: async (...named) => seen(await keys.describe(...named)),",
    to: "describe: (...named) => keys.describe(...named),",
  },
  {
    name: "gone without listing",
    fault: "reads alone say that a key is gone",
    file: "provider/resource/apply/gone.ts",
    from: "if (!(await isListed(address, since, session, context))) return undefined;",
    to: "if (since > 0) return undefined;\n    await isListed(address, since, session, context);",
  },
  {
    name: "old account unchecked",
    fault: "a replacement is made in another account than its old key's",
    file: "provider/resource/apply/create.ts",
    from: "  await checkOldKey(urn, session, context);\n",
    to: "",
  },
  {
    name: "orphans not named",
    fault: "nobody hears of the keys of a killed run",
    file: "provider/resource/apply/orphans.ts",
    from: "    context.warn(orphanWarning(key, id, region, place.commands));\n",
    to: "    orphanWarning(key, id, region, place.commands);\n",
  },
  {
    name: "doomed key as orphan",
    fault: "a key that is to be destroyed is called an orphan",
    file: "provider/resource/apply/orphans.ts",
    from: 'key.state !== "PendingDeletion" &&\n    !isPredecessor(key);',
    to: "true;",
  },
  {
    name: "replacement not announced",
    fault: "a preview does not warn of the old key's end",
    file: "provider/resource/apply/create.ts",
    from: "    if (old) warnOfReplaced(request.urn, old, session, host);\n",
    to: "",
  },
  {
    name: "use not told",
    fault: "a preview does not say who uses the key that it ends",
    file: "provider/resource/provider.ts",
    from: "    cloudTags: cloudTagsIn(oldOutputs.values),\n",
    to: "",
  },
  {
    name: "wrong window",
    fault: "keys are destroyed at another date than the state says",
    file: "provider/resource/apply/delete.ts",
    from: "await keys.scheduleDeletion(key, days);",
    to: "await keys.scheduleDeletion(key, minDays);",
  },
  {
    name: "auto-name promised",
    fault: "a preview promises a name that the update draws again",
    file: "provider/resource/plan/preview.ts",
    from: '  if (!aliasIsGiven) delete promised["alias"];\n',
    to: "",
  },
  {
    name: "deletionDate hidden",
    fault: "no diff where an update cancels a deletion",
    file: "provider/resource/plan/diff.ts",
    from: 'if (oldOutputs["deletionDate"] !== undefined)',
    to: 'if (oldOutputs["deletionDate"] === "")',
  },
  {
    name: "former alias kept",
    fault: "an alias that the program gives up stays",
    file: "provider/resource/apply/steps.ts",
    from: "  return former.map((alias) => ({",
    to: "  return former.slice(former.length).map((alias) => ({",
  },
  {
    name: "former additional alias kept",
    fault: "an additional alias that the program gives up stays",
    file: "provider/resource/apply/steps.ts",
    from: "namesOf(priorInputs, priorOutputs).filter(",
    to: '[priorInputs.alias ?? "", priorOutputs.alias ?? ""].filter(',
  },
  {
    name: "alias twice",
    fault: "two resources may ask for one alias",
    file: "provider/resource/plan/alias-check.ts",
    from: "aliases.reserve(urn, requested);",
    to: "aliases.reserve(urn, []);",
  },
  {
    name: "others' tags taken",
    fault: "an update removes tags that others have put there",
    file: "provider/resource/apply/tags.ts",
    from: "Object.keys(priorInputs.tags ?? {}).filter(",
    to: "Object.keys({ ...priorInputs.tags, ...has }).filter(",
  },
  {
    name: "secret in a Check failure",
    fault: "a failure shows the value of a secret input",
    file: "provider/resource/values/failures.ts",
    from: '    if (this.isSecret(path)) return "(a secret, not shown)";\n',
    to: "",
  },
  {
    name: "secret in a rule",
    fault: "a failure shows the value of a secret input beside that of another",
    file: "provider/resource/values/failures.ts",
    from: "return touchesSecret(this.secrets, [name]) || value === undefined",
    to: "return value === undefined",
  },
  {
    name: "ignoreChanges in Update",
    fault: "an update undoes what others have changed in an ignored input",
    file: "provider/resource/apply/update.ts",
    from: "  if (paths.length === 0) return news;",
    to: "  if (paths.length >= 0) return news;",
  },
  {
    name: "protected key replaced",
    fault: "Create makes the successor of a protected key",
    file: "provider/resource/apply/replaced.ts",
    from: "  if (!guard) return;\n",
    to: '  if (guard?.text !== "") return;\n',
  },
  {
    name: "protected key in Check",
    fault: "a preview allows to replace a protected key",
    file: "provider/resource/plan/check.ts",
    from: "  if (!guard) return;",
    to: '  if (guard?.text !== "") return;',
    unseen: "Create refuses it in the same preview",
  },
  {
    name: "shared key deleted",
    fault: "a key that another resource of the program stands for is deleted",
    file: "provider/resource/apply/delete.ts",
    from: "  if (other !== undefined) {",
    to: '  if (other === "") {',
  },
  {
    name: "usage of the named spec only",
    fault:
      "usage is held against a spec that the program names, not against the one in force",
    file: "provider/resource/plan/constraints.ts",
    from: "  const spec = specOf(known, present);\n  if (known.usage",
    to: "  const { spec } = known;\n  if (known.usage",
  },
  {
    name: "removed material deleted",
    fault: "material that leaves the program is deleted",
    file: "provider/resource/apply/steps.ts",
    from: "      desired.deleteKeyMaterial === true &&\n",
    to: "      desired.keyMaterial === undefined &&\n",
  },
  {
    name: "other material passes",
    fault: "a preview allows other material, which every cloud refuses",
    file: "provider/resource/apply/update.ts",
    from: "  refuseOnMaterial(request, news, host);\n",
    to: '  if (request.id === "") refuseOnMaterial(request, news, host);\n',
  },
  {
    name: "unknown region passes",
    fault: "a preview allows a region that no cloud has",
    file: "provider/resource/plan/constraints.ts",
    from: '  if (rule !== undefined) failures.add(["region"], rule);\n',
    to: '  if (rule === "") failures.add(["region"], rule);\n',
  },
  {
    name: "passed expiry",
    fault: "a key is made whose material can't be imported any more (30b86be)",
    file: "provider/resource/plan/constraints.ts",
    from: "if (expiry <= Date.now())",
    to: "if (expiry <= 0)",
  },
  {
    name: "disabled for good by ignoreChanges",
    fault: "a cancelled deletion leaves the key disabled (57b1568)",
    file: "provider/resource/apply/update.ts",
    from: 'isDone(name) && (name !== "enabled" || state !== "PendingDeletion")',
    to: "isDone(name)",
  },
  {
    name: "undone part not promised",
    fault: "a preview hides what an earlier run left undone (2bd1432)",
    file: "provider/resource/plan/preview.ts",
    from: "        !isUnfinished(name, desired, oldOutputs));",
    to: "        !isUnfinished(name, desired, {}));",
  },
  {
    name: "kind of a replaced key",
    fault: "a replacement by an option gets another kind of key (293f5eb)",
    file: "provider/resource/plan/fill.ts",
    from: "  if (!old) return request.olds;",
    to: "  if (!old || old.id) return request.olds;",
  },
  {
    name: "left-out immutables dropped",
    fault: "a later run is not held against what the key keeps (d019812)",
    file: "provider/resource/plan/fill.ts",
    from: "    keep(filled, olds, name);\n}\n\n/**",
    to: '    if (name === "cloud") keep(filled, olds, name);\n}\n\n/**',
  },
  {
    name: "others' protection taken",
    fault: "an update turns off a protection that it never set (7ba1239)",
    file: "provider/resource/apply/steps.ts",
    from: "      desired.deletionProtection !== undefined &&\n",
    to: "",
  },
  {
    name: "name lost with a lost answer",
    fault: "a key whose alias was freed for nothing stays without it (dc84af0)",
    file: "provider/resource/apply/free-alias.ts",
    from: 'mayBeFree = isKind(error, "unknownOutcome");',
    to: "mayBeFree = false;",
  },
  {
    name: "alias not given back",
    fault:
      "a key that gave its alias up for nothing stays without it (7e7733f)",
    file: "provider/resource/apply/free-alias.ts",
    from: "    if (mayBeFree) await giveBack(place, key, alias, warning);\n",
    to: '    if (warning === "") await giveBack(place, key, alias, warning);\n',
  },
  {
    name: "alias of a failed update unread",
    fault: "a refresh forgets an alias that a failed update has set (7e7733f)",
    file: "provider/resource/apply/read.ts",
    from: "    ...heldNames(key, former, stored),",
    to: "    ...heldNames(key, stored),",
  },
  {
    name: "rotation of a failed update forgotten",
    fault: "an update that failed after its rotation rotates again",
    file: "provider/resource/plan/rotation-trigger.ts",
    from: "    validInputs(oldOutputs).rotationTrigger ??\n",
    to: "",
  },
  {
    name: "forced replacement of an ambiguous key",
    fault: "a forced replacement is taken for that of a former key (82a3855)",
    file: "provider/resource/session/run-history.ts",
    from: "    return resource?.isDiffAmbiguous ? undefined : resource?.diffed;",
    to: "    return resource?.diffed;",
  },
  {
    name: "aliased late",
    fault:
      "an alias that another resource gave up meanwhile is refused (e2049e5)",
    file: "provider/resource/apply/alias.ts",
    from: "    if (!holder) await keys.addAlias(keyId, alias);\n    else",
    to: "    if (!holder) throw error;\n    else",
  },
  {
    name: "DISABLE destroys",
    fault: "a key whose policy is DISABLE is scheduled for destruction",
    file: "provider/resource/apply/delete.ts",
    from: 'settings.deletionPolicy === "DISABLE"',
    to: 'settings.deletionPolicy === ("" as string)',
  },
  {
    name: "deletion without a message",
    fault:
      "a key is scheduled for destruction, and no message names it (5ef56ca)",
    file: "provider/resource/apply/delete.ts",
    from: "  tellHowToKeep(deletion, key, `in ${String(days)} days`);",
    to: '  if (days < 0) tellHowToKeep(deletion, key, "");',
  },
  {
    name: "earlier destruction",
    fault: "moving an alias away from a doomed key destroys that earlier",
    file: "provider/resource/apply/free-alias.ts",
    from: "  const days = acceptedWindow(cloud.rules, left);",
    to: "  const days = left < 0 ? left : cloud.rules.deletionWindow.minDays;",
  },
  {
    name: "Create goes on without its engine",
    fault:
      "a plugin whose engine has died goes on with the key's next steps (bce150d)",
    file: "provider/resource/values/requests.ts",
    from: "    signal: host.signal,\n    deadline:",
    to: "    signal: new AbortController().signal,\n    deadline:",
  },
  {
    name: "last search past its deadline",
    fault: "a key that a late CreateKey made is not searched for",
    file: "provider/clouds/common/create-recovery.ts",
    from: "      deadline: this.#until + LAST_ATTEMPT_MS,",
    to: "      deadline: this.#until,",
    unseen:
      "the keys in memory take the place of the clouds' clients; the unit tests beside the code see it",
  },
  {
    name: "two Deletes of one key",
    fault: "the second of two Deletes of one key fails (82a3855)",
    file: "provider/resource/apply/delete.ts",
    from: 'if (!isKind(error, "notFound", "state", "invalid")) throw error;',
    to: 'if (!isKind(error, "notFound")) throw error;',
  },
];

/** Some code with a fault put back. Throws where the text is not there, or more than once. */
export function withFault(text: string, { name, from, to }: PutBack): string {
  const parts = text.split(from);
  if (parts.length !== 2)
    throw new Error(
      `${name}: its text is there ${String(parts.length - 1)} times`,
    );
  return parts.join(to);
}
