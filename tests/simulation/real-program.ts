import type { Connection } from "../support/emulator";
import {
  isReference,
  isSecret,
  type Declaration,
  type InputValue,
  type Program,
} from "./program";

export const CMK = "cmk:index:Cmk";
export const PROJECT = "project";

/** A story's program as a YAML program's `resources`; those of further providers stand first. */
export function resourcesOf(
  program: Program,
  stack: string,
  { config }: Connection,
): Record<string, object> {
  const providers = new Set(
    program.flatMap(({ options }) => options?.provider ?? []),
  );
  const properties = Object.fromEntries(
    Object.entries(config).map(([name, value]) => [
      name.replace("cmk:", ""),
      value,
    ]),
  );
  return Object.fromEntries([
    ...[...providers].map((name) => [
      name,
      { type: "pulumi:providers:cmk", properties },
    ]),
    ...program.map((declaration) => [
      declaration.name,
      resourceOf(declaration, stack),
    ]),
  ]) as Record<string, object>;
}

export function urnOf(stack: string, name: string): string {
  return `urn:pulumi:${stack}::${PROJECT}::${CMK}::${name}`;
}

function resourceOf(
  { inputs, options = {}, get }: Declaration,
  stack: string,
): object {
  if (get !== undefined) return { type: CMK, get: { id: get } };
  const { dependsOn, deletedWith, aliases, provider, ...others } = options;
  const resourceNamed = (name: string) => `\${${name}}`;
  return {
    type: CMK,
    properties: Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [name, yamlOf(value)]),
    ),
    options: {
      ...others,
      ...(dependsOn && { dependsOn: dependsOn.map(resourceNamed) }),
      ...(deletedWith && { deletedWith: resourceNamed(deletedWith) }),
      ...(aliases && { aliases: aliases.map((name) => urnOf(stack, name)) }),
      ...(provider && { provider: resourceNamed(provider) }),
    },
  };
}

function yamlOf(value: InputValue): unknown {
  if (isReference(value)) return `\${${value.$output.join(".")}}`;
  return isSecret(value) ? { "fn::secret": value.$secret } : value;
}
