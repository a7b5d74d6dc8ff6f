import fc from "fast-check";
import { PARAMETER_NAMES, type KeyParameters } from "../model/inputs";
import {
  isWriteOnly,
  refusalsIn,
  requestFields,
  reportedParameters,
  type ParameterTable,
} from "./parameters";
import { CLOUDS } from "./registry";

const TABLE: ParameterTable = {
  protectionLevel: { request: "Level", reply: "LevelNow" },
  dkmsInstanceId: { request: "Instance", reply: "InstanceNow" },
  keyStorageMechanism: { request: "Mechanism", writeOnly: true },
  hsmClusterId: { refused: "it has none; rent one elsewhere instead." },
};

test("a request holds what is asked for under the cloud's names, and nothing that the cloud refuses", () => {
  const requested = {
    protectionLevel: "HSM",
    hsmClusterId: "cls-hsm-1",
  } as const;
  expect(requestFields<Record<string, string>>(TABLE, requested)).toEqual({
    Level: "HSM",
    Instance: undefined,
    Mechanism: undefined,
  });
  const mechanism = { keyStorageMechanism: "HsmInternal" } as const;
  expect(
    requestFields<Record<string, string>>(TABLE, mechanism),
  ).toHaveProperty("Mechanism", "HsmInternal");
});

test("of a reply, what the model knows is read; empty text and null are none, and an unknown value is kept apart", () => {
  const expected = (reply: Record<string, unknown>): KeyParameters =>
    reportedParameters(TABLE, reply);
  expect(expected({ LevelNow: "HSM", InstanceNow: "kst-1", More: 1 })).toEqual({
    protectionLevel: "HSM",
    dkmsInstanceId: "kst-1",
  });
  for (const none of ["", null, undefined])
    expect(expected({ LevelNow: none })).toEqual({});
  for (const odd of [7, "QUANTUM", {}])
    expect(expected({ LevelNow: odd })).toEqual({
      unknownParameters: {
        protectionLevel: { field: "LevelNow", value: JSON.stringify(odd) },
      },
    });
});

test.each(Object.values(CLOUDS))(
  "$name tells each parameter of a key as it was asked for",
  ({ rules: { parameters } }) => {
    const asked = fc.record({
      protectionLevel: fc.constantFrom("SOFTWARE", "HSM", undefined),
      dkmsInstanceId: fc.constantFrom("kst-1", undefined),
      keyStorageMechanism: fc.constantFrom("HsmInternal", undefined),
      hsmClusterId: fc.constantFrom("cls-hsm-1", undefined),
    });
    fc.assert(
      fc.property(asked, (parts) => {
        const fields = requestFields<Record<string, unknown>>(
          parameters,
          parts,
        );
        const reply = Object.fromEntries(
          Object.values(parameters).flatMap((rule) =>
            "reply" in rule ? [[rule.reply, fields[rule.request]]] : [],
          ),
        );
        const refused = Object.keys(refusalsIn(parameters));
        const expected = Object.fromEntries(
          PARAMETER_NAMES.filter(
            (name) => !refused.includes(name) && !isWriteOnly(parameters, name),
          ).map((name) => [name, parts[name]]),
        );
        expect(reportedParameters(parameters, reply)).toEqual(expected);
      }),
    );
  },
);
