import { strict as assert } from "node:assert";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { FencedCommand } from "../../../proto/command.ts";
import type { AgentEvent } from "../../../proto/event.ts";
import type { IncidentId, JobName, NodeName, ProcessId, Rank } from "../../../proto/ids.ts";
import { watch } from "../../../proto/layout.ts";
import {
  listen, makeDirectory, startAgent, type Listener, type TestAgent,
} from "../../fixtures/agent.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { startLockedProcess, type LockedProcess } from "../../fixtures/fake-process.ts";
import { monotonicMs, type FakeProcess } from "../../fixtures/hook-file.ts";
import { startNatsServer, type NatsServer } from "../../fixtures/nats.ts";

type Ended = Extract<AgentEvent, { kind: "process-ended" }>;

describe("an agent on a real NATS server", function () {
  this.timeout(60_000);
  let nats: NatsServer;
  let listener: Listener;
  let directory: ReturnType<typeof makeDirectory>;
  let agent: TestAgent | undefined;
  const processes: LockedProcess[] = [];
  const listeners: Listener[] = [];

  async function hear(): Promise<Listener> {
    const heard = await listen(nats.url);
    listeners.push(heard);
    return heard;
  }

  beforeEach(async () => {
    nats = await startNatsServer();
    listener = await hear();
    directory = makeDirectory();
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((each) => each.kill()));
    await agent?.stop();
    agent = undefined;
    await Promise.all(listeners.splice(0).map((each) => each.close()));
    await nats.remove();
    directory.remove();
  });

  const start = async (overrides: Parameters<typeof startAgent>[2] = {}): Promise<TestAgent> => {
    agent = await startAgent(directory.path, nats.url, overrides);
    return agent;
  };
  const train = async (fake: FakeProcess = {}): Promise<LockedProcess> => {
    const started = await startLockedProcess(directory.path, fake);
    processes.push(started);
    return started;
  };
  const endOf = (process: LockedProcess): Promise<Ended> =>
    eventually("its end is told", () => listener.events.find((each): each is Ended =>
      each.kind === "process-ended" && each.process === process.name));

  it("tells its start, each process and its counters, and its own end", async () => {
    const now = monotonicMs();
    const process = await train({
      rank: 2, openedMs: now, communicators: [{
        id: 0xABn, totals: [
          { function: "all-reduce", started: 3, completed: 2, bytes: 2048, busyMs: 5 },
        ],
        operations: [{ ordinal: 3, enqueueMs: now }], started: 3, completed: 2,
      }],
    });
    const running = await start();
    const signature = await eventually("a signature", () =>
      listener.signatures.find((each) => (each.processes[0]?.runState ?? "?") !== "?"));
    const [seen] = signature.processes;
    assert.equal(seen?.process, process.name);
    assert.deepEqual([seen.rank, seen.worldSize, seen.job], [2, 4, "train"]);
    assert.equal(seen.communicators[0]?.commId, "00000000000000ab");
    assert.equal(seen.communicators[0]?.open[0]?.ordinal, 3);
    assert.match(seen.runState, /^[A-Z]$/);
    await running.stop();
    const kinds = listener.events.map((each) => each.kind);
    assert.deepEqual([...kinds].sort(), ["agent-started", "agent-stopped", "process-started"]);
    assert.equal(kinds.at(-1), "agent-stopped");
  });

  for (const nodeHelper of ["", "none"]) {
    const how = nodeHelper === "" ? "with its native helper" : "without its native helper";

    it(`names the signal that killed a process, ${how}, and removes its files`, async () => {
      const process = await train({ rank: 1 });
      await start({ nodeHelper });
      await eventually("it was seen", () => listener.events.find((each) =>
        each.kind === "process-started"));
      await process.kill("SIGKILL");
      const { end, rank } = await endOf(process);
      assert.equal(rank, 1);
      // Whoever is not the parent learns the signal only while the zombie is there to be read.
      if (nodeHelper === "") {
        assert.deepEqual(end, { kind: "signaled", signal: "SIGKILL", outOfMemory: false });
      } else assert.ok(end.kind === "signaled" || end.kind === "gone", end.kind);
      await eventually("its files are gone", () => !existsSync(process.file));
    });

    it(`tells a finished process from one that failed, ${how}`, async () => {
      const good = await train({ rank: 0 });
      const bad = await train({ rank: 1 });
      await start({ nodeHelper });
      await eventually("both were seen", () => listener.events.filter((each) =>
        each.kind === "process-started").length === 2);
      const atMs = monotonicMs();
      good.write({ rank: 0, end: { kind: "finished", code: 0, reason: "exit", atMs } });
      bad.write({ rank: 1, end: { kind: "exited", code: 3, reason: "exit", atMs } });
      await Promise.all([good.leave(0), bad.leave(3)]);
      assert.deepEqual((await endOf(good)).end, { kind: "finished" });
      assert.deepEqual((await endOf(bad)).end, { kind: "exited", code: 3, reason: "exit" });
    });
  }

  it("tells the end of a process that died while no agent ran", async () => {
    const process = await train();
    await process.kill();
    await start();
    assert.equal((await endOf(process)).end.kind, "gone");
    assert.ok(listener.events.some((each) => each.kind === "process-started"));
  });

  it("tells what happened while NATS was away, and counts the windows it gave up", async () => {
    const process = await train();
    await start();
    await eventually("it was seen", () => listener.signatures.length > 0);
    await nats.kill();
    await process.kill();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await nats.start();
    const again = await hear();
    const ended = await eventually("its end is told", () =>
      again.events.find((each) => each.kind === "process-ended"));
    assert.equal(ended.kind === "process-ended" && ended.process, process.name);
    const late = await eventually("signatures go on", () => again.signatures.at(-1));
    assert.ok(late.health.windowsDropped > 0, "windows were dropped and counted");
  });

  it("comes back to a server that refused it, with the token of the file as it is by then",
    async () => {
      const guarded = await startNatsServer({ token: "old" });
      const tokenFile = path.join(directory.path, "token");
      writeFileSync(tokenFile, "old\n");
      try {
        const running = await startAgent(directory.path, guarded.url, {
          "nats.tokenFile": tokenFile, "http.listen": "127.0.0.1:0",
        });
        agent = running;
        await guarded.kill();
        await guarded.start("new");
        await eventually("it is refused, time and again", async () => {
          const refused = running.log.filter((line) => /AUTHORIZATION_VIOLATION/.test(line));
          return refused.length > 1 && (await fetch(`${running.ready.url}/readyz`)).status === 503;
        });
        writeFileSync(tokenFile, "new\n");
        const heard = await listen(guarded.url, "new");
        listeners.push(heard);
        await eventually("its node is heard of", () => heard.signatures.at(-1));
        await running.stop();
      } finally {
        await guarded.remove();
      }
    });

  it("tells less to a server that takes only small messages, and says so",
    async () => {
      const small = await startNatsServer({ maxPayloadBytes: 2_048 });
      try {
        const heard = await listen(small.url);
        listeners.push(heard);
        const process = await train({ communicators: Array.from({ length: 64 }, (_, index) =>
          ({ id: BigInt(1 + index), name: `group ${index}, of one name each` })) });
        agent = await startAgent(directory.path, small.url);
        await eventually("it is said", () =>
          agent?.log.some((line) => line.includes("a signature is too large")));
        const heardOf = await eventually("the node is not dark", () => heard.signatures.at(-1));
        assert.ok((heardOf.processes[0]?.dropped ?? 0) > 0, "and what is left out is counted");
        await process.kill();
        await eventually("the end was told all the same", () =>
          heard.events.find((each) => each.kind === "process-ended"));
        await agent.stop();
      } finally {
        await small.remove();
      }
    });

  it("looks ten times as often while an operation is overdue", async () => {
    const now = monotonicMs();
    await train({ openedMs: now, communicators: [{
      operations: [{ ordinal: 1, enqueueMs: now - 5000 }],
    }] });
    await start({ windowMs: 1000, fastWindowMs: 100 });
    await eventually("fast windows", () =>
      listener.signatures.filter((each) => each.windowMs < 500).length > 5);
  });

  const fence = { scope: "job/train/hooks", generation: 2, term: 5 };
  const setMask: FencedCommand = {
    fence, command: { kind: "set-mask", job: "train" as JobName, mask: 0n },
  };

  it("writes the mask into the control file of each process of the job", async () => {
    const process = await train();
    const other = await train({ job: "other" });
    await start();
    await eventually("both were seen", () =>
      listener.signatures.some((each) => each.processes.length === 2));
    assert.deepEqual(await listener.command("node-0", setMask),
      { kind: "done", detail: "1 process told" });
    assert.deepEqual(controlOf(process), { generation: 1n, mask: 0n });
    assert.deepEqual(controlOf(other), { generation: 0n, mask: watch.default });
  });

  it("refuses a command of an older term, and an unreadable one changes nothing", async () => {
    const process = await train();
    await start();
    await eventually("it was seen", () => listener.signatures.length > 0);
    await listener.command("node-0", setMask);
    const older = { ...setMask, fence: { ...fence, term: 4, generation: 9 } };
    const answer = await listener.command("node-0", older);
    assert.equal(answer.kind, "refused");
    assert.match(answer.kind === "refused" ? answer.reason : "", /^stale: /);
    listener.connection.publish("c4.v1.cmd.node-0", Buffer.from("nonsense"), { reply: "x" });
    await listener.connection.flush();
    assert.equal(controlOf(process).generation, 1n);
  });

  it("gathers where a process stands, and its kernel's view", async () => {
    const process = await train({ rank: 3 });
    await start();
    await eventually("it was seen", () =>
      listener.signatures.some((each) => each.processes.length === 1));
    const answer = await listener.command("node-0", {
      fence: { scope: "incident/inc-1", generation: 1, term: 1 },
      command: {
        kind: "gather", incident: "inc-1" as IncidentId, job: "train" as JobName, rank: 3 as Rank,
        process: process.name as ProcessId, want: ["stack"],
      },
    });
    assert.equal(answer.kind, "evidence");
    const text = answer.kind === "evidence" ? answer.items[0]?.text ?? "" : "";
    assert.match(text, /State: [SR]/); // it has said that it will sleep, and may not have yet
  });

  it("measures the way to another agent", async () => {
    const running = await start();
    const answer = await listener.command("node-0", {
      fence: { scope: "incident/inc-1", generation: 1, term: 1 },
      command: {
        kind: "probe", id: "p", bytes: 1_000_000, timeoutMs: 5000, targets: [
          { node: "node-0" as NodeName, address: running.ready.probeAddress },
        ],
      },
    });
    assert.equal(answer.kind, "probed");
    const [result] = answer.kind === "probed" ? answer.results : [];
    assert.equal(result?.kind, "measured");
    assert.ok(result.bytesPerSecond > 0); // how many is the machine's business
  });

  it("carries a word of the launcher to JetStream and says when it is there", async () => {
    const running = await start();
    const published = await running.ready.publish({
      kind: "job-notice", node: running.ready.node, job: "train" as JobName, notice: "ended",
      exitCode: 0, detail: "",
    });
    assert.ok(published.ok);
    await eventually("it arrives", () =>
      listener.events.some((each) => each.kind === "job-notice"));
  });

  it("serves health, readiness and metrics", async () => {
    const running = await start({ "http.listen": "127.0.0.1:0" });
    for (const page of ["healthz", "readyz"]) {
      await eventually(page, async () => (await fetch(`${running.ready.url}/${page}`)).ok);
    }
    const metrics = await (await fetch(`${running.ready.url}/metrics`)).text();
    assert.match(metrics, /^c4_agent_nats_up\{node="node-0"\} 1$/m);
    assert.equal((await fetch(`${running.ready.url}/other`)).status, 404);
    assert.equal((await fetch(running.ready.url, { method: "POST" })).status, 405);
  });
});

function controlOf(process: LockedProcess): { readonly generation: bigint; readonly mask: bigint } {
  const file = process.file.replace(`${path.sep}proc${path.sep}`, `${path.sep}ctl${path.sep}`)
    .replace(/\.mon$/, ".ctl");
  const bytes = readFileSync(file);
  return { generation: bytes.readBigUInt64LE(16), mask: bytes.readBigUInt64LE(24) };
}
