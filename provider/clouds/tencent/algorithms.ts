import type { NamedSpec, Spec } from "../../model/types";
import type { CreateRequest } from "../cloud";
import type { Memo } from "../common/reads/memo";
import { CloudError, isKind } from "../errors";
import type { RegionalClient } from "./client";
import { SYMMETRIC_USAGE } from "./rules";

/** AlgorithmInfo.Algorithm of symmetric keys, with any separator. */
const SPECS: readonly [RegExp, NamedSpec][] = [
  [/^AES.?256$/i, "AES_256"],
  [/^SM.?4$/i, "SM4"],
];

/** The answers of the regions. */
export type AlgorithmMemo = Memo<NamedSpec[] | CloudError>;

/**
 * A region's algorithm for symmetric keys: SM4 under the Chinese standard, otherwise AES-256
 * (docs/clouds/tencent.md#regions). Only ListAlgorithms knows it; it is called once for each region.
 */
export class Algorithms {
  readonly #client: RegionalClient;
  readonly #answers: AlgorithmMemo;

  constructor(client: RegionalClient, answers: AlgorithmMemo) {
    this.#client = client;
    this.#answers = answers;
  }

  /** The spec of the region's symmetric keys. Without it, a key's spec falls back to the default. */
  async symmetricSpec(): Promise<Spec> {
    const specs = await this.#specs();
    return specs instanceof CloudError || specs.length !== 1
      ? "SYMMETRIC_DEFAULT"
      : (specs[0] ?? "SYMMETRIC_DEFAULT");
  }

  /** An algorithm that is requested by name must be the region's, because CreateKey has no parameter for it. */
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

  /** A refusal is cached too, because asking again for each key would give the same. */
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
