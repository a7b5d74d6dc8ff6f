import { computed, signal } from "@preact/signals";
import { dateTime, number } from "./format";
import { Cloud, Detail, Filters, Mark, Panel, uniqueOf } from "./parts";
import { KeyDetail, Tags } from "./key";
import { about, keys, settings, type Key } from "./live";
import { List, type Column } from "./list";
import { href, route } from "./route";

const DESTROYED = "destroyed";

const filter = signal({ cloud: "", region: "", state: "", text: "" });

function createdAt({ life }: Key): number {
  return life.events[0]?.at ?? 0;
}

/** The newest first; destroyed ones, of which their clouds know nothing any more, behind all others. */
const all = computed(() => {
  const living = [...keys.value.values()];
  living.sort((one, other) => createdAt(other) - createdAt(one));
  const destroyed = settings.value.destroyed.map(
    ({ events, due, versions, ...key }): Key => ({
      ...key,
      keyState: DESTROYED,
      keyUsage: "",
      description: "",
      tags: {},
      rotationEnabled: false,
      life: { events, due, versions },
    }),
  );
  return [...living, ...destroyed.reverse()];
});

const regions = computed(() => uniqueOf(all.value.map(({ region }) => region)));
const states = computed(() =>
  uniqueOf(all.value.map(({ keyState }) => keyState)),
);

const found = computed(() => {
  const { cloud, region, state, text } = filter.value;
  const words = text.toLowerCase().split(/\s+/);
  return all.value.filter((key) => {
    if (cloud !== "" && key.cloud !== cloud) return false;
    if (region !== "" && key.region !== region) return false;
    if (state !== "" && key.keyState !== state) return false;
    if (text === "") return true;
    const told = textOf(key);
    return words.every((word) => told.includes(word));
  });
});

function textOf(key: Key): string {
  const tags = Object.entries(key.tags).flat();
  const texts = [key.keyId, key.description, key.account, key.keySpec];
  return [...texts, ...key.aliases, ...tags].join(" ").toLowerCase();
}

const COLUMNS: readonly Column<Key>[] = [
  {
    name: "Key",
    class: "name",
    cell: ({ aliases, keyId }) => aliases.join(", ") || keyId,
  },
  { name: "Id", class: "id minor", cell: ({ keyId }) => keyId },
  { name: "Cloud", cell: ({ cloud }) => <Cloud name={cloud} /> },
  { name: "Region", class: "middle", cell: ({ region }) => region },
  { name: "State", cell: ({ keyState }) => <Mark is={keyState} /> },
  { name: "Spec", class: "minor", cell: ({ keySpec }) => keySpec },
  { name: "Tags", class: "tags minor", cell: ({ tags }) => <Tags of={tags} /> },
  {
    name: "Versions",
    class: "number minor",
    cell: ({ life }) => life.versions,
  },
  {
    name: "Created (UTC)",
    class: "time middle",
    cell: (key) => dateTime(createdAt(key)).slice(0, -3),
  },
];

export function Keys() {
  const { which } = route.value;
  const key = which === "" ? undefined : byId(which);
  return (
    <Panel title="Keys">
      <Filters
        label="Filter keys"
        of={filter}
        filters={[
          {
            name: "text",
            label: "Search",
            placeholder: "id, alias, tag, spec, account",
          },
          { name: "cloud", label: "Cloud", options: about.value.clouds },
          { name: "region", label: "Region", options: regions.value },
          { name: "state", label: "State", options: states.value },
        ]}
      >
        <p class="count">
          {number(found.value.length)} of {number(all.value.length)}
        </p>
      </Filters>
      <div class="split">
        <List
          key={JSON.stringify(filter.value)}
          label="keys"
          rows={found.value}
          idOf={idOf}
          columns={COLUMNS}
          hrefOf={(each) => href("keys", idOf(each))}
          selected={which}
          empty={
            all.value.length > 0
              ? "No key matches."
              : "There is no key yet. Those that your code makes appear here at once."
          }
        />
        {which !== "" && (
          <Detail
            key={which}
            title={key ? key.aliases[0] || key.keyId : "No such key"}
            closeHref={href("keys")}
          >
            {key ? (
              <KeyDetail of={key} />
            ) : (
              <p>There is no {which} here, or no more.</p>
            )}
          </Detail>
        )}
      </div>
    </Panel>
  );
}

function idOf({ cloud, keyId }: Key): string {
  return `${cloud}/${keyId}`;
}

function byId(id: string): Key | undefined {
  return keys.value.get(id) ?? all.value.find((each) => idOf(each) === id);
}
