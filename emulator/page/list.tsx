import { useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { number } from "./format";

export interface Column<T> {
  name: string;
  /** How wide, and how it looks: a class of style.css. */
  class?: string;
  cell: (row: T) => ComponentChildren;
}

interface ListProps<T> {
  label: string;
  rows: readonly T[];
  idOf: (row: T) => string | number;
  columns: readonly Column<T>[];
  /** Where a row leads, by the link in its first cell. */
  hrefOf: (row: T) => string;
  /** The id of the row that is shown beside. */
  selected?: string | number;
  /** Instead of rows. */
  empty: ComponentChildren;
  onFocus?: () => void;
}

const PAGE = 50;

/** A table by pages, of which each row leads somewhere. Arrow keys go from row to row. */
export function List<T>(props: ListProps<T>) {
  const { rows, columns, idOf, selected } = props;
  const [asked, setPage] = useState(0);
  const lastPage = Math.max(0, Math.ceil(rows.length / PAGE) - 1);
  const page = Math.min(asked, lastPage);
  const from = page * PAGE;
  const shown = rows.slice(from, from + PAGE);
  if (rows.length === 0) return <div class="empty">{props.empty}</div>;
  return (
    <div class="list">
      <div class="scroll">
        <table aria-label={props.label}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.name} scope="col" class={column.class}>
                  {column.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody onKeyDown={moveByArrows} onFocusIn={props.onFocus}>
            {shown.map((row) => {
              const id = idOf(row);
              const current = id === selected ? "true" : undefined;
              return (
                <tr key={id} class={current && "selected"}>
                  {columns.map((column, at) => (
                    <td key={column.name} class={column.class}>
                      {at > 0 ? (
                        column.cell(row)
                      ) : (
                        <a href={props.hrefOf(row)} aria-current={current}>
                          {column.cell(row)}
                        </a>
                      )}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {lastPage > 0 && (
        <nav class="pager" aria-label={`Pages of ${props.label}`}>
          <span>
            {number(from + 1)}–{number(from + shown.length)} of{" "}
            {number(rows.length)}
          </span>
          <button disabled={page === 0} onClick={() => setPage(page - 1)}>
            Previous
          </button>
          <button
            disabled={page === lastPage}
            onClick={() => setPage(page + 1)}
          >
            Next
          </button>
        </nav>
      )}
    </div>
  );
}

function moveByArrows(event: KeyboardEvent): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const row = (event.target as Element).closest("tr");
  const other =
    event.key === "ArrowDown"
      ? row?.nextElementSibling
      : row?.previousElementSibling;
  other?.querySelector("a")?.focus();
  event.preventDefault();
}
