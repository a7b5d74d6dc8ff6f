import {
  keyParameters,
  PARAMETER_NAMES,
  type KeyParameters,
} from "../model/inputs";

/** What a cloud makes of one of the parameters that are handed on as they are. */
export type ParameterRule<
  RequestField extends string = string,
  ReplyField extends string = string,
> =
  | {
      /** The field of CreateKey that takes it. */
      request: RequestField;
      /** The field of KeyMetadata that tells it. */
      reply: ReplyField;
      /** What a key has that was made without it. */
      unasked?: string;
    }
  | {
      request: RequestField;
      /** KeyMetadata does not tell it: what the state has of it stands. */
      writeOnly: true;
    }
  | {
      /** Why the cloud has no such parameter, with the remedy to tell. */
      refused: string;
    };

export type ParameterTable<
  RequestField extends string = string,
  ReplyField extends string = string,
> = Readonly<
  Record<keyof KeyParameters, ParameterRule<RequestField, ReplyField>>
>;

/** What a new key is asked to have, under the cloud's names. */
export function requestFields<Request extends object>(
  table: ParameterTable<keyof Request & string>,
  wished: KeyParameters,
): Partial<Request> {
  return Object.fromEntries(
    PARAMETER_NAMES.flatMap((name) => {
      const rule = table[name];
      return "request" in rule ? [[rule.request, wished[name]]] : [];
    }),
  ) as Partial<Request>;
}

/** What a cloud tells of a key's parameters in words that the model does not have, by the vendor's field. */
export type UnknownParameters = Partial<
  Record<keyof KeyParameters, { field: string; value: string }>
>;

/**
 * What the cloud tells of a key, in the model's words. Null and empty text mean that the key has none. A value that the
 * model does not know is none of its own, but told.
 */
export function toldParameters<Reply extends object>(
  table: ParameterTable<string, keyof Reply & string>,
  reply: Reply,
): KeyParameters & { unknownParameters?: UnknownParameters } {
  const unknownParameters: UnknownParameters = {};
  const told = PARAMETER_NAMES.map((name) => {
    const rule = table[name];
    const value = "reply" in rule ? reply[rule.reply] : undefined;
    const { data } = keyParameters.shape[name].safeParse(value);
    if ("reply" in rule && data === undefined && isTold(value))
      unknownParameters[name] = {
        field: rule.reply,
        value: JSON.stringify(value),
      };
    return [name, data];
  });
  const isKnown = Object.keys(unknownParameters).length === 0;
  return {
    ...(Object.fromEntries(told) as KeyParameters),
    ...(isKnown ? {} : { unknownParameters }),
  };
}

function isTold(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

/** Whether the cloud takes a parameter and never tells it. */
export function isWriteOnly(table: ParameterTable, name: string): boolean {
  const rule = Object.entries(table).find(([other]) => other === name)?.[1];
  return rule !== undefined && "writeOnly" in rule;
}

/** The parameters of a new key that only its request tells. */
export function untoldParameters(
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

/** What a key has that was made without this parameter, if the cloud then tells anything. */
export function unasked(
  table: ParameterTable,
  name: keyof KeyParameters,
): string | undefined {
  const rule = table[name];
  return "unasked" in rule ? rule.unasked : undefined;
}
