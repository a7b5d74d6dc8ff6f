import type * as cryptography from "../../emulator/core/cryptography";

/** The emulator's cryptography with one pair of wrapping keys for all imports, as RSA keys take long to make. */
export function withOneWrappingPair(
  actual: typeof cryptography,
): typeof cryptography {
  const pair = actual.generateWrappingPair();
  return { ...actual, generateWrappingPair: () => pair };
}
