import type { FaultKind } from "../core/contract";
import type { ListedFault } from "../core/traffic/faults";
import { signal } from "@preact/signals";
import { act, ask } from "./control";
import { requests, settings } from "./live";
import {
  CloudSelect,
  Field,
  Form,
  Input,
  Panel,
  Rows,
  uniqueOf,
} from "./parts";

/** What the client sees. */
const KINDS: Readonly<Record<FaultKind, string>> = {
  throttle: "The cloud's “too many requests”. Nothing is done.",
  error: "An error with a code of your choice. Nothing is done.",
  "drop-before": "The connection is cut. Nothing is done.",
  "drop-after": "The connection is cut, after the request was carried out.",
  delay: "The normal reply, later.",
  "html-503": "HTTP 503 with a proxy's HTML page. Nothing is done.",
  "tag-failure": "What was asked is done, but for the tags.",
};

const kind = signal<FaultKind>("throttle");

/** The names that were called until now. */
export function Actions() {
  return (
    <datalist id="actions">
      {uniqueOf(requests.value.map(({ action }) => action)).map((action) => (
        <option key={action} value={action} />
      ))}
    </datalist>
  );
}

export function Faults() {
  const { faults } = settings.value;
  const hasCode = kind.value === "error" || kind.value === "tag-failure";
  return (
    <Panel
      title="Faults"
      intro="Make requests fail, to see how your code takes it. The first rule that matches a request is acted out."
    >
      <Form label="Add a fault" button="Add fault" onFilled={add}>
        <Field label="Kind">
          <select
            name="kind"
            value={kind.value}
            aria-describedby="kind-says"
            onInput={({ currentTarget }) =>
              (kind.value = currentTarget.value as FaultKind)
            }
          >
            {Object.keys(KINDS).map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </Field>
        <CloudSelect />
        <Input label="Action" name="action" placeholder="any" list="actions" />
        {hasCode && <Input label="Code" name="code" placeholder="usual" />}
        {kind.value === "delay" && (
          <Input
            label="Milliseconds"
            name="ms"
            type="number"
            min="0"
            placeholder="1000"
          />
        )}
        <Input
          label="Count"
          name="count"
          type="number"
          min="1"
          placeholder="no end"
        />
        <Input
          label="Probability"
          name="probability"
          type="number"
          min="0"
          max="1"
          step="any"
          placeholder="1"
        />
        <Input label="Seed" name="seed" type="number" placeholder="0" />
        <Actions />
      </Form>
      <p id="kind-says" class="hint">
        {KINDS[kind.value]}
      </p>
      <Rows
        label="faults"
        columns={["Kind", "Cloud", "Action", "More", "Hits", ""]}
        empty="No fault is in force."
        rows={faults.map((fault) => ({
          id: fault.id,
          cells: [
            fault.kind,
            fault.cloud ?? "every",
            fault.action ?? "any",
            moreOf(fault),
            `${fault.hits} of ${fault.count ?? "any number"}`,
            <button
              aria-label={`Remove the fault ${fault.kind}`}
              onClick={() => remove(fault)}
            >
              Remove
            </button>,
          ],
        }))}
      />
    </Panel>
  );
}

async function add(rule: Record<string, unknown>): Promise<boolean> {
  const added = await act(`The fault ${kind.value} is in force.`, () =>
    ask("POST", "faults", rule),
  );
  if (added) kind.value = "throttle";
  return added;
}

function remove({ id, kind }: ListedFault): void {
  void act(`The fault ${kind} is removed.`, () =>
    ask("DELETE", `faults?id=${id}`),
  );
}

function moreOf({ code, ms, probability, seed }: ListedFault): string {
  const more = { code, ms, probability, seed };
  return Object.entries(more)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}
