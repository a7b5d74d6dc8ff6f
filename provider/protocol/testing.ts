import type { ListItem, ProviderHandlers } from "../resource/requests";
import type { Bag } from "../resource/values";

export const EMPTY: Bag = { values: {}, secrets: [] };

/** A provider whose replies repeat what it was asked, for tests of the protocol alone. */
export function echoProvider(
  overrides: Partial<ProviderHandlers> = {},
): ProviderHandlers {
  return {
    name: "echo",
    version: "1.2.3",
    schema: () => '{"name":"echo"}',
    checkConfig: ({ news }) => Promise.resolve({ inputs: news, failures: [] }),
    diffConfig: () => Promise.resolve({ detailed: {}, stables: [] }),
    configure: () => Promise.resolve(),
    check: ({ news }) => Promise.resolve({ inputs: news, failures: [] }),
    diff: () => Promise.resolve({ detailed: {}, stables: [] }),
    create: ({ inputs }) => Promise.resolve({ id: "made", outputs: inputs }),
    read: ({ id, inputs, outputs }) => Promise.resolve({ id, inputs, outputs }),
    update: ({ news }) => Promise.resolve({ outputs: news }),
    delete: () => Promise.resolve(),
    invoke: ({ args }) => Promise.resolve({ result: args, failures: [] }),
    list: () => noItems(),
    close: () => undefined,
    ...overrides,
  };
}

async function* noItems(): AsyncGenerator<ListItem> {
  // Nothing is listed.
}

/** Something that a test waits for, or lets happen. */
export class Gate<Value = void> {
  readonly passed: Promise<Value>;
  open!: (value: Value) => void;

  constructor() {
    this.passed = new Promise((resolve) => {
      this.open = resolve;
    });
  }
}
