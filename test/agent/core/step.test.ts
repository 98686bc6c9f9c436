import { strict as assert } from "node:assert";
import type { Effect, Input, MeasuredHealth } from "../../../agent/core/contract.ts";
import { defaultPolicy, type AgentPolicy } from "../../../agent/core/policy.ts";
import { initialState, type AgentState } from "../../../agent/core/state.ts";
import { step } from "../../../agent/core/step.ts";
import type { FencedCommand } from "../../../proto/command.ts";
import type { NodeName, ProcessId } from "../../../proto/ids.ts";
import { unknownSize, type Signature } from "../../../proto/signature.ts";
import { processIdOf, type FakeProcess } from "../../fixtures/hook-file.ts";
import { readingOf } from "../../fixtures/reading.ts";

const health: MeasuredHealth = {
  cpuFraction: 0, memoryFraction: 0, interfaceErrors: 0, interfaceDrops: 0, agentCpuSeconds: 0,
  agentRssBytes: 0, filesRejected: 0, devices: [],
};

interface Play {
  readonly state: AgentState;
  readonly tell: (input: Input, now?: number) => readonly Effect[];
  readonly window: (now: number, ...fakes: readonly FakeProcess[]) => readonly Effect[];
}

function play(change: Partial<AgentPolicy> = {}, isUp = true): Play {
  const policy = { ...defaultPolicy, ...change };
  const state = initialState("node-0" as NodeName, "s", policy.windowMs);
  const tell = (input: Input, now = 0): readonly Effect[] =>
    step(state, input, now, policy).effects;
  if (isUp) tell({ kind: "connection", isUp });
  return {
    state, tell,
    window: (now, ...fakes) => tell({
      kind: "readings", readings: fakes.map((fake) => readingOf(fake, now)), health,
    }, now),
  };
}

const of = <Kind extends Effect["kind"]>(
  effects: readonly Effect[], kind: Kind,
): readonly Extract<Effect, { kind: Kind }>[] =>
  effects.filter((each): each is Extract<Effect, { kind: Kind }> => each.kind === kind);

function signatureIn(effects: readonly Effect[]): Signature {
  const [found] = of(effects, "publish-signature");
  assert.ok(found !== undefined, "no signature");
  return found.signature;
}

const unknownEnd = (fake: FakeProcess): Input => ({
  kind: "ended", process: processIdOf(fake) as ProcessId, last: undefined, evidence: [],
  facts: { status: { kind: "unknown" }, recorded: { kind: "running" }, outOfMemory: false },
});

describe("the agent's core: who is heard", () => {
  const refused: readonly (readonly [string, FakeProcess, RegExp])[] = [
    ["claims another node", { node: "node-9" }, /of node node-9/],
    ["has a job name that is no name", { job: "../x" }, /job/],
  ];
  for (const [what, fake, reason] of refused) {
    it(`refuses a process that ${what}`, () => {
      const { window } = play();
      const effects = window(1000, fake);
      assert.match(of(effects, "reject")[0]?.reason ?? "", reason);
      assert.deepEqual(signatureIn(effects).processes, []);
    });
  }

  it("refuses a file that lies under another process's name", () => {
    const { tell } = play();
    const reading = { ...readingOf({}, 1000), process: "1-1" as ProcessId };
    const effects = tell({ kind: "readings", readings: [reading], health }, 1000);
    assert.match(of(effects, "reject")[0]?.reason ?? "", /holds the file of 4242-777/);
  });

  it("refuses more processes than it may watch", () => {
    const { window } = play({ processesMax: 1 });
    const effects = window(1000, { pid: 1 }, { pid: 2 });
    assert.match(of(effects, "reject")[0]?.reason ?? "", /^exhausted/);
    assert.equal(signatureIn(effects).processes.length, 1);
  });

  it("waits for a rank that nobody told it, and takes it from the largest communicator", () => {
    const { window } = play();
    assert.deepEqual(signatureIn(window(1000, { rank: -1, worldSize: -1 })).processes, []);
    const communicators = [{ rank: 0, size: 2 }, { rank: 5, size: 8 }];
    const [seen] = signatureIn(window(2000, { rank: -1, worldSize: -1, communicators })).processes;
    assert.deepEqual([seen?.rank, seen?.worldSize], [5, 8]);
  });

  it("takes no rank from communicators of unknown size, and reports them all the same", () => {
    const { window } = play();
    const communicators = [{ rank: 0, size: unknownSize }, { rank: 5, size: unknownSize }];
    const nameless = { rank: -1, worldSize: -1, communicators };
    assert.deepEqual(signatureIn(window(1000, nameless)).processes, []);
    const [seen] = signatureIn(window(2000, { rank: 3, worldSize: 8, communicators })).processes;
    assert.deepEqual(seen?.communicators.map((each) => [each.rank, each.size]),
      [[0, unknownSize], [5, unknownSize]]);
  });

  it("tells the start of a process once", () => {
    const { window } = play();
    assert.equal(of(window(1000, {}), "publish-event").length, 1);
    assert.equal(of(window(2000, {}), "publish-event").length, 0);
  });

  it("sends an empty report when there is nobody, for silence would be no report", () => {
    const { window } = play();
    assert.deepEqual(signatureIn(window(1000)).processes, []);
    assert.equal(signatureIn(window(2000)).window, 1);
  });
});

describe("the agent's core: the cadence", () => {
  const rhythm = (now: number, count: number): FakeProcess => ({
    openedMs: 0, communicators: [{
      started: count, completed: count, lastStartMs: now - 10,
      totals: [{
        function: "all-reduce", started: count, completed: count, bytes: 0, busyMs: count * 20,
      }],
    }],
  });
  const hung = (sinceMs: number, count: number): FakeProcess => ({
    openedMs: 0, communicators: [{
      started: count + 1, completed: count, lastStartMs: sinceMs,
      operations: [{ ordinal: count + 1, enqueueMs: sinceMs }],
      totals: [{
        function: "all-reduce", started: count + 1, completed: count, bytes: 0, busyMs: count * 20,
      }],
    }],
  });

  it("quickens when an operation is open for far longer than is typical, and rests after", () => {
    const { window, state } = play();
    for (let now = 1000; now <= 5000; now += 1000) window(now, rhythm(now, now / 100));
    assert.equal(state.everyMs, 1000);
    assert.deepEqual(of(window(6000, hung(5400, 55)), "read-every"),
      [{ kind: "read-every", everyMs: 100 }]);
    assert.deepEqual(of(window(6100, rhythm(6100, 60)), "read-every"),
      [{ kind: "read-every", everyMs: 1000 }]);
  });

  it("quickens less in a large job, in which every agent does, and never rests less", () => {
    const cadence = (worldSize: number): number => {
      const { window, state } = play();
      for (let now = 1000; now <= 5000; now += 1000) {
        window(now, { ...rhythm(now, now / 100), worldSize });
      }
      window(6000, { ...hung(5400, 55), worldSize });
      return state.everyMs;
    };
    assert.deepEqual([64, 3200, 16_384, 131_072].map(cadence), [100, 100, 512, 1000]);
  });

  it("quickens where a rank begins nothing any more, though none of its operations is open", () => {
    const { window, state } = play();
    for (let now = 1000; now <= 5000; now += 1000) window(now, rhythm(now, now / 100));
    const silent = rhythm(5000, 50);
    window(5300, silent);
    assert.equal(state.everyMs, 1000);
    window(6000, silent);
    assert.equal(state.everyMs, 100);
  });

  it("does not call slow operations late that always take so long", () => {
    const { window, state } = play();
    for (let now = 10_000; now <= 50_000; now += 10_000) {
      window(now, {
        openedMs: 0, communicators: [{
          started: now / 10_000, completed: now / 10_000 - 1, lastStartMs: now - 9000,
          operations: [{ ordinal: now / 10_000, enqueueMs: now - 9000 }],
          totals: [{
            function: "all-reduce", started: now / 10_000, completed: now / 10_000 - 1, bytes: 0,
            busyMs: (now / 10_000 - 1) * 9500,
          }],
        }],
      });
    }
    assert.equal(state.everyMs, 1000);
  });

  it("rests again when nothing moves for long, and quickens anew when something does", () => {
    const { window, state } = play({ fastWindowsMax: 3 });
    for (let now = 1000; now <= 3000; now += 1000) window(now, rhythm(now, now / 100));
    for (let now = 4000; now <= 4400; now += 100) window(now, hung(3100, 30));
    assert.equal(state.everyMs, 1000);
    window(6000, hung(5000, 31));
    assert.equal(state.everyMs, 100);
  });
});

describe("the agent's core: while NATS is away", () => {
  it("keeps the newest windows, counts the others, and sends what it kept", () => {
    const { window, tell } = play({ windowsHeldMax: 2 }, false);
    for (let now = 1000; now <= 5000; now += 1000) assert.deepEqual(window(now), []);
    const sent = of(tell({ kind: "connection", isUp: true }), "publish-signature");
    assert.deepEqual(sent.map((each) => each.signature.window), [3, 4]);
    assert.equal(signatureIn(window(6000)).health.windowsDropped, 3);
  });

  it("keeps events until JetStream has them, and sends those again that it refused", () => {
    const { window, tell, state } = play({}, false);
    window(1000, {});
    const [event] = of(tell({ kind: "connection", isUp: true }), "publish-event");
    assert.equal(event?.event.kind, "process-started");
    tell({ kind: "published", id: event.id, isStored: false });
    assert.deepEqual(of(window(2000, {}), "publish-event").map((each) => each.id), [event.id]);
    assert.deepEqual(of(window(3000, {}), "publish-event"), []);
    tell({ kind: "published", id: event.id, isStored: true });
    assert.equal(state.outbox.events.size, 0);
  });

  it("gives up faults of the kernel's log before it gives up the end of a process", () => {
    const { window, tell, state } = play({ eventsHeldMax: 2 }, false);
    tell({ kind: "kernel-line", line: "NVRM: Xid (PCI:0000:01:00): 79, GPU has fallen off" });
    window(1000, {});
    tell(unknownEnd({}));
    assert.deepEqual([...state.outbox.events.values()].map((each) => each.event.kind),
      ["process-started", "process-ended"]);
    assert.equal(state.outbox.eventsDropped, 1);
  });
});

describe("the agent's core: processes that ended while NATS is away", () => {
  const life = (pid: number): FakeProcess => ({ pid });

  it("take up no place of those that live, however often a job restarts", () => {
    const { window, tell, state } = play({ processesMax: 2 }, false);
    for (let pid = 1; pid <= 20; pid += 2) {
      const effects = window(pid * 1000, life(pid), life(pid + 1));
      assert.deepEqual(of(effects, "reject"), []);
      for (const each of [pid, pid + 1]) tell(unknownEnd(life(each)));
    }
    assert.equal(state.counts.processesRefused, 0);
    assert.equal(of(window(30_000, life(21), life(22), life(23)), "reject").length, 1);
  });

  it("keep so many files, the newest, and the others are counted and still told", () => {
    const { window, tell, state } = play({ endedMax: 2 }, false);
    const removed: string[] = [];
    for (let pid = 1; pid <= 5; pid += 1) {
      window(pid * 1000, life(pid));
      const effects = of(tell(unknownEnd(life(pid))), "remove-files");
      removed.push(...effects.map((each) => each.process));
    }
    assert.deepEqual(removed, [1, 2, 3].map((pid) => processIdOf(life(pid))));
    assert.equal(state.counts.endedForgotten, 3);
    const told = of(tell({ kind: "connection", isUp: true }), "publish-event");
    assert.equal(told.filter((each) => each.event.kind === "process-ended").length, 5);
  });

  it("are let go with their files when even their end found no room", () => {
    const { window, tell, state } = play({ eventsHeldMax: 2 }, false);
    window(1000, life(1));
    tell(unknownEnd(life(1)));
    assert.deepEqual(of(window(2000, life(2)), "remove-files"), []); // its start went
    assert.deepEqual(of(tell(unknownEnd(life(2))), "remove-files"),
      [{ kind: "remove-files", process: processIdOf(life(1)) }]);
    assert.deepEqual([...state.processes.keys()], [processIdOf(life(2))]);
  });
});

describe("the agent's core: an exception that is about to end a process", () => {
  const raised = (fake: FakeProcess): Input => ({
    kind: "raised", process: processIdOf(fake) as ProcessId,
    evidence: Array.from({ length: 20 }, (_, line) => `line ${line}`),
  });

  it("is told with its last lines, for a process that is known and lives", () => {
    const { window, tell } = play();
    assert.deepEqual(tell(raised({})), []);
    window(1000, {});
    const [event] = of(tell(raised({})), "publish-event");
    assert.ok(event?.event.kind === "process-raised");
    assert.deepEqual([event.event.rank, event.event.evidence.length], [0, 16]);
    assert.equal(event.event.evidence.at(-1), "line 19");
    assert.deepEqual(of(tell(raised({})), "publish-event"), [], "once");
    assert.equal(signatureIn(window(2000, {})).processes.length, 1, "and it is watched on");
    tell(unknownEnd({}));
    tell({ kind: "published", id: event.id, isStored: true });
    assert.deepEqual(tell(raised({})), [], "of one that has ended the end tells");
  });
});

describe("the agent's core: the end of a process", () => {
  it("is told once, and its files go only when JetStream has it", () => {
    const { window, tell } = play();
    window(1000, {});
    const effects = tell(unknownEnd({}), 1500);
    const [event] = of(effects, "publish-event");
    assert.equal(event?.event.kind, "process-ended");
    assert.deepEqual(of(effects, "remove-files"), []);
    assert.deepEqual(tell(unknownEnd({}), 1600), []);
    assert.deepEqual(tell({ kind: "published", id: event.id, isStored: true }),
      [{ kind: "remove-files", process: "4242-777" }]);
    assert.deepEqual(signatureIn(window(2000)).processes, []);
  });

  it("tells the start first of a process that lived between two windows", () => {
    const { tell } = play();
    const ended = { ...unknownEnd({}), last: readingOf({}, 1000) } as Input;
    assert.deepEqual(of(tell(ended, 1000), "publish-event").map((each) => each.event.kind),
      ["process-started", "process-ended"]);
  });

  it("says how long ago it was, when the process itself recorded it", () => {
    const { window, tell } = play();
    window(1000, {});
    const [event] = of(tell({
      ...unknownEnd({}), facts: {
        status: { kind: "unknown" }, outOfMemory: false,
        recorded: { kind: "exited", code: 1, reason: "exit", atMs: 1960 },
      },
    } as Input, 2000), "publish-event");
    assert.ok(event?.event.kind === "process-ended");
    assert.equal(event.event.noticedAfterMs, 40);
  });
});

describe("the agent's core: lines of the kernel's log", () => {
  it("become events when they name a fault, within a rate, and the rest is counted", () => {
    const { tell, state } = play({ kernelFaultsPerMinuteMax: 2 });
    assert.deepEqual(tell({ kind: "kernel-line", line: "usb 1-1: new device" }), []);
    const line = "NVRM: Xid (PCI:0000:01:00): 79, pid=1, GPU has fallen off the bus.\u001b[2J";
    const [event] = of(tell({ kind: "kernel-line", line }), "publish-event");
    assert.ok(event?.event.kind === "kernel-fault");
    assert.equal(event.event.fault, "xid 79");
    assert.ok(!event.event.line.includes("\u001b"));
    for (let count = 0; count < 5; count += 1) tell({ kind: "kernel-line", line });
    assert.equal(state.kernel.dropped, 4);
    assert.equal(of(tell({ kind: "kernel-line", line }, 61_000), "publish-event").length, 1);
  });
});

describe("the agent's core: commands", () => {
  const mask = (generation: number, term = 1): Input => ({
    kind: "command", reply: `r${generation}`, fenced: {
      fence: { scope: "job/train/hooks", generation, term },
      command: { kind: "set-mask", job: "train", mask: 0n },
    } as FencedCommand,
  });
  const answered = (effects: readonly Effect[]): readonly string[] =>
    of(effects, "reply").map((each) => `${each.reply} ${each.answer.kind}`);

  it("refuses what is older than the newest of its scope, by term and then by generation", () => {
    const { tell } = play();
    tell(mask(5, 2));
    assert.deepEqual(answered(tell(mask(4, 2))), ["r4 refused"]);
    assert.deepEqual(answered(tell(mask(9, 1))), ["r9 refused"]);
    assert.equal(of(tell(mask(1, 3)), "set-mask").length, 1);
  });

  const incident = (scope: number, generation: number, term: number): Input => ({
    kind: "command", reply: `s${scope}`, fenced: {
      fence: { scope: `incident/${scope}`, generation, term },
      command: { kind: "probe", id: "p", bytes: 1, timeoutMs: 1, targets: [] },
    } as FencedCommand,
  });

  it("refuses a new scope, counted, while all that it knows were used of late", () => {
    const { tell, state } = play({ scopesMax: 2, scopeKeptMs: 1000 });
    for (const scope of [1, 2]) tell(incident(scope, 1, 1), 100);
    const [refusal] = of(tell(incident(3, 1, 1), 1099), "reply");
    assert.match(refusal?.answer.kind === "refused" ? refusal.answer.reason : "", /^exhausted: 2/);
    assert.equal(state.counts.commandsRefused, 1);
    assert.equal(of(tell(incident(2, 2, 1), 1099), "probe").length, 1);
  });

  it("forgets the scope that was unused for longest, and the fence of no other", () => {
    const { tell } = play({ scopesMax: 2, scopeKeptMs: 1000 });
    tell(incident(1, 5, 1), 0);
    tell(incident(2, 5, 1), 900);
    assert.equal(of(tell(incident(3, 1, 1), 1000), "probe").length, 1);
    assert.deepEqual(answered(tell(incident(2, 4, 1), 1000)), ["s2 refused"]);
  });

  it("forgets the mask of the job that was told first when there are too many, counted", () => {
    const { tell, window, state } = play({ scopesMax: 1, scopeKeptMs: 0 });
    const maskOf = (job: string, term: number): Input => ({
      kind: "command", reply: job, fenced: {
        fence: { scope: `job/${job}/hooks`, generation: 1, term },
        command: { kind: "set-mask", job, mask: 0n },
      } as FencedCommand,
    });
    tell(maskOf("first", 1));
    tell(maskOf("second", 2));
    assert.equal(state.counts.masksForgotten, 1);
    const later = of(window(1000, { pid: 1, job: "first" }, { pid: 2, job: "second" }), "set-mask");
    assert.deepEqual(later.map((each) => each.processes), [["2-777"]]);
  });

  it("does a repeated command once, and answers every repetition", () => {
    const { tell } = play();
    const [work] = of(tell(mask(1)), "set-mask");
    assert.ok(work !== undefined);
    assert.deepEqual(tell(mask(1)), []);
    const done = { kind: "done", detail: "" } as const;
    assert.deepEqual(answered(tell({ kind: "carried-out", work: work.work, reply: done })),
      ["r1 done"]);
    assert.deepEqual(answered(tell(mask(1))), ["r1 done"]);
  });

  it("tries again what failed when the command comes again", () => {
    const { tell } = play();
    const [work] = of(tell(mask(1)), "set-mask");
    tell({ kind: "carried-out", work: work?.work ?? "", reply: { kind: "refused", reason: "" } });
    assert.equal(of(tell(mask(1)), "set-mask").length, 1);
  });

  it("takes no more work than its limit", () => {
    const { tell } = play({ commandsMax: 2 });
    for (const generation of [1, 2]) tell(mask(generation));
    assert.deepEqual(answered(tell(mask(3))), ["r3 refused"]);
  });

  it("tells the mask of a job to its processes, and to those that start later", () => {
    const { tell, window } = play();
    window(1000, { pid: 1 }, { pid: 2, job: "other" });
    assert.deepEqual(of(tell(mask(1)), "set-mask")[0]?.processes, ["1-777"]);
    const later = of(window(2000, { pid: 1 }, { pid: 3 }), "set-mask");
    assert.deepEqual(later.map((each) => [each.processes, each.mask]), [[["3-777"], 0n]]);
  });

  it("still answers a slow gather that is repeated after a newer command of its scope", () => {
    const { tell, window } = play();
    window(1000, {});
    const command = (reply: string, generation: number, more: object): readonly Effect[] => tell({
      kind: "command", reply, fenced: {
        fence: { scope: "incident/inc-1", generation, term: 1 }, command: more,
      } as unknown as FencedCommand,
    });
    const gather = (want: string): readonly Effect[] => command("slow", 1, {
      kind: "gather", incident: "inc-1", job: "train", rank: 0, process: "4242-777", want: [want],
    });
    const [work] = of(gather("stack"), "gather");
    assert.ok(work !== undefined);
    const probe = { kind: "probe", id: "p", bytes: 1, timeoutMs: 1, targets: [] };
    assert.equal(of(command("newer", 2, probe), "probe").length, 1);
    assert.deepEqual(gather("stack"), [], "under way: it waits, and is not refused");
    const reply = { kind: "evidence", items: [] } as const;
    assert.deepEqual(answered(tell({ kind: "carried-out", work: work.work, reply })),
      ["slow evidence"]);
    assert.deepEqual(answered(gather("stack")), ["slow evidence"], "the first answer was lost");
    assert.deepEqual(answered(gather("kernel-log")), ["slow refused"], "old, and never begun");
  });

  it("gathers from nobody under another's name", () => {
    const { tell, window } = play();
    window(1000, { rank: 2 });
    const gather = (rank: number): readonly Effect[] => tell({
      kind: "command", reply: "r", fenced: {
        fence: { scope: "incident/inc-1", generation: rank, term: 1 },
        command: {
          kind: "gather", incident: "inc-1", job: "train", rank, process: "4242-777",
          want: ["stack"],
        },
      } as unknown as FencedCommand,
    });
    assert.deepEqual(answered(gather(1)), ["r refused"]);
    assert.equal(of(gather(2), "gather")[0]?.isAlive, true);
    tell(unknownEnd({}));
    assert.equal(of(gather(3), "gather")[0]?.isAlive, false);
  });
});
