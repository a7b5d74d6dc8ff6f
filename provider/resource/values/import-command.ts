import { commandLine } from "../../clouds/common/commands";
import { isInComponent, nameOf } from "./urn";

/**
 * How a key that no state has gets into this one, as the end of a sentence; `first`: a command to run before. `urn`: the
 * resource that is to have it; undefined if that has another key, so that this one needs a resource beside it.
 *
 * The command would put a component's resource at the root of the stack, where no program has it: the component would
 * get a new key all the same.
 */
export function howToImport(
  id: string,
  urn: string | undefined,
  first?: string,
): string {
  if (urn !== undefined && isInComponent(urn)) {
    const option = `give ${nameOf(urn)} in its component the option \`import: ${id}\``;
    return first === undefined ? option : `${first}, and ${option}`;
  }
  const name = urn === undefined ? "NAME" : nameOf(urn);
  const words = ["pulumi", "import", "cmk:index:Cmk", name, id];
  const command = commandLine(words, {}, []);
  return first === undefined ? command : `${first} && ${command}`;
}

/** How a resource gets a key again of which the state says that it is deleted, so that Pulumi would make another. */
export function forgetAndImport(
  id: string,
  urn: string,
  first?: string,
): string {
  const forget = `pulumi state delete '${urn}'`;
  return howToImport(
    id,
    urn,
    first === undefined ? forget : `${first} && ${forget}`,
  );
}
