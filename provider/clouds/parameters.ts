import {
  keyParameters,
  PARAMETER_NAMES,
  type KeyParameters,
} from "../model/inputs";

/** How a cloud maps one of the parameters that are passed on unchanged. */
export type ParameterRule<
  RequestField extends string = string,
  ReplyField extends string = string,
> =
  | {
      /** The field of CreateKey that takes it. */
      request: RequestField;
      /** The field of KeyMetadata that reports it. */
      reply: ReplyField;
      /** The value of a key that was created without it. */
      unasked?: string;
    }
  | {
      request: RequestField;
      /** KeyMetadata does not report it, so the state's value stays. */
      writeOnly: true;
    }
  | {
      /** Why the cloud has no such parameter, and what to do instead. */
      refused: string;
    };

export type ParameterTable<
  RequestField extends string = string,
  ReplyField extends string = string,
> = Readonly<
  Record<keyof KeyParameters, ParameterRule<RequestField, ReplyField>>
>;

/** The parameters of a new key, under the cloud's names. */
export function requestFields<Request extends object>(
  table: ParameterTable<keyof Request & string>,
  requested: KeyParameters,
): Partial<Request> {
  return Object.fromEntries(
    PARAMETER_NAMES.flatMap((name) => {
      const rule = table[name];
      return "request" in rule ? [[rule.request, requested[name]]] : [];
    }),
  ) as Partial<Request>;
}

/** Reported values of a key's parameters that the model does not have, by the vendor's field. */
export type UnknownParameters = Partial<
  Record<keyof KeyParameters, { field: string; value: string }>
>;

/**
 * A key's parameters as the cloud reports them, in the model's words. Null and empty text mean that the key has none. A
 * value that the model does not know is reported separately.
 */
export function reportedParameters<Reply extends object>(
  table: ParameterTable<string, keyof Reply & string>,
  reply: Reply,
): KeyParameters & { unknownParameters?: UnknownParameters } {
  const unknownParameters: UnknownParameters = {};
  const parameters = PARAMETER_NAMES.map((name) => {
    const rule = table[name];
    const value = "reply" in rule ? reply[rule.reply] : undefined;
    const { data } = keyParameters.shape[name].safeParse(value);
    if ("reply" in rule && data === undefined && isReported(value))
      unknownParameters[name] = {
        field: rule.reply,
        value: JSON.stringify(value),
      };
    return [name, data];
  });
  const isKnown = Object.keys(unknownParameters).length === 0;
  return {
    ...(Object.fromEntries(parameters) as KeyParameters),
    ...(isKnown ? {} : { unknownParameters }),
  };
}

function isReported(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

/** Whether the cloud accepts a parameter and never reports it. */
export function isWriteOnly(table: ParameterTable, name: string): boolean {
  const rule = Object.entries(table).find(([other]) => other === name)?.[1];
  return rule !== undefined && "writeOnly" in rule;
}

/** The parameters of a new key that are known only from its request. */
export function unreportedParameters(
  table: ParameterTable,
  desired: KeyParameters,
): KeyParameters {
  return Object.fromEntries(
    PARAMETER_NAMES.filter((name) => isWriteOnly(table, name)).map((name) => [
      name,
      desired[name],
    ]),
  );
}

export function refusalsIn(
  table: ParameterTable,
): Partial<Record<keyof KeyParameters, string>> {
  return Object.fromEntries(
    PARAMETER_NAMES.flatMap((name) => {
      const rule = table[name];
      return "refused" in rule ? [[name, rule.refused]] : [];
    }),
  );
}

/** The value of a key that was created without this parameter, if the cloud then reports one. */
export function unasked(
  table: ParameterTable,
  name: keyof KeyParameters,
): string | undefined {
  const rule = table[name];
  return "unasked" in rule ? rule.unasked : undefined;
}
