import {
  PartialFailure,
  type CallHost,
  type CreateReply,
} from "../resource/values/requests";
import { Run, Runs } from "./runs";
import {
  connected,
  echoProvider,
  EMPTY,
  Gate,
  served,
} from "../../tests/support/in-process";

test("Cancel answers at once, a running call finishes, and nothing new starts", async () => {
  const begun = new Gate<CallHost>();
  const client = await connected({
    create: (_, host) => {
      begun.open(host);
      return new Promise<CreateReply>((_resolve, reject) => {
        host.signal.addEventListener("abort", () => {
          reject(new PartialFailure("the-id", EMPTY, EMPTY, ["was stopped"]));
        });
      });
    },
  });
  const create = client.create({});
  await begun.passed;
  const [, ended] = await Promise.allSettled([
    client.cancel(),
    create,
    client.cancel(),
  ]);
  expect(ended).toMatchObject({ reason: { initFailed: { id: "the-id" } } });
  await expect(client.create({})).rejects.toMatchObject({ code: "CANCELLED" });
  await expect(client.read("i")).rejects.toMatchObject({ code: "CANCELLED" });
  await expect(client.list({})).rejects.toMatchObject({ code: "CANCELLED" });
  expect(await client.version()).toBe("1.2.3");
  await client.configure({});
});

test("engines that attach share nothing: neither settings nor Cancel", async () => {
  let made = 0;
  const connect = await served(() => {
    made += 1;
    const version = `1.0.${String(made)}`;
    return echoProvider({ version });
  });
  const first = connect();
  const second = connect();
  await first.handshake();
  await second.handshake();
  await second.cancel();
  expect(await first.version()).toBe("1.0.1");
  expect((await first.create({})).id).toBe("made");
  await expect(second.create({})).rejects.toMatchObject({ code: "CANCELLED" });

  await second.handshake();
  expect((await second.create({})).id).toBe("made");
  expect(await second.version()).toBe("1.0.3");
});

test("a Handshake after other calls begins its own run", async () => {
  const connect = await served();
  const first = connect();
  await first.handshake();
  const second = connect();
  await second.version();
  await second.handshake();
  await second.cancel();
  expect((await first.create({})).id).toBe("made");
});

test("a connection that makes no Handshake goes on with the run that there is", async () => {
  const close = jest.fn();
  let made = 0;
  const connect = await served(() => {
    made += 1;
    return echoProvider({ close });
  });
  const first = connect();
  await first.handshake();
  first.close();
  expect((await connect().create({})).id).toBe("made");
  expect(made).toBe(1);
  expect(close).not.toHaveBeenCalled();
});

test("a run that no connection can ask for any more is closed", async () => {
  const closed = new Gate();
  let made = 0;
  const connect = await served(() => {
    made += 1;
    return echoProvider(made === 1 ? { close: closed.open } : {});
  });
  const first = connect();
  await first.handshake();
  await connect().handshake();
  first.close();
  await closed.passed;
});

test("a call whose connection closes starts nothing more; other connections' calls continue", async () => {
  const runs = new Runs(() => new Run(echoProvider()));
  runs.begin("engine");
  const signals: AbortSignal[] = [];
  const end = new Gate();
  const calls = ["engine", "other", "engine"].map((peer) =>
    runs.during(peer, true, (_, signal) => {
      signals.push(signal);
      return end.passed;
    }),
  );
  runs.forget("engine");
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false, true]);
  end.open();
  await Promise.all(calls);
  await runs.during("new", true, (_, { aborted }) => {
    expect(aborted).toBe(false);
    return Promise.resolve();
  });
});
