import { createAccounts } from "./accounts";
import { CallCounts } from "./traffic/calls";
import { createClock } from "./clock";
import type { CreateCloudEmulator, Services } from "./contract";
import type { ControlParts, Endpoints } from "./http/control";
import { Faults } from "./traffic/faults";
import { Gateway } from "./traffic/gateway";
import { Limits } from "./traffic/limits";
import { openPort, type Port, type Timeouts } from "./http/server";
import { openStateFile, type StateFile } from "./state/file";
import { MemoryStore } from "./state/store";
import { SwitchSettings, type SwitchTable } from "./switches";
import { UserError } from "./user-error";

export interface CloudModule {
  create: CreateCloudEmulator;
  switches: SwitchTable;
}

export interface EmulatorOptions {
  clouds: readonly CloudModule[];
  /** Default 0, any free port. Further Alibaba regions get the ports that follow, or any free ones. */
  port?: number;
  /** Default `cn-hangzhou`. The first is served by the main port. */
  alibabaRegions?: readonly string[];
  /** Texts `NAME=VALUE`. */
  switches?: readonly string[];
  /** Default: nothing is kept. `program` is the script that answers to `--check-state`. */
  state?: { file: string; program: string };
  timeouts?: Timeouts;
}

export interface Emulator {
  /** Of the main port. */
  readonly url: string;
  close(): Promise<void>;
}

const LAST_PORT = 65_535;
const DEFAULT_REGION = "cn-hangzhou";
/** How long a stop waits for requests that are running. */
const GRACE_MS = 500;

export async function startEmulator(
  options: EmulatorOptions,
): Promise<Emulator> {
  const table = mergeTables(options.clouds);
  const switches = new SwitchSettings(table, options.switches);
  const { state } = options;
  const stateFile = state && openStateFile(state.file, state.program);
  const parts = createParts(options.clouds, switches, stateFile);
  const ports: Port[] = [];
  const close = async () => {
    await Promise.all(ports.map((port) => port.close(GRACE_MS)));
    await parts.store.committed();
    await stateFile?.close();
  };
  try {
    await openPorts(options, parts, ports);
  } catch (error) {
    await close();
    throw error;
  }
  return { url: ports[0]!.url, close };
}

export function mergeTables(clouds: readonly CloudModule[]): SwitchTable {
  return Object.assign(
    {},
    ...clouds.map(({ switches }) => switches),
  ) as SwitchTable;
}

type Parts = Omit<ControlParts, "endpoints">;

function createParts(
  modules: readonly CloudModule[],
  switches: SwitchSettings,
  stateFile: StateFile | undefined,
): Parts {
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
  return {
    clouds: modules.map(({ create }) => create(services)),
    accounts,
    calls: new CallCounts(),
    clock,
    faults,
    limits,
    store,
    switches,
  };
}

/** Fills `ports`, one for each region, so that those opened before a failure can be closed. */
async function openPorts(
  { port: first = 0, alibabaRegions, timeouts }: EmulatorOptions,
  parts: Parts,
  ports: Port[],
): Promise<void> {
  const gateway = new Gateway(parts);
  const endpoints: Endpoints = { alibaba: {}, tencent: "" };
  const control: ControlParts = { ...parts, endpoints: () => endpoints };
  const regions = [...new Set(alibabaRegions ?? [DEFAULT_REGION])];
  if (first + regions.length - 1 > LAST_PORT) {
    throw new UserError(
      `no ports are left above ${first} for ${regions.length} Alibaba regions; choose a lower one with --port`,
    );
  }
  for (const [index, alibabaRegion] of regions.entries()) {
    const port = await openPort({
      port: first === 0 ? 0 : first + index,
      alibabaRegion,
      mainPort: index === 0,
      gateway,
      control,
      timeouts,
    });
    ports.push(port);
    endpoints.alibaba[alibabaRegion] = port.url;
    if (index === 0) endpoints.tencent = port.url;
  }
}
