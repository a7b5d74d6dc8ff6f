import { isDeepStrictEqual } from "node:util";
import { parseEndpoint } from "../../clouds/common/http/network";
import { parseProxy } from "../../clouds/common/http/proxy";
import { contradictsEmulator, parseEmulator } from "../../clouds/emulator";
import { CLOUDS } from "../../clouds/registry";
import { factsOf } from "../../model/facts";
import { CheckFailures } from "../values/failures";
import { ignoredTags } from "../values/ignored-tags";
import {
  formatPath,
  holdsUnknown,
  isObject,
  isUnknown,
  parsePath,
  valueAt,
  type Bag,
  type Path,
  type Properties,
  type Value,
} from "../values/properties";
import {
  RequestError,
  type CallHost,
  type CheckConfigRequest,
  type CheckFailure,
  type CheckReply,
  type ConfigureRequest,
  type DiffReply,
  type DiffRequest,
} from "../values/requests";
import { regionRule } from "../values/regions";
import { config, EMULATOR_VARIABLE } from "../values/settings";
import type { Session } from "./session";
import { effective, emulatorOfEnvironment } from "./typed-settings";

const SETTING_NAMES = Object.keys(config.shape);

/** Collects all failures in the provider's configuration, and returns it unchanged with its secrets wrapped. */
export function checkConfig(request: CheckConfigRequest): CheckReply {
  const { values, secrets } = request.news;
  const secretSettings = SETTING_NAMES.filter(
    (name) => values[name] !== undefined && isSecret(name),
  ).map((name): Path => [name]);
  const inputs = { values, secrets: [...secrets, ...secretSettings] };
  return { inputs, failures: settingFailures(inputs) };
}

function isSecret(name: string): boolean {
  const property = config.shape[name as keyof typeof config.shape];
  return factsOf(property).secret ?? false;
}

function settingFailures({ values, secrets }: Bag): CheckFailure[] {
  const settings = effective(values);
  const failures = new CheckFailures(settings, secrets);
  const issues = config.safeParse(settings).error?.issues ?? [];
  const isNumber = ({ path }: { path: PropertyKey[] }) =>
    path.length > 1 && typeof valueAt(settings, path as Path) === "number";
  failures.addIssues(
    issues.filter((issue) => !isNumber(issue)),
    config,
  );
  for (const { path } of issues.filter(isNumber))
    failures.add(
      path as Path,
      "must be text; `pulumi config set --path … --type string` stores one",
    );
  for (const [path, text] of endpointsIn(settings)) {
    const host = isPerRegion(path)
      ? text.replaceAll("{region}", "region")
      : text;
    if (!parseEndpoint(host))
      failures.add(path, "must be a host, host:port, or a URL without a path");
  }
  const { httpProxy } = settings;
  if (typeof httpProxy === "string" && httpProxy && !parseProxy(httpProxy, ""))
    failures.add(
      ["httpProxy"],
      "must be a URL such as http://proxy.example.com:3128; in its user and password, % is %25, @ is %40, / is %2F, # is %23",
    );
  addEmulatorFailures(settings, failures, emulatorOfEnvironment(values));
  addHalves(settings, failures);
  for (const cloud of Object.values(CLOUDS)) {
    const region = settings[`${cloud.name}Region`];
    if (typeof region !== "string") continue;
    const path = [`${cloud.name}Region`];
    const isSecret = failures.isSecret(path);
    const rule = regionRule(cloud, region, settings, isSecret);
    if (rule !== undefined) failures.add(path, rule);
  }
  for (const [path, region] of regionsIn(settings))
    if (
      !Object.values(CLOUDS).some(({ rules }) =>
        rules.regionPattern.test(region),
      )
    )
      failures.add(
        path,
        `${path[0] === "additionalRegions" ? "must be" : "the name must be"} a region, such as ${Object.values(
          CLOUDS,
        )
          .map(({ rules }) => rules.regionExample)
          .join(" or ")}`,
      );
  addIgnoredTagFailures(settings, failures);
  return failures.all;
}

/** Beside an emulator, a setting that leads elsewhere is refused rather than ignored: one of the two is a mistake. */
function addEmulatorFailures(
  settings: Properties,
  failures: CheckFailures,
  ofEnvironment: string | undefined,
): void {
  const { emulator } = settings;
  if (typeof emulator !== "string") return;
  const named =
    ofEnvironment === undefined
      ? "emulator"
      : `the environment variable ${EMULATOR_VARIABLE}`;
  if (!parseEmulator(emulator))
    failures.add(
      ["emulator"],
      `${ofEnvironment === undefined ? "" : `${named} `}must be a URL such as http://127.0.0.1:4510`,
    );
  const rules = Object.values(CLOUDS).flatMap((cloud) =>
    Object.entries(cloud.settings),
  );
  const others = rules
    .filter(([, rule]) => contradictsEmulator(rule))
    .map(([name]) => name);
  for (const name of [...others, "httpProxy"])
    if (settings[name] !== undefined)
      failures.add(
        [name],
        `can't be configured together with ${named}, which replaces both clouds; remove one of them`,
      );
}

/** Half an access key is refused rather than passed over: the run would sign in as somebody else. */
function addHalves(settings: Properties, failures: CheckFailures): void {
  const isGiven = (name: string) => (settings[name] ?? "") !== "";
  for (const { settings: rules } of Object.values(CLOUDS))
    for (const [name, { pairedWith }] of Object.entries(rules))
      if (pairedWith !== undefined && isGiven(name) && !isGiven(pairedWith))
        failures.add(
          [name],
          `must be configured together with ${pairedWith}; configure both, or neither`,
        );
}

function addIgnoredTagFailures(
  { ignoreTags, defaultTags }: Properties,
  failures: CheckFailures,
): void {
  if (!isObject(ignoreTags)) return;
  for (const part of ["keys", "keyPrefixes"] as const) {
    const texts = ignoreTags[part];
    if (!Array.isArray(texts)) continue;
    for (const [index, text] of texts.entries())
      if (typeof text === "string" && text && coversOwnerTag(part, text))
        failures.add(
          ["ignoreTags", part, index],
          "would cover the tags by which this provider recognizes its keys",
        );
  }
  const isIgnored = ignoredTags({ ignoreTags });
  if (!isIgnored || !isObject(defaultTags)) return;
  for (const name of Object.keys(defaultTags).filter(isIgnored))
    failures.add(
      ["defaultTags", name],
      "ignoreTags leaves this tag to others; remove it from one of them",
    );
}

function coversOwnerTag(part: "keys" | "keyPrefixes", text: string): boolean {
  return Object.values(CLOUDS).some(
    ({ rules: { tags } }) =>
      text.startsWith(tags.providerPrefix) ||
      (part === "keyPrefixes" && tags.providerPrefix.startsWith(text)),
  );
}

/** Settings named `…Endpoint`, and the members of those named `…Endpoints`. */
function endpointsIn(settings: Properties): [path: Path, text: string][] {
  return Object.entries(settings).flatMap(([name, value]) => {
    const places: [Path, Value][] =
      name.endsWith("Endpoints") && isObject(value)
        ? Object.entries(value).map(([region, text]) => [[name, region], text])
        : name.endsWith("Endpoint")
          ? [[[name], value]]
          : [];
    return places.filter(
      (place): place is [Path, string] => typeof place[1] === "string",
    );
  });
}

/** Whether `{region}` stands for a region there. */
function isPerRegion([name]: Path): boolean {
  return Object.values(CLOUDS).some(
    ({ settings }) => settings[String(name)]?.perRegion,
  );
}

/** The items of additionalRegions, and the names in the maps of endpoints, which a slip would make useless unnoticed. */
function regionsIn(settings: Properties): [path: Path, region: string][] {
  const { additionalRegions } = settings;
  const additional = Array.isArray(additionalRegions) ? additionalRegions : [];
  return [
    ...additional.flatMap((region, index): [Path, string][] =>
      typeof region === "string"
        ? [[["additionalRegions", index], region]]
        : [],
    ),
    ...endpointsIn(settings).flatMap(([path]): [Path, string][] =>
      path.length > 1 ? [[path, String(path[1])]] : [],
    ),
  ];
}

/** Never asks for a replacement, because that would replace every key of the provider. */
export function diffConfig(request: DiffRequest): DiffReply {
  const olds = request.oldInputs.values;
  const news = request.news.values;
  const ignored = request.ignoreChanges.map((path) => parsePath(path)?.[0]);
  const detailed: DiffReply["detailed"] = {};
  for (const name of new Set([...Object.keys(olds), ...Object.keys(news)])) {
    if (ignored.includes(name)) continue;
    const [before, after] = [olds[name], news[name]];
    if (!holdsUnknown(after) && isDeepStrictEqual(before, after)) continue;
    detailed[formatPath([name])] = {
      kind:
        before === undefined
          ? "add"
          : after === undefined
            ? "delete"
            : "update",
      replace: false,
      inputDiff: true,
    };
  }
  return { detailed, stables: [] };
}

/** Stores the settings. Until a key needs it, no cloud is called and no credentials are searched. */
export function configure(
  request: ConfigureRequest,
  session: Session,
  host: Pick<CallHost, "log">,
): void {
  const failures = settingFailures(request.args);
  if (failures.length > 0)
    throw new RequestError(
      "INVALID_ARGUMENT",
      `the provider's settings are wrong: ${failures.map(({ reason }) => reason).join(" ")}`,
    );
  const settings = effective(request.args.values);
  const known = Object.fromEntries(
    Object.entries(settings).filter(([, value]) => !isUnknown(value)),
  );
  session.configure(request.providerId, {
    values: known,
    secrets: request.args.secrets,
  });
  const emulator = emulatorOfEnvironment(request.args.values);
  if (emulator !== undefined)
    host.log(
      "info",
      `${EMULATOR_VARIABLE} sends every request to the emulator at ${emulator}, and none to a real cloud.`,
    );
}
