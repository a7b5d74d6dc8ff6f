import type * as z from "zod";
import type { Context } from "./context";
import { validated } from "./wire/parameters";
import type { Reply } from "./wire/reply";

/** One action of a service: validates the body, then does it. */
export type Action = (body: unknown, context: Context) => Reply;
export type Actions = Readonly<Record<string, Action>>;

type Run<S> = (parameters: z.output<S>, context: Context) => Reply | void;

/** `run` gets the parameters with their defaults filled in; what it throws before it changes anything is the reply. */
export function action<S extends z.ZodType>(
  parameters: S,
  run: Run<S>,
): Action {
  return (body, context) => {
    const valid = validated(parameters, body, context.lenientTypes);
    context.authorize(valid);
    return run(valid, context) ?? {};
  };
}

/** Actions that have the names of their parameters. */
export function actionsOf<P extends Readonly<Record<string, z.ZodType>>>(
  parameters: P,
  runs: { [Name in keyof P]?: Run<P[Name]> },
): Actions {
  const entries = Object.entries(runs) as [keyof P & string, Run<z.ZodType>][];
  return Object.fromEntries(
    entries.map(([name, run]) => [name, action(parameters[name]!, run)]),
  );
}
