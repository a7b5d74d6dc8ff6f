import { createAccounts } from "./accounts";
import { CallCounts } from "./traffic/call-counts";
import { createClock } from "./clock";
import type { CloudModule, Services } from "./contract";
import type { ControlParts, Endpoints } from "./http/control";
import { Faults } from "./traffic/faults";
import { Gateway } from "./traffic/gateway";
import { LOG_FORMATS, RequestLog, type LogFormat } from "./traffic/request-log";
import { Limits } from "./traffic/limits";
import { EventStreams } from "./http/events";
import { LOOPBACK } from "./http/hosts";
import { openPort, type Port, type Timeouts } from "./http/server";
import { Lives } from "./lives";
import type { Emulator, StartOptions } from "./options";
import { openStateFile, type StateFile } from "./state/file";
import { MemoryStore } from "./state/store";
import { SwitchSettings, type SwitchTable } from "./switches";
import { seed, type SeedParts } from "./seed";
import { UserError } from "./user-error";

export interface EmulatorOptions extends StartOptions {
  clouds: readonly CloudModule[];
  /** For `GET /_emulator/health`. */
  version?: string;
  timeouts?: Timeouts;
  /** Takes a line for each request. */
  log?: (line: string) => void;
  logFormat?: LogFormat;
}

const LAST_PORT = 65_535;
/** How long a stop waits for requests that are running. */
const GRACE_MS = 500;

export async function startEmulator(
  options: EmulatorOptions,
): Promise<Emulator> {
  const table = mergeTables(options.clouds);
  const switches = new SwitchSettings(table, options.switches);
  const { state, log, logFormat = "text" } = options;
  const stateFile =
    state === undefined ? undefined : await openStateFile(state);
  const parts = createParts(options, switches, stateFile);
  const ports: Port[] = [];
  const events = new EventStreams(parts);
  const close = async () => {
    events.close();
    await Promise.all(ports.map((port) => port.close(GRACE_MS)));
    await parts.store
      .committed()
      .finally(() => stateFile?.close(parts.store.values()));
  };
  try {
    // What a state file already has is the seed's, and what became of it.
    const isNew = parts.store.values().next().done;
    if (options.seed !== undefined && isNew) seed(parts, options.seed);
    await parts.store.committed();
    const endpoints = await openPorts(options, parts, events, ports);
    const { requests } = parts;
    if (log !== undefined)
      requests.listen((line) => log(LOG_FORMATS[logFormat](line)));
    return { url: ports[0]!.url, endpoints, close };
  } catch (error) {
    await close();
    throw error;
  }
}

export function mergeTables(clouds: readonly CloudModule[]): SwitchTable {
  return Object.assign(
    {},
    ...clouds.map(({ switches }) => switches),
  ) as SwitchTable;
}

interface Parts extends Omit<ControlParts, "endpoints" | "urlFor">, SeedParts {
  store: MemoryStore;
  lives: Lives;
}

function createParts(
  options: EmulatorOptions,
  switches: SwitchSettings,
  stateFile: StateFile | undefined,
): Parts {
  const { clouds: modules, version = "" } = options;
  const store = new MemoryStore(stateFile?.stored, stateFile);
  const clock = createClock(store);
  const accounts = createAccounts(store, clock);
  const faults = new Faults();
  const limits = new Limits();
  const services: Services = {
    clock,
    store,
    accounts,
    switches,
    takeFault: (cloud, action, kind) => faults.take(cloud, action, kind),
    isWithinLimit: (request) => limits.allows(request),
  };
  const create = () => modules.map((module) => module.create(services));
  const clouds = create();
  return {
    clouds,
    renewClouds: () => clouds.splice(0, clouds.length, ...create()),
    lives: new Lives(store, clock, clouds),
    accounts,
    calls: new CallCounts(modules.map(({ name }) => name)),
    clock,
    faults,
    limits,
    portRegions: portRegions(options),
    requests: new RequestLog(),
    store,
    switches,
    version,
  };
}

/** By cloud, the regions with a port each, the first on the main port; none of a cloud whose requests name theirs. */
function portRegions({
  clouds,
  regions = {},
}: EmulatorOptions): SeedParts["portRegions"] {
  return Object.fromEntries(
    clouds.flatMap(({ name, defaultPortRegion }) => {
      if (defaultPortRegion === undefined) return [];
      const [first = defaultPortRegion, ...more] = new Set(regions[name]);
      return [[name, [first, ...more]]];
    }),
  );
}

/** The regions that one port serves, by cloud. */
type PortRegions = Record<string, string>;

/** The ports to open: the main one, and one for each further region. */
function portPlan(served: SeedParts["portRegions"]): PortRegions[] {
  const main: PortRegions = {};
  const others: PortRegions[] = [];
  for (const [name, [first, ...more]] of Object.entries(served)) {
    main[name] = first;
    others.push(...more.map((region) => ({ [name]: region })));
  }
  return [main, ...others];
}

/** Fills `ports`, so that those opened before a failure can be closed. Gives the clouds' endpoints. */
async function openPorts(
  options: EmulatorOptions,
  parts: Parts,
  events: EventStreams,
  ports: Port[],
): Promise<Endpoints> {
  const { clouds, port: first = 0, timeouts } = options;
  const { host: listen = LOOPBACK, allowHosts = [] } = options;
  const allowed = allowHosts.map((name) => name.toLowerCase());
  const gateway = new Gateway(parts);
  const endpoints: Endpoints = {};
  const control: ControlParts = {
    ...parts,
    endpoints: () => endpoints,
    urlFor: (url) => url,
  };
  const plan = portPlan(parts.portRegions);
  if (first + plan.length - 1 > LAST_PORT) {
    throw new UserError(
      `no ports are left above ${first} for ${plan.length} regions; choose a lower one with --port`,
    );
  }
  for (const [index, portRegions] of plan.entries()) {
    const port = await openPort({
      port: first === 0 ? 0 : first + index,
      hosts: { listen, allowed },
      portRegions,
      mainPort: index === 0,
      gateway,
      control,
      events,
      timeouts,
    });
    ports.push(port);
    for (const { name, defaultPortRegion } of clouds) {
      const region = portRegions[name];
      if (region !== undefined)
        endpoints[name] = {
          ...(endpoints[name] as object),
          [region]: port.url,
        };
      else if (defaultPortRegion === undefined) endpoints[name] ??= port.url;
    }
  }
  return endpoints;
}
