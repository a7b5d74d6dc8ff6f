/** The fixed script of a cloud, as data: what is asked, of which key, in which state. */

export type Json =
  string | number | boolean | null | Json[] | { [name: string]: Json };
export type Fields = { [name: string]: Json };

export type Service = "kms" | "tag" | "sts";

/**
 * One request. Texts in `<…>` stand for what only a run knows, such as a key's id: the same texts stand for it in the
 * transcript. `<name?>` leaves the parameter out where there is no such thing.
 */
export interface Step {
  /** Says what is asked, and is unique in its script. */
  name: string;
  /** Default: kms. */
  service?: Service;
  action: string;
  parameters: Fields;
  /** The key that it is about, by its name in the script, and the state that it is brought to first. */
  key?: string;
  state?: string;
  /** What later steps need of the reply: name and path. */
  saves?: Readonly<Record<string, string>>;
  /** The reply lists the keys of everybody: only its form is kept. */
  anybodys?: boolean;
}

/** An action that changes nothing, and so may be sent again. */
export function isRead(action: string): boolean {
  return /^(Describe|List|Get|Encrypt$|Decrypt$|GenerateDataKey)/.test(action);
}

/** One request of a way from one state to another. */
export type Move = Pick<Step, "action" | "parameters" | "saves">;

/** How one cloud is asked, and what of its answers may be shown. */
export interface Script {
  /** `dedicated`: whether the keys are made in an instance or a cluster. */
  steps(dedicated: boolean): readonly Step[];
  /** Reads a key's state; `stateAt` is where the reply has it. `<key>` stands for the key. */
  readState: Move & { stateAt: string };
  /** The next step from a state on the way to another one; undefined if there is no way. */
  wayTo(state: string, from: string): readonly Move[] | undefined;
  /** Bytes of key material that the region takes, by what the run knows. */
  materialBytes(known: ReadonlyMap<string, string>): number;
  /** Fields whose values are words or numbers of the vendor, and so name nobody: all others are replaced. */
  vocabulary: ReadonlySet<string>;
}
