import { useState } from "preact/hooks";
import { act, ask } from "./control";
import { Field, Form, Panel } from "./parts";

/** The emulator as a whole: to a file and back, and to nothing. */
export function WholeState() {
  const [isSure, setSure] = useState(false);
  return (
    <Panel
      title="State"
      intro="Keys with their material, accounts, clock, switches, faults and limits. The file holds key material in clear."
    >
      <div class="cards">
        <section>
          <h2>Export</h2>
          <p class="muted">All of it as one file of JSON.</p>
          <a
            class="button"
            href="/_emulator/state"
            download="kms-emulator-state.json"
          >
            Export state
          </a>
        </section>
        <section>
          <h2>Import</h2>
          <p class="muted">
            Replaces everything that is here by an exported file.
          </p>
          <Field label="Exported file">
            <input
              type="file"
              accept="application/json,.json"
              onChange={({ currentTarget }) => void importFile(currentTarget)}
            />
          </Field>
        </section>
        <section>
          <h2>Seed</h2>
          <p class="muted">
            Adds keys, accounts, instances and clusters, as <code>--seed</code>{" "}
            does.
          </p>
          <Form label="Seed" button="Add" onFilled={seed}>
            <Field label="JSON">
              <textarea
                name="seed"
                rows={4}
                spellcheck={false}
                required
                placeholder='{"keys": [{"cloud": "alibaba"}]}'
              />
            </Field>
          </Form>
        </section>
        <section>
          <h2>Reset</h2>
          <p class="muted">Forgets everything, requests included.</p>
          <button
            class="danger"
            onBlur={() => setSure(false)}
            onClick={() => {
              if (isSure)
                void act("Everything is forgotten.", () =>
                  ask("POST", "reset"),
                );
              setSure(!isSure);
            }}
          >
            {isSure ? "Forget everything, really" : "Forget everything"}
          </button>
        </section>
      </div>
    </Panel>
  );
}

async function importFile(field: HTMLInputElement): Promise<void> {
  const [file] = field.files ?? [];
  if (file === undefined) return;
  await act(`${file.name} is imported.`, async () =>
    ask("POST", "state", parsed(await file.text())),
  );
  field.value = "";
}

function seed({ seed: text }: Record<string, unknown>): Promise<boolean> {
  return act("The seed is made.", () =>
    ask("POST", "seed", parsed(String(text))),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`It is not JSON: ${message}`, { cause: error });
  }
}
