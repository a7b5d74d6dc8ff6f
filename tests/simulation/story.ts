import type { CloudName } from "../../provider/model/types";
import type { Program } from "./program";
import type { Fault } from "./run";

/** A key of the world by its number; those that are not there yet stand for the ones that are, in turn. */
export type KeyNumber = number;

/** What others do to a key. */
export type Outsider =
  | {
      does:
        | "disable"
        | "enable"
        | "destroy"
        | "restore"
        | "lose"
        | "tag"
        /** A tag that the provider's settings leave to others. */
        | "bill"
        /** A tag by which a product of the cloud marks a key that it uses, or takes that back. */
        | "use"
        | "disuse"
        | "rotate"
        | "protect";
    }
  | { does: "describe"; text: string }
  | { does: "takeAlias"; alias: string }
  | { does: "freeAlias" };

/** Something that happens in a story. `stack` is one of the story's stacks; the first where it is left out. */
export type Happening =
  | {
      /** `pulumi up`: a preview, and what it has shown. */
      do: "up";
      stack?: number;
      program: Program;
      refresh?: boolean;
      targets?: string[];
      replace?: string[];
      faults?: Fault[];
    }
  | { do: "refresh"; stack?: number; faults?: Fault[] }
  | { do: "destroy"; stack?: number; targets?: string[]; faults?: Fault[] }
  | { do: "import"; stack?: number; name: string; key: KeyNumber }
  /** `pulumi state delete`, `pulumi state taint`. */
  | { do: "forget"; stack?: number; name: string }
  | { do: "taint"; stack?: number; name: string }
  | ({ do: "outsider"; key: KeyNumber } & Outsider)
  /** A key that others make. */
  | { do: "foreignKey"; cloud: CloudName; alias: string }
  /** Reads don't see a key for a while, as many as there are; listings do. */
  | { do: "hide"; key: KeyNumber; reads: number }
  /** From now on the credentials are those of another account. */
  | { do: "account"; number: number }
  | { do: "wait"; days: number };

/** A whole story: plain data that is printed, shrunk and pasted into a test. */
export interface Story {
  /** For what is left to chance: how long calls take, and names. */
  seed: number;
  /** How long a cloud call takes at most, in milliseconds. */
  latency?: number;
  happenings: Happening[];
}
