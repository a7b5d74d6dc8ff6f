import { until } from "../../tests/support/until";
import { URN } from "../../tests/support/provider-client";
import { RequestError, type CallHost } from "../resource/values/requests";
import {
  connected,
  EMPTY,
  engine,
  served,
} from "../../tests/support/in-process";

test("log lines reach the engine before the reply does", async () => {
  const { address, lines } = await engine();
  const connect = await served({
    create: (_, host) => {
      host.log("warning", "this costs money");
      host.log("info", "waiting", "status");
      return Promise.resolve({ id: "i", outputs: EMPTY });
    },
  });
  const client = connect();
  await client.handshake(address);
  await client.create({});
  expect(lines).toContainEqual({
    severity: 2,
    message: "this costs money",
    urn: URN,
    streamid: 0,
    ephemeral: false,
  });
});

describe("a row that is done", () => {
  const STATUS = "waiting for the rate limit";
  type Line = Parameters<CallHost["log"]>;

  test.each<[string, Line[], string]>([
    ["a status", [["info", STATUS, "status"]], ""],
    [
      "several",
      [
        ["info", "searching", "status"],
        ["info", STATUS, "status"],
      ],
      "",
    ],
    [
      "a debug line after it",
      [
        ["info", STATUS, "status"],
        ["debug", "unseen"],
      ],
      "",
    ],
    [
      "a line that stays after it",
      [
        ["info", STATUS, "status"],
        ["info", "x"],
      ],
      "x",
    ],
    [
      "a line of the stack after it",
      [
        ["info", STATUS, "status"],
        ["info", "of the stack", "stack"],
      ],
      "",
    ],
    ["no status", [["warning", "x"]], "x"],
  ])("shows no status that is over: %s", async (_, sent, shown) => {
    for (const fails of [false, true]) {
      const { address, lines } = await engine();
      const connect = await served({
        create: async (_, host) => {
          for (const line of sent) {
            host.log(...line);
            // Lines that are sent at the same time may arrive in any order.
            await until(
              () =>
                lines.some(({ message }) => message === line[1]) || undefined,
            );
          }
          if (fails) throw new RequestError("FAILED_PRECONDITION", "refused");
          return { id: "i", outputs: EMPTY };
        },
      });
      const client = connect();
      await client.handshake(address);
      await client.create({}).catch(() => undefined);
      const rows = lines.filter(
        ({ message, urn }) => message !== "unseen" && urn !== "",
      );
      expect(rows.at(-1)?.message).toBe(shown);
      expect(rows.filter(({ message }) => message === "")).toHaveLength(
        shown === "" ? 1 : 0,
      );
    }
  });
});

test("an engine that attaches receives the lines from then on", async () => {
  const { address, lines } = await engine();
  const client = await connected({
    delete: (_, host) => {
      host.log("debug", "deleted");
      return Promise.resolve();
    },
  });
  await client.attach(address);
  await client.delete("i");
  expect(lines).toMatchObject([{ message: "deleted", severity: 0 }]);
});

test("an engine that does not listen, or none, fails no call", async () => {
  const connect = await served(
    {
      create: (_, host) => {
        host.log("error", "nobody hears");
        return Promise.resolve({ id: "i", outputs: EMPTY });
      },
    },
    "127.0.0.1:1",
  );
  const client = connect();
  expect((await client.create({})).id).toBe("i");
  await client.handshake("");
  expect((await client.create({})).id).toBe("i");
});
