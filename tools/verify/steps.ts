import type { Fields, Move, Step } from "./script";

/** What the scripts of both clouds are written with. */

/** An id of the right form that no key has. */
export const NO_KEY = "00000000-0000-0000-0000-000000000000";
export const PLAINTEXT = Buffer.from("verify").toString("base64");

/** What is asked of several keys, or in several states. */
export type Question = Omit<Step, "name" | "key" | "state">;

/** The parameters of an action on a key, by its name in the script. */
export function of(key: string, more: Fields = {}): Fields {
  return { KeyId: `<${key}>`, ...more };
}

/** A request with a wrong input; `name` says what is wrong. */
export function wrong(action: string, name: string, parameters: Fields): Step {
  return { name: `${action}: ${name}`, action, parameters };
}

/** The same questions in each of some states. */
export function inStates(
  key: string,
  states: readonly string[],
  questions: readonly Question[],
): Step[] {
  return states.flatMap((state) =>
    questions.map((question) => ({
      ...question,
      name: `${question.action} of a key that is ${state} (${key})`,
      key,
      state,
    })),
  );
}

/** A change on the way to another state. */
export function change(action: string, more: Fields = {}): Move[] {
  return [{ action, parameters: { KeyId: "<key>", ...more } }];
}

/** Both clouds take the same parameters. */
export const GET_PARAMETERS: Move = {
  action: "GetParametersForImport",
  parameters: {
    KeyId: "<key>",
    WrappingAlgorithm: "RSAES_OAEP_SHA_256",
    WrappingKeySpec: "RSA_2048",
  },
  saves: { "import token": "ImportToken", "wrapping key": "PublicKey" },
};

export function parametersForImport(key: string): Move {
  const parameters = { ...GET_PARAMETERS.parameters, KeyId: `<${key}>` };
  return { ...GET_PARAMETERS, parameters };
}

/** Material of this name, wrapped; see placeholders.ts. */
export function wrapped(material: string, more: Fields = {}): Fields {
  return {
    EncryptedKeyMaterial: `<wrapped ${material}>`,
    ImportToken: "<import token>",
    ...more,
  };
}
