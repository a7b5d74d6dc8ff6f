import { start, stopAll, type Client } from "../../testing/client";

afterEach(stopAll);

const PUT_A = { body: { id: "a", text: "1" } };

test("a request that no cloud claims is answered with what the clouds' requests look like", async () => {
  const client = await start();
  const answer = await client.call("Put", { ...PUT_A, cloud: "other" });
  expect(answer.status).toBe(404);
  expect(answer.json).toMatch(
    "\nTest tencent needs the header x-cloud: tencent.\n",
  );
});

test("an exception in a cloud is answered in the cloud's form and reported on stderr", async () => {
  const stderr = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  const client = await start();
  const alibaba = await client.call("Explode");
  const tencent = await client.call("Explode", { cloud: "tencent" });
  const labels = stderr.mock.calls.join("");
  stderr.mockRestore();
  expect(alibaba).toMatchObject({ json: { code: "InternalFailure" } });
  expect(tencent).toMatchObject({ json: { code: "InternalError" } });
  expect(labels).toMatch("alibaba Explode: Error: no action Explode");
  expect(await client.text("a")).toBeUndefined();
});

test("calls are counted by cloud and action, those that a fault hits included, until they are deleted", async () => {
  const client = await start();
  await client.put("a", "1");
  await client.put("a", "2");
  await client.control("POST", "faults", { kind: "throttle" });
  await client.call("Greet", { cloud: "tencent" });
  const { json } = await client.control("GET", "calls");
  expect(json).toEqual({ alibaba: { Put: 2 }, tencent: { Greet: 1 } });
  const after = await client.control("DELETE", "calls");
  expect(after.json).toEqual({ alibaba: {}, tencent: {} });
});

test("made-up actions are counted together once there are many", async () => {
  const client = await start();
  await client.control("POST", "faults", { kind: "error" });
  for (let index = 0; index < 510; index++) await client.call(`No${index}`);
  const { json } = await client.control("GET", "calls");
  expect(json).toMatchObject({ alibaba: { No1: 1, "(others)": 10 } });
});

describe("a fault", () => {
  async function withFault(rule: object): Promise<Client> {
    const client = await start();
    const { status } = await client.control("POST", "faults", rule);
    expect(status).toBe(200);
    return client;
  }

  test("throttle gives the cloud's own reply and does nothing", async () => {
    const client = await withFault({ kind: "throttle", count: 1 });
    const answer = await client.put("a", "1");
    expect(answer.status).toBe(429);
    expect(answer.json).toEqual({ code: "alibaba is too busy" });
    expect(await client.text("a")).toBeUndefined();
  });

  test("error gives the code asked for, else the cloud's internal error", async () => {
    const client = await withFault({ kind: "error", code: "Odd", count: 1 });
    await client.control("POST", "faults", { kind: "error", count: 1 });
    expect((await client.put("a", "1")).json).toEqual({ code: "Odd" });
    const second = await client.put("a", "1");
    expect(second.json).toEqual({ code: "InternalFailure" });
    expect(await client.text("a")).toBeUndefined();
  });

  test("drop-before cuts the connection with nothing done", async () => {
    const client = await withFault({ kind: "drop-before", count: 1 });
    await expect(client.put("a", "1")).rejects.toThrow("fetch failed");
    expect(await client.text("a")).toBeUndefined();
  });

  test("drop-after cuts the connection with the effect done", async () => {
    const client = await withFault({ kind: "drop-after", count: 1 });
    await expect(client.put("a", "1")).rejects.toThrow("fetch failed");
    expect(await client.text("a")).toBe("1");
  });

  test("delay answers as normal, but late", async () => {
    const client = await withFault({ kind: "delay", ms: 300, action: "Put" });
    const order: string[] = [];
    const slow = client.put("a", "1").then(() => order.push("slow"));
    const quick = client.text("a").then(() => order.push("quick"));
    await Promise.all([slow, quick]);
    expect(order).toEqual(["quick", "slow"]);
    expect(await client.text("a")).toBe("1");
  });

  test("html-503 gives a proxy's page with nothing done", async () => {
    const client = await withFault({ kind: "html-503", count: 1 });
    const answer = await client.put("a", "1");
    expect(answer.status).toBe(503);
    expect(answer.headers.get("content-type")).toBe("text/html");
    expect(answer.json).toMatch("<html>");
    expect(await client.text("a")).toBeUndefined();
  });

  test("tag-failure is handed to the cloud, and hits nothing else", async () => {
    const rule = { kind: "tag-failure", code: "2", count: 1 };
    const client = await withFault(rule);
    const tag = () => client.call("Tag", { cloud: "tencent" });
    expect((await client.put("a", "1")).status).toBe(200);
    expect((await tag()).json).toEqual({ fault: rule });
    expect((await tag()).json).toEqual({});
  });

  test("hits only its cloud and action", async () => {
    const client = await withFault({
      kind: "throttle",
      cloud: "tencent",
      action: "Put",
    });
    expect((await client.put("a", "1")).status).toBe(200);
    const put = await client.call("Put", { ...PUT_A, cloud: "tencent" });
    expect(put.status).toBe(429);
    const greet = await client.call("Greet", { cloud: "tencent" });
    expect(greet.status).toBe(200);
  });

  test("hits count times and gives way to the next rule", async () => {
    const client = await withFault({ kind: "throttle", count: 2 });
    await client.control("POST", "faults", { kind: "error", count: 1 });
    const statuses: number[] = [];
    for (let index = 0; index < 4; index++) {
      statuses.push((await client.put("a", "1")).status);
    }
    expect(statuses).toEqual([429, 429, 400, 200]);
    expect((await client.control("GET", "faults")).json).toEqual([]);
  });

  test("ends when the faults are cleared", async () => {
    const client = await withFault({ kind: "throttle" });
    expect((await client.put("a", "1")).status).toBe(429);
    await client.control("DELETE", "faults");
    expect((await client.put("a", "1")).status).toBe(200);
  });

  test("with a probability hits the same requests whenever the seed is the same, and others with another", async () => {
    const hits = async (seed: number) => {
      const rule = { kind: "throttle", probability: 0.3, seed };
      const client = await withFault(rule);
      let text = "";
      for (let index = 0; index < 100; index++) {
        const { status } = await client.call("Greet");
        text += status === 429 ? "x" : ".";
      }
      return text;
    };
    const first = await hits(7);
    expect(await hits(7)).toBe(first);
    expect(await hits(8)).not.toBe(first);
    const share = first.replaceAll(".", "").length;
    expect(share).toBeGreaterThan(15);
    expect(share).toBeLessThan(45);
  });
});

describe("a limit", () => {
  /** How many of `count` requests at once were let through. */
  async function admitted(
    client: Client,
    count: number,
    options: Parameters<Client["call"]>[1] = {},
  ): Promise<number> {
    const calls = Array.from({ length: count }, () =>
      client.call("Greet", options),
    );
    const answers = await Promise.all(calls);
    return answers.filter(({ status }) => status === 200).length;
  }

  test("lets a burst of perSecond through and throttles the rest in the cloud's form", async () => {
    const client = await start();
    await client.control("POST", "limits", { perSecond: 0.001 });
    expect(await admitted(client, 5)).toBe(1);
    const refused = await client.call("Greet");
    expect(refused.json).toEqual({ code: "alibaba is too busy" });
  });

  test("is held by each action, region and account apart, and only for its cloud", async () => {
    const client = await start();
    const rule = { cloud: "tencent", perSecond: 0.001 };
    await client.control("POST", "limits", rule);
    const from = (region: string, account: string) => ({
      cloud: "tencent",
      headers: { "x-region": region, "x-account": account },
    });
    expect(await admitted(client, 3, from("guangzhou", "1"))).toBe(1);
    expect(await admitted(client, 3, from("guangzhou", "2"))).toBe(1);
    expect(await admitted(client, 3, from("singapore", "1"))).toBe(1);
    expect(await admitted(client, 3)).toBe(3);
    const tag = await client.call("Tag", from("guangzhou", "1"));
    expect(tag.status).toBe(200);
  });

  test("is replaced by a newer one and ends when the limits are cleared", async () => {
    const client = await start();
    const rule = { action: "Greet", perSecond: 0.001 };
    await client.control("POST", "limits", rule);
    await client.control("POST", "limits", { ...rule, perSecond: 1000 });
    expect(await admitted(client, 5)).toBe(5);
    const { json } = await client.control("GET", "limits");
    expect(json).toEqual([{ ...rule, perSecond: 1000 }]);
    await client.control("POST", "limits", rule);
    await client.control("DELETE", "limits");
    expect(await admitted(client, 5)).toBe(5);
  });

  test("fills again in real time", async () => {
    const client = await start();
    await client.control("POST", "limits", { perSecond: 20 });
    expect(await admitted(client, 100)).toBeLessThan(100);
    while ((await client.call("Greet")).status !== 200);
  });
});
