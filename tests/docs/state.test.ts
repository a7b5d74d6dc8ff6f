import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Emulator } from "../support/emulator";
import { Stack } from "../support/engine";
import { Workplace } from "../support/workplace";
import { ObjectStore } from "./object-store";
import { CERTIFICATE } from "./object-store-tls";
import { blocksOf } from "./pages";

const BACKENDS = blocksOf(["docs/how-to/state-on-oss-or-cos.md"], "sh").flatMap(
  ({ code }) => /PULUMI_BACKEND_URL='(.*)'/.exec(code)?.[1] ?? [],
);

/** Elsewhere Go takes no certificates from the environment. */
const onLinux = process.platform === "linux" ? test : test.skip;

let emulator: Emulator;
let workplace: Workplace;
let store: ObjectStore;

beforeAll(async () => {
  emulator = await Emulator.start();
});
beforeEach(async () => {
  await emulator.reset();
  workplace = new Workplace();
});
afterEach(() => {
  store.stop();
  workplace.remove();
});
afterAll(() => emulator.stop());

async function stackOn(backend: string): Promise<Stack> {
  const { searchParams } = new URL(backend);
  store = new ObjectStore(new URL(searchParams.get("endpoint") ?? "").host);
  const proxy = await store.start();
  const certificate = join(workplace.folder, "certificate.pem");
  writeFileSync(certificate, CERTIFICATE);
  return Stack.create({
    program: {
      resources: { key: { type: "cmk:Cmk", properties: { cloud: "tencent" } } },
    },
    connection: emulator.connection(),
    workplace,
    project: "keys",
    env: {
      PULUMI_BACKEND_URL: backend,
      HTTPS_PROXY: proxy,
      SSL_CERT_FILE: certificate,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    },
  });
}

onLinux.each(BACKENDS)("a stack lives on %s", async (backend) => {
  const stack = await stackOn(backend);
  const { stderr } = await stack.up();
  expect(stderr).not.toMatch(/WARN/);
  const { host: bucket, searchParams } = new URL(backend);
  expect([...store.objects.keys()]).toContain(
    `${bucket}/.pulumi/stacks/keys/dev.json`,
  );
  expect([...store.regions]).toEqual([searchParams.get("region")]);
  await stack.up("--expect-no-changes");
  await stack.destroy();
});

onLinux("s3ForcePathStyle is refused, as the page says", async () => {
  const backend = `${BACKENDS[0] ?? ""}&s3ForcePathStyle=true`;
  await expect(stackOn(backend)).rejects.toThrow("SecondLevelDomainForbidden");
});

onLinux("uploads with checksums are refused, as the page says", async () => {
  const backend = (BACKENDS[0] ?? "").replaceAll(
    "when_required",
    "when_supported",
  );
  await expect(stackOn(backend)).rejects.toThrow("InvalidArgument");
});

test("the page has a URL for each cloud", () => {
  expect(BACKENDS).toHaveLength(2);
});
