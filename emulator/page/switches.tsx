import { signal } from "@preact/signals";
import { act, ask } from "./control";
import { settings } from "./live";
import { Filters, Panel } from "./parts";

type Value = string | number | boolean;

const filter = signal({ text: "", changed: false });
/** Grows with each answer, so that a refused value is shown no longer. */
const answers = signal(0);

export function Switches() {
  const { text, changed } = filter.value;
  const shown = Object.entries(settings.value.switches).filter(
    ([name, { value, default: usual, meaning }]) =>
      (!changed || value !== usual) &&
      `${name} ${meaning}`.toLowerCase().includes(text.trim().toLowerCase()),
  );
  return (
    <Panel
      title="Switches"
      intro="Quotas, and what the clouds' documents leave open. A change counts at once."
    >
      <Filters
        label="Filter switches"
        of={filter}
        filters={[
          { name: "text", label: "Search" },
          { name: "changed", label: "Changed only" },
        ]}
      />
      {shown.length === 0 && <div class="empty">No switch matches.</div>}
      <ul class="switches">
        {shown.map(([name, { value, default: usual, meaning, only }]) => (
          <li key={name} class={value === usual ? undefined : "changed"}>
            <div>
              <code id={name}>{name}</code>
              <p class="muted">{meaning}</p>
            </div>
            <div class="value">
              <Editor name={name} value={value} usual={usual} only={only} />
              {value !== usual && (
                <button
                  aria-label={`Set ${name} back to ${usual || "nothing"}`}
                  onClick={() => set(name, usual)}
                >
                  Set back
                </button>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Editor(props: {
  name: string;
  value: Value;
  usual: Value;
  only?: readonly (string | number)[];
}) {
  const { name, value, usual, only } = props;
  if (typeof value === "boolean")
    return (
      <input
        type="checkbox"
        role="switch"
        aria-labelledby={name}
        checked={value}
        onInput={({ currentTarget }) => set(name, currentTarget.checked)}
      />
    );
  const isNumber = typeof usual === "number";
  if (only)
    return (
      <select
        aria-labelledby={name}
        value={value}
        onInput={({ currentTarget: { value: chosen } }) =>
          set(name, isNumber ? +chosen : chosen)
        }
      >
        {only.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
    );
  return (
    <input
      key={`${value}/${answers.value}`}
      inputMode={isNumber ? "numeric" : "text"}
      autocomplete="off"
      spellcheck={false}
      aria-labelledby={name}
      defaultValue={String(value)}
      placeholder={String(usual)}
      onChange={({ currentTarget: { value: entered } }) =>
        set(name, isNumber && !isNaN(+entered) ? +entered : entered)
      }
    />
  );
}

function set(name: string, value: Value): void {
  void act(`${name} is ${value === "" ? "empty" : value}.`, () =>
    ask("POST", "switches", { [name]: value }),
  ).then(() => answers.value++);
}
