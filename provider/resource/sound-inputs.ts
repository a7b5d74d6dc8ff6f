import { cmkInputs, INPUT_NAMES, type CmkInputs } from "../model/inputs";
import { isUnknown, type Properties } from "./values";

/**
 * The inputs among some properties that are known and have the shape of the model: programs are not checked yet, and
 * state of another version may hold anything.
 */
export function soundInputs(values: Properties): CmkInputs {
  return Object.fromEntries(
    INPUT_NAMES.filter(
      (name) => values[name] !== undefined && !isUnknown(values[name]),
    ).flatMap((name) => {
      const parsed = cmkInputs.shape[name].safeParse(
        withoutUnknowns(values[name]),
      );
      return parsed.success ? [[name, parsed.data]] : [];
    }),
  );
}

function withoutUnknowns(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => !isUnknown(member)),
  );
}
