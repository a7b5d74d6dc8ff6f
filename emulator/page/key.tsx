import { dateTime, duration, member, title } from "./format";
import { settings, type Key } from "./live";
import { Cloud, Facts, Mark } from "./parts";
import { showRequestsOf } from "./requests";
import { href } from "./route";
import type { LifeEvent } from "../core/lives";

/** The tag by which Pulumi's cmk provider knows which resource a key belongs to. */
const OWNER = /^pulumi-cmk(-.)?$/;

export function Tags({ of }: { of: Key["tags"] }) {
  return (
    <ul class="chips">
      {Object.entries(of).map(([name, value]) => {
        const isOwner = OWNER.test(name);
        return (
          <li
            key={name}
            class={isOwner ? "owner" : undefined}
            title={isOwner ? `Owned by a Pulumi resource: ${name}` : undefined}
          >
            {isOwner ? "owner" : name}
            <b>{value}</b>
          </li>
        );
      })}
    </ul>
  );
}

/** Shown in a place of their own. */
const SHOWN_APART = new Set([
  "cloud",
  "keyId",
  "keyState",
  "aliases",
  "tags",
  "life",
  "account",
  "region",
]);

export function KeyDetail({ of: key }: { of: Key }) {
  const more = Object.entries(key).filter(
    ([name, value]) =>
      !SHOWN_APART.has(name) && value !== 0 && JSON.stringify(value) !== "[]",
  );
  return (
    <>
      <Facts
        of={[
          ["State", <Mark is={key.keyState} />],
          ["Id", <code>{key.keyId}</code>],
          ["Aliases", key.aliases.join(", ")],
          ["Cloud", <Cloud name={key.cloud} />],
          ["Region", key.region],
          ["Account", key.account],
        ]}
      />
      <h3>Life</h3>
      <LifeLine of={key} />
      {Object.keys(key.tags).length > 0 && (
        <>
          <h3>Tags</h3>
          <Tags of={key.tags} />
        </>
      )}
      <h3>As its cloud tells it</h3>
      <Facts
        of={more.map(([name, value]) => [title(name), member(name, value)])}
      />
      <p>
        <a
          class="button"
          href={href("requests")}
          onClick={() => showRequestsOf(key.keyId)}
        >
          Requests of this key
        </a>
      </p>
    </>
  );
}

/** A key's life as a line to the scale of time, and in words below. */
function LifeLine({ of: { life } }: { of: Key }) {
  const now = Date.now() + settings.value.aheadSeconds * 1000;
  const events = [...life.events, ...life.due].sort(
    (one, other) => one.at - other.at,
  );
  const start = events[0]?.at ?? now;
  const end = Math.max(events.at(-1)?.at ?? now, now);
  const place = (at: number) =>
    `${end === start ? 0 : ((at - start) / (end - start)) * 100}%`;
  const isDue = (event: LifeEvent) => life.due.includes(event);
  const classOf = (event: LifeEvent) => (isDue(event) ? "due" : undefined);
  const isOver = events.at(-1)?.what === "destroyed" && life.due.length === 0;
  return (
    <div class="life">
      <div class="track" aria-hidden="true">
        <div class="past" style={{ width: place(isOver ? end : now) }} />
        {events.map((event, at) => (
          <span
            key={at}
            class={classOf(event)}
            style={{ left: place(event.at) }}
          >
            <Mark is={event.what}>{""}</Mark>
          </span>
        ))}
      </div>
      <ol>
        {events.map((event, at) => (
          <li key={at} class={classOf(event)}>
            <Mark is={event.what}>
              {isDue(event) ? `to be ${event.what}` : event.what}
              {event.times !== undefined && ` ${event.times} times`}
            </Mark>
            <span>
              <time dateTime={new Date(event.at).toISOString()}>
                {dateTime(event.at)} UTC
              </time>
              {isDue(event) && `, in ${duration((event.at - now) / 1000, 1)}`}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
