/**
 * `urn:pulumi:STACK::PROJECT::TYPES::NAME`, where TYPES are the resource's and those of the components around it, joined by
 * `$`. The name may contain colons, too.
 */
function partsOf(urn: string): { types: string[]; name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { types: types.split("$"), name: name.join("::") };
}

export function nameOf(urn: string): string {
  return partsOf(urn).name;
}

/** Without those around it. */
export function typeOf(urn: string): string {
  return partsOf(urn).types.at(-1) ?? "";
}

export function isInComponent(urn: string): boolean {
  return partsOf(urn).types.length > 1;
}
