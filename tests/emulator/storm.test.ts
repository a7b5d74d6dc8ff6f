import { Agent } from "node:http";
import type { WireRequest } from "../../emulator/core/contract";
import type { CloudClient } from "./support/cloud";
import { exchange } from "./support/http";
import { open, untilClosed } from "./support/sockets";
import { Victims } from "./support/victims";

/** Too many clients, and clients that are too slow: all are served or let go, and the emulator stays small. */
const CONNECTIONS = 1_000;
/** Generous: what is held for a moment is some 130 MiB, and what a leak would hold has no end. */
const GROWTH_MIB = 300;

let victims: Victims;
let before: number;

beforeAll(async () => {
  victims = await Victims.start();
  before = victims.residentMib();
});

afterEach(() => victims.expectUnharmed());

afterAll(() => victims.stop());

function describeRequest(cloud: CloudClient): WireRequest {
  return cloud.signed("DescribeKey", { KeyId: victims.keyIds[cloud.name] });
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

test("a thousand clients at once are all served by both clouds", async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  for (const cloud of victims.clouds) {
    const requests = times(CONNECTIONS, () => describeRequest(cloud));
    const replies = await Promise.all(
      requests.map((request) => exchange(victims.url, request, agent)),
    );
    const served = replies.filter(({ text }) => text.includes("victim"));
    expect(served).toHaveLength(CONNECTIONS);
  }
  agent.destroy();
});

test("clients that never end their headers hold nobody up, and are let go", async () => {
  const sockets = await Promise.all(times(500, () => open(victims.url)));
  const replies = sockets.map((socket) => {
    socket.write("POST / HTTP/1.1\r\nHost: a\r\nX-TC-Action: Cre");
    return untilClosed(socket);
  });
  for (let calls = 0; calls < 50; calls++) await victims.describe();
  for (const reply of await Promise.all(replies))
    expect(reply).toMatch(/^HTTP\/1\.1 408 /);
});

test("clients that send their bodies by the byte hold nobody up", async () => {
  const sockets = await Promise.all(times(500, () => open(victims.url)));
  for (const socket of sockets)
    socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
  for (let calls = 0; calls < 50; calls++) {
    for (const socket of sockets) socket.write("x");
    await victims.describe();
  }
  for (const socket of sockets) socket.destroy();
});

test("a client that asks on and on and never reads is not answered into memory", async () => {
  const socket = await open(victims.url);
  socket.pause();
  const ask = "GET /_emulator/switches HTTP/1.1\r\nHost: a\r\n\r\n";
  socket.write(ask.repeat(200_000));
  for (let calls = 0; calls < 50; calls++) await victims.describe();
  // The emulator has stopped reading from it.
  expect(socket.writableLength).toBeGreaterThan(0);
  expect(victims.residentMib()).toBeLessThan(before + GROWTH_MIB);
  socket.destroy();
});

test("a connection of a thousand requests in a row answers each in its turn", async () => {
  const socket = await open(victims.url);
  const ask = "GET /_emulator/calls HTTP/1.1\r\nHost: a\r\n";
  const last = `${ask}Connection: close\r\n\r\n`;
  socket.write(`${ask}\r\n`.repeat(999) + last);
  const reply = await untilClosed(socket);
  expect(reply.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(1000);
});

test("after all that the process is not much larger than before", async () => {
  for (let calls = 0; calls < 500; calls++) await victims.describe();
  expect(victims.residentMib()).toBeLessThan(before + GROWTH_MIB);
});
