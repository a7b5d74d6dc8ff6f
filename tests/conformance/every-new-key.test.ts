import type { Properties } from "../../provider/resource/values/properties";
import { CLOUD_NAMES, PLACES, wrongIn } from "../support/new-key-requests";
import {
  combinations,
  ENTANGLED,
  SINGLE,
  SPEC_VALUES,
  USAGE_VALUES,
} from "../support/new-keys";
import { checked } from "../support/resource";

/**
 * Check and CreateKey agree on every new key, and on every replacement: all combinations of the inputs that depend on each
 * other. A part of them is a unit test, beside `create.ts`.
 */

/** What is wrong with a Check without old inputs, which depends on its inputs alone. */
const seen = new Map<string, string | undefined>();
function wrongAlone(inputs: Properties): string | undefined {
  const text = JSON.stringify(inputs);
  if (!seen.has(text)) seen.set(text, wrongIn(checked(inputs)));
  return seen.get(text);
}

test.each(CLOUD_NAMES)(
  "%s: every new key that Check accepts can be requested",
  (name) => {
    const wrong: unknown[] = [];
    let passed = 0;
    const singles = [...combinations(SINGLE)];
    let turn = 0;
    for (const place of PLACES[name])
      for (const entangled of combinations(ENTANGLED)) {
        turn = (turn + 7) % singles.length;
        const inputs = { ...place, ...entangled, ...singles[turn] };
        const reply = checked(inputs);
        if (reply.failures.length === 0) passed += 1;
        const found = wrongIn(reply);
        if (found !== undefined) wrong.push([inputs, found]);
      }
    expect(wrong).toEqual([]);
    expect(passed).toBeGreaterThan(50);
  },
);

test.each(CLOUD_NAMES)(
  "%s: every replacement that Check accepts can be made, in its first Check and in its second",
  (name) => {
    const wrong: unknown[] = [];
    const [place = {}] = PLACES[name];
    for (const spec of SPEC_VALUES)
      for (const usage of USAGE_VALUES) {
        const olds = {
          ...place,
          ...(spec && { spec }),
          ...(usage && { usage }),
        };
        if (checked(olds).failures.length > 0) continue;
        for (const news of combinations({
          spec: SPEC_VALUES,
          usage: USAGE_VALUES,
          origin: [undefined, "EXTERNAL"],
        })) {
          const first = checked({ ...place, ...news }, { olds });
          const found = wrongIn(first) ?? wrongAlone(first.inputs.values);
          if (found !== undefined) wrong.push([olds, news, found]);
        }
      }
    expect(wrong).toEqual([]);
  },
);
