import { useEffect, useRef } from "preact/hooks";
import type { Signal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { filledIn } from "./control";
import { about } from "./live";

/** What several panels are made of. */

export function Panel(props: {
  title: string;
  intro?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <section class="panel" aria-labelledby="title">
      <header class="panel-head">
        <h1 id="title">{props.title}</h1>
        {props.intro && <p>{props.intro}</p>}
      </header>
      {props.children}
    </section>
  );
}

/** What is beside a list, about one of its rows. It takes the focus, and gives it back when Escape or its link closes it. */
export function Detail(props: {
  title: ComponentChildren;
  closeHref: string;
  children: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const close = () => {
    const row = document.querySelector<HTMLElement>("tr.selected a");
    location.hash = props.closeHref;
    // On a narrow screen the row is hidden until the detail is gone, which is a frame later.
    requestAnimationFrame(() => requestAnimationFrame(() => row?.focus()));
  };
  return (
    <aside
      class="detail"
      aria-labelledby="detail"
      onKeyDown={({ key }) => key === "Escape" && close()}
    >
      <header>
        <h2 id="detail" tabIndex={-1} ref={heading}>
          {props.title}
        </h2>
        <button class="quiet" onClick={close}>
          Close
        </button>
      </header>
      {props.children}
    </aside>
  );
}

/** Hands on what is filled in, and is emptied once that was taken. */
export function Form(props: {
  label: string;
  button: string;
  onFilled: (values: Record<string, unknown>) => Promise<boolean>;
  children: ComponentChildren;
}) {
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    if (await props.onFilled(filledIn(form))) form.reset();
  };
  return (
    <form
      class="form"
      aria-label={props.label}
      onSubmit={(event) => void submit(event)}
    >
      {props.children}
      <button class="primary">{props.button}</button>
    </form>
  );
}

/** A form's field. Its label is above it. */
export function Field(props: { label: string; children: ComponentChildren }) {
  return (
    <label class="field">
      <span>{props.label}</span>
      {props.children}
    </label>
  );
}

export function Input({
  label,
  ...rest
}: { label: string } & JSX.IntrinsicElements["input"]) {
  return (
    <Field label={label}>
      <input autocomplete="off" spellcheck={false} {...rest} />
    </Field>
  );
}

/** A choice of texts, of which "" stands for all of them. */
export function Select(props: {
  label: string;
  name?: string;
  /** What "" is called. */
  all?: string;
  options: readonly string[];
  value?: string;
  onChoose?: (value: string) => void;
}) {
  return (
    <Field label={props.label}>
      <select
        name={props.name}
        value={props.value}
        onInput={({ currentTarget }) => props.onChoose?.(currentTarget.value)}
      >
        {props.all && <option value="">{props.all}</option>}
        {props.options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    </Field>
  );
}

interface Filter<Name> {
  /** The member of the signal that it sets. */
  name: Name;
  label: string;
  /** For a choice. */
  options?: readonly string[];
  /** For a text to search for. */
  placeholder?: string;
}

/** What a list is filtered by: members of a signal, each a text or whether something holds. */
export function Filters<
  Name extends string,
  Values extends Record<Name, string | boolean>,
>(props: {
  label: string;
  of: Signal<Values>;
  filters: readonly Filter<Name>[];
  children?: ComponentChildren;
}) {
  const { of: values } = props;
  const set = (name: Name, value: string | boolean) =>
    (values.value = { ...values.value, [name]: value });
  return (
    <div class="filters" role="search" aria-label={props.label}>
      {props.filters.map(({ name, label, options, placeholder }) => {
        const value = values.value[name];
        if (typeof value === "boolean")
          return (
            <label key={name} class="check">
              <input
                type="checkbox"
                checked={value}
                onInput={({ currentTarget }) =>
                  set(name, currentTarget.checked)
                }
              />
              {label}
            </label>
          );
        if (options)
          return (
            <Select
              key={name}
              label={label}
              all="all"
              options={options}
              value={value}
              onChoose={(chosen) => set(name, chosen)}
            />
          );
        return (
          <Input
            key={name}
            label={label}
            type="search"
            placeholder={placeholder}
            value={value}
            onInput={({ currentTarget }) => set(name, currentTarget.value)}
          />
        );
      })}
      {props.children}
    </div>
  );
}

/** For a fault or a limit. */
export function CloudSelect() {
  const { clouds } = about.value;
  return (
    <Select label="Cloud" name="cloud" all="every cloud" options={clouds} />
  );
}

/** What something is, by its name and a dot in that colour. */
export function Mark(props: { is: string; children?: ComponentChildren }) {
  // The clouds' states of waiting look alike: PendingImport, PendingDelete.
  const is = props.is.replace(/^(Pending).*/, "$1");
  return (
    <span class="mark" data-is={is}>
      {props.children ?? props.is}
    </span>
  );
}

export function Cloud({ name }: { name: string }) {
  const at = about.value.clouds.indexOf(name);
  return <Mark is={`cloud ${at}`}>{name || "none"}</Mark>;
}

/** A small table. Its last column is for a button if it has no name. */
export function Rows(props: {
  label: string;
  columns: readonly string[];
  rows: readonly { id: string | number; cells: ComponentChildren[] }[];
  /** Instead of a table without rows. */
  empty: string;
}) {
  const { label, columns, rows, empty } = props;
  if (rows.length === 0) return <div class="empty">{empty}</div>;
  return (
    <div class="scroll">
      <table aria-label={label}>
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, cells }) => (
            <tr key={id}>
              {cells.map((cell, at) => (
                <td key={at}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Names and values, one below the other. Those without a value are left out. */
export function Facts({ of }: { of: readonly [string, ComponentChildren][] }) {
  return (
    <dl class="facts">
      {of
        .filter(([, value]) => value !== "" && value !== undefined)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

const TOKENS =
  /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\b\d+(?:\.\d+)?\b/g;

/** JSON with its names, texts and other values told apart; any other text as it is. */
export function Json({ value }: { value: unknown }) {
  if (typeof value === "string") return <pre tabIndex={0}>{value}</pre>;
  const text = JSON.stringify(value, null, 2);
  const pieces: ComponentChildren[] = [];
  let end = 0;
  for (const { 0: token, 1: quoted, 2: colon, index } of text.matchAll(
    TOKENS,
  )) {
    const kind = colon ? "name" : quoted ? "text" : "value";
    pieces.push(text.slice(end, index), <span class={kind}>{token}</span>);
    end = index + token.length;
  }
  return (
    <pre tabIndex={0}>
      {pieces}
      {text.slice(end)}
    </pre>
  );
}

export function uniqueOf(values: Iterable<string>): string[] {
  return [...new Set(values)].filter((value) => value !== "").sort();
}
