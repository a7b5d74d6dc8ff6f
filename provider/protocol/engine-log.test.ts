import { URN } from "../../tests/support/provider-client";
import { connected, EMPTY, engine, served } from "./testing";

test("what is told to the user reaches the engine before the reply does", async () => {
  const { address, lines } = await engine();
  const connect = await served({
    create: (_, host) => {
      host.log("warning", "this costs money");
      host.log("info", "waiting", true);
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

test("an engine that attaches is told from then on", async () => {
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
