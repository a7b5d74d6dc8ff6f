import { simulate } from "./simulation";
import type { Outcome } from "./stack";
import type { Story } from "./story";
import type { World } from "./world";

/** Prints what happens in one story: `node -r ts-node/register/transpile-only tests/simulation/trace.ts STORY`. */
async function trace(story: Story): Promise<void> {
  const { outcomes, violations, world } = await simulate(story);
  for (const outcome of outcomes) print(outcome, world);
  console.log(violations.join("\n") || "No invariant is violated.");
}

function print({ run, ending, steps, errors }: Outcome, world: World): void {
  console.log(`${run.isPreview ? "preview" : "command"}: ${ending}`);
  for (const { op, urn, oldId, new: state, detailed } of steps) {
    const inputs = JSON.stringify(state?.inputs.values);
    const outputs = JSON.stringify(state?.outputs.values);
    console.log(`  ${op} ${nameOf(urn)} ${oldId ?? ""} ${state?.id ?? ""}`);
    if (state) console.log(`    inputs ${inputs}\n    outputs ${outputs}`);
    if (detailed) console.log(`    diff ${JSON.stringify(detailed)}`);
  }
  for (const { method, urn, id } of run.calls)
    console.log(`  call ${method} ${nameOf(urn)} ${id ?? ""}`);
  for (const { method, keyId, after, run: own } of world.effects)
    if (own === run)
      console.log(
        `  effect ${method} ${keyId}: ${after.state} ${after.aliases.join()}`,
      );
  for (const { severity, text } of run.messages)
    console.log(`  ${severity}: ${text}`);
  for (const error of errors) console.log(`  failed: ${String(error)}`);
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}

void trace(JSON.parse(process.argv[2] ?? "") as Story);
