import type { NamedSpec, Spec } from "../../model/types";
import type { CreateRequest } from "../cloud";
import type { Memo } from "../common/memo";
import { CloudError, isKind } from "../errors";
import type { RegionalClient } from "./client";
import { SYMMETRIC_USAGE } from "./rules";

/** AlgorithmInfo.Algorithm of symmetric keys, whatever stands between its parts. */
const SPECS: readonly [RegExp, NamedSpec][] = [
  [/^AES.?256$/i, "AES_256"],
  [/^SM.?4$/i, "SM4"],
];

/** What each region has answered. */
export type AlgorithmMemo = Memo<NamedSpec[] | CloudError>;

/**
 * Which algorithm a region gives symmetric keys: SM4 where the Chinese standard holds, else AES-256
 * (docs/clouds/tencent.md#regions). ListAlgorithms is the only one who knows; it is asked once for each region.
 */
export class Algorithms {
  readonly #client: RegionalClient;
  readonly #answers: AlgorithmMemo;

  constructor(client: RegionalClient, answers: AlgorithmMemo) {
    this.#client = client;
    this.#answers = answers;
  }

  /** The spec of the region's symmetric keys. Without it, a key's spec is no worse than the default. */
  async symmetricSpec(): Promise<Spec> {
    const specs = await this.#specs();
    return specs instanceof CloudError || specs.length !== 1
      ? "SYMMETRIC_DEFAULT"
      : (specs[0] ?? "SYMMETRIC_DEFAULT");
  }

  /** An algorithm that is asked for by name must be the region's: CreateKey can't be told which one to take. */
  async check({ spec }: Pick<CreateRequest, "spec">): Promise<void> {
    const { region } = this.#client;
    if (!SPECS.some(([, name]) => name === spec)) return;
    const specs = await this.#specs();
    if (specs instanceof CloudError) throw specs;
    if (specs.some((name) => name === spec)) return;
    throw new CloudError(
      `spec is ${spec}, but symmetric keys in ${region} are ${specs.join(" or ") || "of another kind"}`,
      {
        kind: "unsupported",
        cloud: "tencent",
        action: "ListAlgorithms",
        region,
        remedy:
          "Use that spec, SYMMETRIC_DEFAULT, or a region that has the algorithm.",
      },
    );
  }

  #specs(): Promise<NamedSpec[] | CloudError> {
    return this.#answers.get(this.#client.region, () => this.#ask());
  }

  /** A refusal is an answer too: it is not worth asking again for each key. */
  async #ask(): Promise<NamedSpec[] | CloudError> {
    try {
      const { SymmetricAlgorithms: algorithms } = await this.#client.kms(
        "ListAlgorithms",
        null,
      );
      const names = algorithms
        .filter(({ KeyUsage }) => KeyUsage === SYMMETRIC_USAGE)
        .map(({ Algorithm }) => Algorithm);
      return SPECS.filter(([form]) =>
        names.some((name) => form.test(name)),
      ).map(([, spec]) => spec);
    } catch (error) {
      if (isKind(error, "denied", "unsupported", "invalid")) return error;
      throw error;
    }
  }
}
