import { simulate } from "./simulation";
import type { Fault } from "./run";
import type { Story } from "./story";

/** Stories that violated an invariant once, as small as the search has made them. */

async function holds(story: Story): Promise<void> {
  const { violations } = await simulate(story);
  expect(violations).toEqual([]);
}

const seed = 0;

describe("a preview tells what the update does", () => {
  test("of a key that could not be read since it was made", () =>
    holds({
      seed,
      happenings: [
        {
          do: "up",
          program: [
            {
              name: "a",
              inputs: { cloud: "tencent", alias: "bills", enabled: false },
            },
            { name: "c", inputs: { cloud: "tencent" } },
          ],
          faults: [{ call: 8, fails: "state", when: "before" }],
        },
        {
          do: "up",
          program: [
            { name: "a", inputs: { cloud: "tencent", alias: "bills" } },
          ],
        },
      ],
    }));

  test.each([
    {
      name: "deletionWindowInDays",
      cloud: "tencent",
      value: 7,
      alias: "orders",
    },
    { name: "alias", cloud: "alibaba", value: "orders", description: "one" },
    { name: "enabled", cloud: "tencent", value: false, alias: "orders" },
  ])("of $name, which an update that failed has left", async (given) => {
    const { name, cloud, value, ...others } = given;
    const program = (inputs: object) => [
      { name: "a", inputs: { cloud, ...inputs } },
    ];
    for (const call of [1, 2, 3, 4, 5])
      for (const when of ["before", "after"] as const)
        await holds({
          seed,
          happenings: [
            { do: "up", program: program({}) },
            {
              do: "up",
              program: program({ ...others, [name]: value }),
              faults: [{ call, fails: "unknownOutcome", when }],
            },
            { do: "up", program: program({}) },
          ],
        });
  });

  test("of a rotation that leaves the program while it is off", () =>
    holds({
      seed,
      happenings: [
        {
          do: "up",
          program: [
            {
              name: "a",
              inputs: { cloud: "alibaba", rotation: { enabled: false } },
            },
          ],
        },
        {
          do: "up",
          program: [
            { name: "a", inputs: { cloud: "alibaba", alias: "bills" } },
          ],
        },
      ],
    }));

  test("of a description that is gone from the key already", () =>
    holds({
      seed,
      happenings: [
        {
          do: "up",
          program: [
            {
              name: "a",
              inputs: {
                cloud: "alibaba",
                description: "two",
                deletionWindowInDays: 7,
              },
            },
          ],
        },
        {
          do: "up",
          program: [{ name: "a", inputs: { cloud: "alibaba" } }],
          faults: [{ await: 8, hits: "machine" }],
        },
      ],
    }));

  test("of the auto-name of a new key, where the old one's alias is ignored", () =>
    holds({
      seed,
      happenings: [
        {
          do: "up",
          program: [
            { name: "a", inputs: { cloud: "alibaba", alias: "bills" } },
          ],
        },
        {
          do: "up",
          program: [
            {
              name: "a",
              inputs: { cloud: "tencent" },
              options: { ignoreChanges: ["alias"] },
            },
          ],
        },
      ],
    }));

  // Refresh compares both keys, in any order, and a forced replacement none.
  test("of a forced replacement, while a former key waits for its deletion", () =>
    holds({
      seed,
      latency: 38,
      happenings: [
        {
          do: "up",
          program: [{ name: "a", inputs: { cloud: "alibaba" } }],
        },
        {
          do: "up",
          program: [
            {
              name: "a",
              inputs: { cloud: "alibaba", tags: { team: "x" } },
            },
            {
              name: "b",
              inputs: { cloud: "tencent", alias: "orders", spec: "RSA_2048" },
            },
          ],
        },
        {
          do: "up",
          program: [
            { name: "b", inputs: { cloud: "tencent", enabled: false } },
          ],
          replace: ["b"],
          faults: [{ call: 9, fails: "notFound", when: "before" }],
        },
        { do: "taint", name: "b" },
      ],
    }));
});

test("a key that reads don't see for a while stays in the state", async () => {
  for (const cloud of ["alibaba", "tencent"])
    for (const reads of [1, 2, 6])
      await holds({
        seed,
        happenings: [
          { do: "up", program: [{ name: "a", inputs: { cloud } }] },
          { do: "hide", key: 0, reads },
          { do: "refresh" },
        ],
      });
});

describe("nothing happens that no preview announced", () => {
  const program = [
    { name: "a", inputs: { cloud: "alibaba", alias: "orders" } },
  ];

  test("to a key that an interrupted run has left, when the move of its alias fails", () =>
    holds({
      seed,
      happenings: [
        { do: "up", program, faults: [{ await: 12, hits: "plugin" }] },
        {
          do: "up",
          program,
          faults: [{ call: 5, fails: "unknownOutcome", when: "after" }],
        },
      ],
    }));

  test("to the name of a key that is not deleted, when the answer to the freeing of its alias is lost", async () => {
    for (const cloud of ["alibaba", "tencent"])
      for (const call of [0, 1, 2, 3])
        await holds({
          seed,
          happenings: [
            {
              do: "up",
              program: [{ name: "a", inputs: { cloud, alias: "orders" } }],
            },
            {
              do: "destroy",
              faults: [{ call, fails: "unknownOutcome", when: "after" }],
            },
          ],
        });
  });

  test("to the name of a key whose alias was freed, when the answer to that is lost", () =>
    holds({
      seed,
      happenings: [
        {
          do: "up",
          program: [
            { name: "a", inputs: { cloud: "alibaba", alias: "orders" } },
            { name: "b", inputs: { cloud: "alibaba", alias: "bills" } },
            {
              name: "c",
              inputs: { cloud: "tencent", alias: "bills" },
              options: { deletedWith: "a" },
            },
          ],
        },
        {
          do: "up",
          program: [{ name: "c", inputs: { cloud: "alibaba" } }],
        },
        {
          do: "up",
          program: [
            { name: "b", inputs: { cloud: "alibaba", alias: "bills" } },
            { name: "c", inputs: { cloud: "tencent", alias: "bills" } },
          ],
          faults: [{ call: 11, fails: "unknownOutcome", when: "after" }],
        },
      ],
    }));
});

test("a key whose deletion an update cancels can be used, although the program leaves `enabled` to others", async () => {
  const options = { ignoreChanges: ["enabled"] };
  for (const cloud of ["alibaba", "tencent"])
    await holds({
      seed,
      happenings: [
        { do: "up", program: [{ name: "a", inputs: { cloud }, options }] },
        { do: "outsider", key: 0, does: "destroy" },
        {
          do: "up",
          program: [
            { name: "a", inputs: { cloud, description: "one" }, options },
          ],
        },
      ],
    });
});

test("two resources that stand for one key are deleted together", () =>
  holds({
    seed,
    latency: 39,
    happenings: [
      {
        do: "up",
        program: [
          {
            name: "c",
            inputs: { cloud: "tencent", rotation: { interval: "90d" } },
          },
        ],
      },
      {
        do: "up",
        program: [
          {
            name: "a",
            inputs: { cloud: "tencent", spec: "RSA_2048" },
            options: { import: "key:0" },
          },
        ],
      },
      {
        do: "up",
        program: [
          {
            name: "b",
            inputs: {
              cloud: "tencent",
              alias: "bills",
              rotation: { interval: "90d" },
            },
          },
        ],
      },
    ],
  }));

test("each preview tells of two resources that stand for one key", async () => {
  for (const cloud of ["alibaba", "tencent"] as const) {
    const program = ["a", "b"].map((name) => ({
      name,
      inputs: { cloud, alias: "bills" },
    }));
    await holds({
      seed,
      happenings: [
        { do: "foreignKey", cloud, alias: "bills" },
        { do: "import", name: "a", key: 0 },
        { do: "import", name: "b", key: 0 },
        { do: "up", program },
        { do: "up", program, refresh: true },
        { do: "up", program: program.slice(0, 1) },
      ],
    });
  }
});

test("an alias goes from one resource to another, both of which the same run changes", () => {
  const other = (alias: string) => ({
    name: "b",
    inputs: { cloud: "alibaba", alias },
  });
  const program = [{ name: "a", inputs: { cloud: "alibaba", alias: "bills" } }];
  return holds({
    seed,
    latency: 39,
    happenings: [
      {
        do: "up",
        program: [{ name: "a", inputs: { cloud: "alibaba" } }, other("bills")],
      },
      { do: "up", program },
      { do: "up", program: [...program, other("bills")] },
      {
        do: "up",
        program: [...program, other("orders")],
        faults: [{ await: 20, hits: "machine" }],
      },
    ],
  });
});

describe("an alias that one resource gives up and another one asks for", () => {
  test.each(["alibaba", "tencent"])(
    "goes to a new key from one that is replaced by force on %s, after a refresh",
    async (cloud) => {
      const { violations, outcomes } = await simulate({
        seed,
        happenings: [
          {
            do: "up",
            program: [{ name: "b", inputs: { cloud, alias: "bills" } }],
          },
          {
            do: "up",
            program: [
              { name: "a", inputs: { cloud, alias: "bills" } },
              { name: "b", inputs: { cloud } },
            ],
            replace: ["b"],
            refresh: true,
          },
        ],
      });
      expect(violations).toEqual([]);
      expect(new Set(outcomes.map(({ ending }) => ending))).toEqual(
        new Set(["succeeded"]),
      );
    },
  );

  const key = (name: string, inputs: object, options: object = {}) => ({
    name,
    options,
    inputs: { cloud: "alibaba", ...inputs },
  });
  const taker = key("b", { alias: "orders" });

  test.each([
    ["changes", [key("a", { alias: "bills" }), taker]],
    ["is replaced", [key("a", { alias: "bills", spec: "RSA_2048" }), taker]],
    [
      "depends on that one",
      [taker, key("a", { alias: "bills" }, { dependsOn: ["b"] })],
    ],
  ])(
    "goes where it can, else the preview says so: it %s",
    async (_, program) => {
      for (const cloud of ["alibaba", "tencent"])
        for (const latency of [0, 40])
          await holds({
            seed,
            latency,
            happenings: [
              {
                do: "up",
                program: on(cloud, [key("a", { alias: "orders" })]),
              },
              { do: "up", program: on(cloud, program) },
            ],
          });
    },
  );

  function on(cloud: string, program: ReturnType<typeof key>[]) {
    return program.map((one) => ({ ...one, inputs: { ...one.inputs, cloud } }));
  }
});

test("an alias that the new key could not get goes back to the key that gave it up", () =>
  holds({
    seed,
    happenings: [
      {
        do: "up",
        program: [{ name: "a", inputs: { cloud: "tencent", alias: "orders" } }],
      },
      {
        do: "up",
        program: [
          {
            name: "a",
            inputs: { cloud: "tencent", alias: "orders", spec: "RSA_2048" },
          },
        ],
        faults: [{ call: 6, fails: "denied", when: "before" }],
      },
    ],
  }));

test("an alias of a lost reply that the program has given up is removed, also after a refresh", () => {
  const key = (alias?: string) => [
    { name: "a", inputs: { cloud: "alibaba", ...(alias && { alias }) } },
  ];
  return holds({
    seed,
    happenings: [
      { do: "up", program: key() },
      {
        do: "up",
        program: key("bills"),
        faults: [{ call: 1, fails: "unknownOutcome", when: "after" }],
      },
      { do: "up", program: key(), refresh: true },
    ],
  });
});

test("an alias goes back, too, where the run ends before the new key's turn to get it comes", () => {
  const material = { $secret: Buffer.alloc(32, 2).toString("base64") };
  const key = (inputs: object = {}) => ({
    name: "b",
    inputs: { cloud: "tencent", alias: "orders", ...inputs },
  });
  return holds({
    seed,
    happenings: [
      {
        do: "up",
        program: [{ name: "a", inputs: { cloud: "alibaba" } }, key()],
      },
      {
        do: "up",
        program: [
          { name: "a", inputs: { cloud: "tencent" } },
          key({ origin: "EXTERNAL", keyMaterial: material }),
        ],
        faults: [{ call: 10, fails: "deadline", when: "before" }],
      },
    ],
  });
});

test("the guard that an update has set before it failed outlives a refresh", () => {
  const key = (inputs: object = {}) => [
    { name: "a", inputs: { cloud: "tencent", ...inputs } },
  ];
  return holds({
    seed,
    happenings: [
      { do: "up", program: key() },
      {
        do: "up",
        program: key({ alias: "orders", deletionPolicy: "PREVENT" }),
        faults: [{ call: 1, fails: "unavailable", when: "before" }],
      },
      { do: "taint", name: "a" },
    ],
  });
});

test("a key whose rotation was set before its creation failed shows it as on", () => {
  const key = {
    name: "a",
    inputs: { cloud: "tencent", rotation: { interval: "30d" } },
  };
  const other = { name: "b", inputs: { cloud: "alibaba", enabled: false } };
  return holds({
    seed,
    happenings: [
      {
        do: "up",
        program: [key, other],
        faults: [{ call: 7, fails: "unknownOutcome", when: "after" }],
      },
      { do: "up", program: [key] },
    ],
  });
});

test.each([
  { fails: "deadline", when: "before" },
  { fails: "unknownOutcome", when: "after" },
] as const)(
  "a key that is enabled for another step only does not stay enabled where that ends by $fails",
  async (fault) => {
    const key = (inputs: object, options?: object) => [
      { name: "a", inputs: { cloud: "alibaba", ...inputs }, options },
    ];
    for (const call of [1, 2, 3])
      await holds({
        seed,
        happenings: [
          { do: "up", program: key({ enabled: false }) },
          {
            do: "up",
            program: key(
              { rotation: { interval: "90d" } },
              { ignoreChanges: ["enabled"] },
            ),
            faults: [{ call, ...fault }],
          },
        ],
      });
  },
);

test("an alias of a lost reply is removed when the program goes back to the former one, also after a refresh", () => {
  const key = (alias: string) => [
    { name: "a", inputs: { cloud: "alibaba", alias } },
  ];
  return holds({
    seed,
    happenings: [
      { do: "up", program: key("bills") },
      {
        do: "up",
        program: key("orders"),
        faults: [{ call: 1, fails: "unknownOutcome", when: "after" }],
      },
      { do: "up", program: key("bills"), refresh: true },
    ],
  });
});

test("a rotation that was switched off by a lost reply, and is wanted again, is shown as to be set", () => {
  const key = (inputs: object) => [
    { name: "a", inputs: { cloud: "tencent", ...inputs } },
  ];
  const on = key({ rotation: { interval: "30d" } });
  return holds({
    seed,
    happenings: [
      { do: "up", program: on },
      {
        do: "up",
        program: key({}),
        faults: [{ call: 1, fails: "unknownOutcome", when: "after" }],
      },
      { do: "up", program: on },
    ],
  });
});

test("a key that a killed run has rotated is not rotated again after a refresh", () => {
  const key = (rotationTrigger: string) => ({
    name: "b",
    inputs: { cloud: "alibaba", dkmsInstanceId: "kst-1", rotationTrigger },
  });
  return holds({
    seed,
    happenings: [
      { do: "up", program: [key("1")] },
      { do: "wait", days: 15 },
      {
        do: "up",
        program: [{ name: "a", inputs: { cloud: "alibaba" } }, key("2")],
        faults: [{ await: 16, hits: "machine" }],
      },
    ],
  });
});

test("a key that was rotated by an update that failed later is not rotated again", async () => {
  const key = (inputs: object) => [
    {
      name: "a",
      inputs: { cloud: "alibaba", dkmsInstanceId: "kst-1", ...inputs },
    },
  ];
  const later = { rotationTrigger: "1", alias: "bills", tags: { team: "x" } };
  for (const call of [2, 3, 4, 5])
    await holds({
      seed,
      happenings: [
        { do: "up", program: key({ rotationTrigger: "2" }) },
        {
          do: "up",
          program: key(later),
          faults: [{ call, fails: "notFound", when: "before" }],
        },
      ],
    });
});

test.each([
  { ignored: "description", others: { does: "describe", text: "one" } },
  { ignored: "description", others: { does: "describe", text: "" } },
  { ignored: "enabled", others: { does: "disable" } },
  { ignored: "rotation", others: { does: "rotate" } },
] as const)(
  "an ignored $ignored that others have set to $others.text stays theirs through two updates",
  ({ ignored, others }) => {
    const key = (inputs: object) => [
      {
        name: "a",
        inputs: {
          cloud: "tencent",
          description: "two",
          rotation: { interval: "30d" },
          ...inputs,
        },
        options: { ignoreChanges: [ignored] },
      },
    ];
    return holds({
      seed,
      happenings: [
        { do: "up", program: key({}) },
        { do: "outsider", key: 0, ...others },
        { do: "up", program: key({ tags: { cost: "1" } }) },
        { do: "up", program: key({ alias: "bills" }) },
      ],
    });
  },
);

test("a new key does not take its alias from the key that its resource only read before", () =>
  holds({
    seed,
    happenings: [
      { do: "foreignKey", cloud: "tencent", alias: "orders" },
      {
        do: "up",
        program: [{ name: "a", inputs: { cloud: "tencent" }, get: "key:1" }],
      },
      { do: "refresh" },
      {
        do: "up",
        program: [{ name: "a", inputs: { cloud: "tencent", alias: "orders" } }],
        refresh: true,
      },
    ],
  }));

describe("an alias of a key that is pending deletion", () => {
  const up: Story["happenings"][number] = {
    do: "up",
    program: [{ name: "a", inputs: { cloud: "tencent", alias: "orders" } }],
  };
  const holdsWith = (fault: Fault) =>
    holds({
      seed,
      happenings: [
        up,
        { do: "forget", name: "a" },
        { do: "outsider", key: 0, does: "destroy" },
        { ...up, faults: [fault] },
      ],
    });

  test("moves with the key's deletion scheduled again, whatever Cancel comes between", async () => {
    for (let number = 0; number < 40; number += 1)
      await holdsWith({ await: number, hits: "cancel" });
  });

  test.each(["deadline", "denied", "unknownOutcome"] as const)(
    "moves with the key's deletion scheduled again, though the key can't be read: %s",
    (fails) => holdsWith({ call: "cancelDeletion", fails, when: "during" }),
  );
});
