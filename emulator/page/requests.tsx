import { computed, signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { LoggedRequest } from "../core/traffic/request-log";
import { act, ask } from "./control";
import { number } from "./format";
import { about, keys, requests, type Request } from "./live";
import { List, type Column } from "./list";
import { Cloud, Detail, Facts, Filters, Json, Panel, uniqueOf } from "./parts";
import { href, route } from "./route";

const NO_FILTER = { cloud: "", action: "", key: "", errors: false };
const filter = signal(NO_FILTER);

export function showRequestsOf(keyId: string): void {
  filter.value = { ...NO_FILTER, key: keyId };
}

/** The requests at which the list stands still; undefined while it goes on. */
const held = signal<readonly Request[] | undefined>(undefined);

function hold(): void {
  held.value ??= requests.value;
}

/** The newest first. */
const found = computed(() => {
  const { cloud, action, key, errors } = filter.value;
  const all = held.value ?? requests.value;
  return all
    .filter(
      (each) =>
        (cloud === "" || each.cloud === cloud) &&
        (action === "" || each.action === action) &&
        each.keyId.includes(key.trim()) &&
        (!errors || isError(each)),
    )
    .reverse();
});

const actions = computed(() =>
  uniqueOf(requests.value.map(({ action }) => action)),
);

/** How many have come since the list was held. */
const waiting = computed(() => {
  if (held.value === undefined) return 0;
  const last = held.value.at(-1)?.id ?? 0;
  return requests.value.filter(({ id }) => id > last).length;
});

function isError({ status, code }: Request): boolean {
  return status === "cut" || status >= 400 || code !== "";
}

function Status({ of }: { of: Request }) {
  return (
    <span class={isError(of) ? "bad" : "muted"}>
      {of.status} {of.code}
    </span>
  );
}

const COLUMNS: readonly Column<Request>[] = [
  {
    name: "Action",
    class: "name",
    cell: ({ action }) => action || "(not recognized)",
  },
  { name: "Status", class: "wide", cell: (each) => <Status of={each} /> },
  { name: "Key", class: "id minor", cell: ({ keyId }) => keyId },
  {
    name: "Cloud",
    class: "middle",
    cell: ({ cloud }) => <Cloud name={cloud} />,
  },
  { name: "Region", class: "minor", cell: ({ region }) => region },
  { name: "ms", class: "number minor", cell: ({ ms }) => ms.toFixed(1) },
  {
    name: "Time (UTC)",
    class: "time",
    cell: ({ time }) => time.slice(11, 23),
  },
];

export function Requests() {
  const { which } = route.value;
  useEffect(() => () => void (held.value = undefined), []);
  const isHeld = held.value !== undefined;
  return (
    <Panel title="Requests">
      <Filters
        label="Filter requests"
        of={filter}
        filters={[
          { name: "key", label: "Key", placeholder: "part of an id" },
          { name: "cloud", label: "Cloud", options: about.value.clouds },
          { name: "action", label: "Action", options: actions.value },
          { name: "errors", label: "Errors only" },
        ]}
      >
        <p class="count">
          <button
            aria-pressed={isHeld}
            onClick={() => (isHeld ? (held.value = undefined) : hold())}
          >
            {isHeld ? `Resume (${number(waiting.value)} new)` : "Pause"}
          </button>
          <button
            onClick={() =>
              void act("The requests are forgotten.", clearRequests)
            }
          >
            Clear
          </button>
        </p>
      </Filters>
      <div class="split">
        <List
          key={JSON.stringify(filter.value)}
          label="requests"
          rows={found.value}
          idOf={({ id }) => id}
          columns={COLUMNS}
          hrefOf={({ id }) => href("requests", String(id))}
          selected={Number(which)}
          onFocus={hold}
          empty={
            requests.value.length > 0
              ? "No request matches."
              : "No request has come yet. The last 1,000 are shown here as they come."
          }
        />
        {which !== "" && <RequestDetail key={which} id={Number(which)} />}
      </div>
    </Panel>
  );
}

async function clearRequests(): Promise<void> {
  await ask("DELETE", "requests");
  held.value = undefined;
}

/** Both sides of a request, which the emulator is asked for only now. */
function RequestDetail({ id }: { id: number }) {
  const [request, setRequest] = useState<LoggedRequest | null>();
  useEffect(() => {
    ask<LoggedRequest[]>("GET", `requests?id=${id}`).then(
      ([found]) => setRequest(found ?? null),
      () => setRequest(null),
    );
  }, []);
  return (
    <Detail
      title={request?.action || `Request ${id}`}
      closeHref={href("requests")}
    >
      {request === null && <p>It is none of the last 1,000 any more.</p>}
      {request && (
        <>
          <Facts
            of={[
              ["Status", <Status of={request} />],
              ["Time", `${request.time.slice(0, 23).replace("T", " ")} UTC`],
              ["Took", `${request.ms} ms`],
              ["Cloud", <Cloud name={request.cloud} />],
              ["Region", request.region],
              ["Key", request.keyId && <KeyLink of={request} />],
            ]}
          />
          <h3>Request</h3>
          <Json value={request.parameters} />
          <h3>Reply</h3>
          {request.status === "cut" ? (
            <p>None: a fault has cut the connection.</p>
          ) : (
            <Json value={request.reply} />
          )}
        </>
      )}
    </Detail>
  );
}

function KeyLink({ of: { cloud, keyId } }: { of: Request }) {
  const id = `${cloud}/${keyId}`;
  const isKnown = keys.value.has(id);
  return (
    <code>{isKnown ? <a href={href("keys", id)}>{keyId}</a> : keyId}</code>
  );
}
