import { strict as assert } from "node:assert";
import { classifyEnd, type EndFacts } from "../../../agent/core/end.ts";
import { kernelFault, killedForMemory } from "../../../agent/core/kernel.ts";
import type { ProcessEnd } from "../../../proto/event.ts";

const finished = (reason = "exit") => ({ kind: "finished", code: 0, reason, atMs: 1 }) as const;
const exited = (code: number) => ({ kind: "exited", code, reason: "exit", atMs: 1 }) as const;
const running = { kind: "running" } as const;
const unknown = { kind: "unknown" } as const;
const killed = { kind: "signaled", signal: "SIGKILL" } as const;
const crashed = { kind: "signaled", signal: "SIGSEGV" } as const;

describe("the end of a process", () => {
  const table: readonly (readonly [string, EndFacts, ProcessEnd])[] = [
    ["killed: the kernel saw it",
      { status: killed, recorded: running, outOfMemory: false },
      { kind: "signaled", signal: "SIGKILL", outOfMemory: false }],
    ["killed for memory",
      { status: killed, recorded: running, outOfMemory: true },
      { kind: "signaled", signal: "SIGKILL", outOfMemory: true }],
    ["a crash is no memory kill, though its neighbour was killed for memory",
      { status: crashed, recorded: running, outOfMemory: true },
      { kind: "signaled", signal: "SIGSEGV", outOfMemory: false }],
    ["a crash on the way out, after it said exit(0)",
      { status: crashed, recorded: finished(), outOfMemory: false },
      { kind: "signaled", signal: "SIGSEGV", outOfMemory: false }],
    ["announced, then killed by its launcher",
      { status: killed, recorded: finished("scale-down"), outOfMemory: false },
      { kind: "finished" }],
    ["a crash after MPI_Finalize, which announces nothing",
      { status: crashed, recorded: finished("MPI_Finalize"), outOfMemory: false },
      { kind: "signaled", signal: "SIGSEGV", outOfMemory: false }],
    ["a failure that MPI_Finalize came before",
      { status: { kind: "exited", code: 1 }, recorded: finished("MPI_Finalize"),
        outOfMemory: false },
      { kind: "exited", code: 1, reason: "exit code 1" }],
    ["nobody saw it, MPI_Finalize had come back",
      { status: unknown, recorded: finished("MPI_Finalize"), outOfMemory: false },
      { kind: "finished" }],
    ["exit code 0 by the kernel alone",
      { status: { kind: "exited", code: 0 }, recorded: running, outOfMemory: false },
      { kind: "finished" }],
    ["an exit code by the kernel, the reason by the hook",
      { status: { kind: "exited", code: 7 }, recorded: exited(7), outOfMemory: false },
      { kind: "exited", code: 7, reason: "exit" }],
    ["an exit code by the kernel alone",
      { status: { kind: "exited", code: 7 }, recorded: running, outOfMemory: false },
      { kind: "exited", code: 7, reason: "exit code 7" }],
    ["nobody saw it, the hook said finished",
      { status: unknown, recorded: finished(), outOfMemory: false }, { kind: "finished" }],
    ["nobody saw it, the hook said failed",
      { status: unknown, recorded: exited(3), outOfMemory: false },
      { kind: "exited", code: 3, reason: "exit" }],
    ["nobody saw it and memory ran out",
      { status: unknown, recorded: running, outOfMemory: true },
      { kind: "signaled", signal: "SIGKILL", outOfMemory: true }],
    ["nobody saw it and it left no word",
      { status: unknown, recorded: running, outOfMemory: false }, { kind: "gone" }],
  ];
  for (const [what, facts, end] of table) {
    it(what, () => assert.deepEqual(classifyEnd(facts), end));
  }
});

describe("a line of the kernel's log", () => {
  const table: readonly (readonly [string, string | undefined])[] = [
    ["NVRM: Xid (PCI:0000:65:00): 94, pid=1234, Contained ECC error", "xid 94"],
    ["Out of memory: Killed process 77 (python) total-vm:1kB", "oom"],
    ["Memory cgroup out of memory: Killed process 77 (python)", "oom"],
    ["mlx5_core 0000:01:00.0 ib0: Link is Down", "link-down ib0"],
    ["e1000e 0000:00:1f.6 eth0: NIC Link is Down", "link-down eth0"],
    ["e1000e 0000:00:1f.6 eth0: NIC Link is Up 1000 Mbps", undefined],
    ["INFO: task python:77 blocked for more than 120 seconds.", "hung-task python"],
    ["blk_update_request: I/O error, dev nvme0n1, sector 1", "disk nvme0n1"],
    ["systemd[1]: Started Session 1.", undefined],
    ["", undefined],
  ];
  for (const [line, fault] of table) {
    it(`${JSON.stringify(line.slice(0, 40))} is ${fault ?? "nothing"}`, () => {
      assert.equal(kernelFault(line)?.fault, fault);
    });
  }

  it("names who was killed for memory", () => {
    assert.equal(killedForMemory("Memory cgroup out of memory: Killed process 77 (x)"), 77);
    assert.equal(killedForMemory("Killed process 77"), undefined);
  });
});
