import { options, render, type JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Accounts } from "./accounts";
import { Clock, SmallClock } from "./clock";
import { notice } from "./control";
import { Faults } from "./faults";
import { number } from "./format";
import { Keys } from "./keys";
import { Limits } from "./limits";
import { about, connection, follow, keys, requests, settings } from "./live";
import { Mark } from "./parts";
import { Requests } from "./requests";
import { href, route } from "./route";
import { WholeState } from "./state";
import { Switches } from "./switches";

/** However much happens, it is shown at most once a frame. */
options.debounceRendering = requestAnimationFrame;

interface PanelOf {
  name: string;
  show: () => JSX.Element;
  count?: () => number;
}

const PANELS: Readonly<Record<string, PanelOf>> = {
  keys: { name: "Keys", show: Keys, count: () => keys.value.size },
  requests: {
    name: "Requests",
    show: Requests,
    count: () => requests.value.length,
  },
  faults: {
    name: "Faults",
    show: Faults,
    count: () => settings.value.faults.length,
  },
  limits: {
    name: "Limits",
    show: Limits,
    count: () => settings.value.limits.length,
  },
  clock: { name: "Clock", show: Clock },
  switches: { name: "Switches", show: Switches },
  accounts: { name: "Accounts", show: Accounts },
  state: { name: "State", show: WholeState },
};

const CONNECTIONS = {
  connecting: "connecting",
  live: "live",
  lost: "connection lost",
};

function App() {
  const { panel } = route.value;
  const known = Object.hasOwn(PANELS, panel) ? panel : "keys";
  const main = useRef<HTMLElement>(null);
  const { name, show: Shown } = PANELS[known]!;
  useEffect(() => {
    document.title = `${name} · kms-emulator`;
  }, [name]);
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to content
      </a>
      <header class="top">
        <a class="brand" href={href("keys")}>
          <img src="/_emulator/page/icon.svg" alt="" width="20" height="20" />
          kms-emulator <small>{about.value.version}</small>
        </a>
        <SmallClock />
        <p class="muted" role="status">
          <Mark is={connection.value}>{CONNECTIONS[connection.value]}</Mark>
        </p>
      </header>
      <nav class="panels" aria-label="Panels">
        <ul>
          {Object.entries(PANELS).map(([id, { name, count }]) => (
            <li key={id}>
              <a
                href={href(id)}
                aria-current={id === known ? "page" : undefined}
              >
                {name}
                <Count of={count} />
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main id="main" tabIndex={-1} ref={main}>
        {connection.value === "connecting" ? (
          <div class="empty">Loading …</div>
        ) : (
          <Shown key={known} />
        )}
      </main>
      <Notice />
    </>
  );
}

function Count({ of }: { of?: () => number }) {
  const count = of?.() ?? 0;
  return count === 0 ? null : <span class="badge">{number(count)}</span>;
}

/** Read out once, when the user has done something. */
function Notice() {
  const { text, isError } = notice.value ?? { text: "", isError: false };
  useEffect(() => {
    if (notice.value === undefined || isError) return;
    const timer = setTimeout(() => (notice.value = undefined), 5_000);
    return () => clearTimeout(timer);
  }, [notice.value]);
  return (
    <div class={isError ? "notice bad" : "notice"} role="status">
      {text}
      {text !== "" && (
        <button class="quiet" onClick={() => (notice.value = undefined)}>
          Dismiss
        </button>
      )}
    </div>
  );
}

follow();
render(<App />, document.body);
