// Why a process ended, as far as its end tells, and whether its end is a root or a consequence.
//
//   cause      from                                                        wakes someone
//   hardware   Xid or uncorrectable ECC near it in time, CUDA saying so    yes
//   platform   SIGTERM, SIGHUP from outside; the node out of memory        no; node memory: yes
//   user       an exception, an exit code, its own cgroup out of memory    no: the owner sees it
//   user       a lost connection to who knows whom, and no other end       no: the owner sees it
//   unknown    a peer lost in a collective, and no other end               yes
//   unknown    SIGKILL, SIGSEGV, SIGABRT, SIGBUS, gone                     yes
//
// A limit of the job's own cgroup is the job's request, so exceeding it is the user's; a node that
// runs out of memory kills whom it likes, so that is the platform's. SIGSEGV may be a bug or a bad
// card, SIGKILL may be anybody: unknown is the truth. SIGINT is a person at the keyboard: no fault.
//
// One death makes others: survivors lose a connection and raise, launchers terminate the rest.
// `consequence` ends are recognised by what they say (a peer's connection), `requested` ones by
// their signal, and neither is the root while any other end is known.

import type { ProcessEnd } from "../../../proto/event.ts";
import type { Cause } from "../../../proto/verdict.ts";
import type { KernelFault } from "./state.ts";

export type EndRole = "none" | "root" | "consequence" | "requested";

export interface EndCause {
  readonly role: EndRole;
  readonly cause: Cause;
  readonly needsHuman: boolean;
  /** Ended by SIGABRT: a program's own doing, at times after it had finished. */
  readonly isAbort: boolean;
  /** "exited with code 1 (RuntimeError: …)" */
  readonly text: string;
}

const quiet = { role: "none", cause: "user", needsHuman: false, isAbort: false } as const;
const alarming = { role: "root", cause: "unknown", needsHuman: true, isAbort: false } as const;

/** 128 + signal, as shells and containers report it. */
const signalBase = 128;
const signalNames: ReadonlyMap<number, string> = new Map([
  [1, "SIGHUP"], [2, "SIGINT"], [3, "SIGQUIT"], [6, "SIGABRT"], [7, "SIGBUS"], [9, "SIGKILL"],
  [11, "SIGSEGV"], [15, "SIGTERM"],
]);
const requestedSignals = ["SIGTERM", "SIGINT", "SIGHUP"];

const peerLost = new RegExp([
  "connection (was )?(closed|reset|refused|aborted)", "broken pipe", "closed by peer",
  "remote process exited", "socket timeout", "timed out waiting", "nccl.*(remote error|timeout)",
  "watchdog", "peer.*(died|gone|failed)", "ncclsystemerror", "ncclremoteerror",
].join("|"), "i");
/** Words of the libraries that carry collectives: a program that lost its own server has none. */
const collectiveWords = new RegExp([
  "\\bgloo\\b", "nccl", "c10d", "processgroup", "tcpstore", "dist(network|store|backend)error",
  "\\bmpi_", "\\bpmix\\b", "\\bopen mpi\\b",
].join("|"), "i");
/** What the kernel says of a card or of memory; asked of the kernel's lines alone. */
const deviceFault = new RegExp([
  "^xid \\d", "\\bNVRM: Xid\\b", "^memory-uncorrected\\b", "uncorrectable", "\\becc error\\b",
  "fallen off the bus",
].join("|"), "i");
/** What CUDA itself calls such faults. A program writes its traceback, so nothing less will do. */
const cudaDeviceLost = new RegExp([
  "\\bcuda[a-z ]{0,16}(error|failure)\\b.{0,40}" +
    "uncorrectable (ecc error encountered|nvlink error detected)",
  "\\bcudaError(ECC|Nvlink)Uncorrectable\\b", "\\bCUDA_ERROR_(ECC|NVLINK)_UNCORRECTABLE\\b",
].join("|"), "i");
const nodeMemory = /global_oom|constraint_none|out of memory: kill/i;
const groupMemory = /memory cgroup out of memory|constraint_memcg|oom_memcg/i;

export function causeOfEnd(
  end: ProcessEnd,
  evidence: readonly string[],
  faults: readonly KernelFault[],
): EndCause {
  const kernel = faults.map((fault) => `${fault.fault}: ${fault.line}`);
  const told: Told = {
    text: [...evidence, ...kernel].join("\n"),
    program: evidence.join("\n"),
    isHardware: kernel.some((line) => deviceFault.test(line)) ||
      evidence.some((line) => cudaDeviceLost.test(line)),
  };
  switch (end.kind) {
    case "finished": return { ...quiet, text: "finished" };
    case "gone": return sudden("vanished without a word", told);
    case "signaled": return end.outOfMemory
      ? outOfMemory(told.text)
      : signaled(end.signal, told);
    default: return exited(end.code, end.reason, told);
  }
}

/** What becomes of a Python process by an exception that nobody caught. */
export const endByException: ProcessEnd = { kind: "exited", code: 1, reason: "" };

/** Of an exception that nobody caught, before the process has ended by it. */
export function causeOfRaise(
  evidence: readonly string[], faults: readonly KernelFault[],
): EndCause {
  const why = causeOfEnd(endByException, evidence, faults);
  return { ...why, text: `raised ${lastLine(evidence.join("\n"))}` };
}

interface Told {
  /** All that was said, by the program and by the kernel. */
  readonly text: string;
  /** The evidence that came with the end: lines that the program may have written. */
  readonly program: string;
  readonly isHardware: boolean;
}

function exited(code: number, reason: string, told: Told): EndCause {
  if (code === 0) return { ...quiet, text: "exited with 0" };
  const signal = signalNames.get(code - signalBase);
  if (signal !== undefined) return signaled(signal, told);
  const detail = lastLine(told.text) || reason;
  const text = `exited with code ${code}${detail === "" ? "" : ` (${detail})`}`;
  if (told.isHardware) return { ...alarming, cause: "hardware", text };
  const own = `${told.program}\n${reason}`;
  if (peerLost.test(own)) {
    return { ...(collectiveWords.test(own) ? alarming : quiet), role: "consequence", text };
  }
  return { ...quiet, role: "root", text };
}

function signaled(signal: string, told: Told): EndCause {
  const text = `ended by ${signal}`;
  if (requestedSignals.includes(signal)) {
    const cause = signal === "SIGINT" ? "user" : "platform";
    return { ...quiet, role: "requested", cause, text };
  }
  return { ...sudden(text, told), isAbort: signal === "SIGABRT" };
}

function sudden(text: string, told: Told): EndCause {
  return { ...alarming, cause: told.isHardware ? "hardware" : "unknown", text };
}

function outOfMemory(told: string): EndCause {
  const isNode = nodeMemory.test(told) && !groupMemory.test(told);
  return isNode
    ? { ...alarming, cause: "platform", text: "killed: the node is out of memory" }
    : { ...quiet, role: "root", text: "killed: out of its own memory limit" };
}

/** A traceback's last line says what it was. */
function lastLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  return (lines.at(-1) ?? "").slice(0, 120);
}
