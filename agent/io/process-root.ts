// Files by the names that a process gives them. It may live in a mount namespace of its own, as in
// a pod, where the same name is another file or none.
//
// The name is a stranger's word. A link or ".." on the way is followed by us and may lead out of
// the process's root into ours, so what was opened has to lie on a mount that the process has, too:
// a mount's number is given once on a machine, and each namespace has its own.

import { mountOf } from "./locks.ts";
import { readProc } from "./process.ts";

const mountsBytesMax = 1024 * 1024;

export function inRootOf(pid: number, file: string): string {
  return `/proc/${pid}/root${file}`;
}

export function isInRootOf(pid: number, descriptor: number): boolean {
  const mount = mountOf(descriptor);
  const mounts = readProc(`/proc/${pid}/mountinfo`, mountsBytesMax)?.toString("latin1") ?? "";
  return mount !== undefined && new RegExp(`^${mount} `, "m").test(mounts);
}
