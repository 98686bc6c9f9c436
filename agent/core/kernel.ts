// Which lines of the kernel's log are a fault of this node, and what each is called. Patterns
// over text are brittle, so they are few, each names a fault that an operator acts upon, and the
// line itself travels with the name.

export interface KernelFault {
  readonly fault: string;
  readonly line: string;
}

const lineLengthMax = 512;

const patterns: readonly (readonly [RegExp, (found: RegExpExecArray) => string])[] = [
  [/NVRM: Xid \(([^)]{1,40})\): (\d{1,5})/, (found) => `xid ${found[2]}`],
  [/Out of memory: Killed process (\d+)|Memory cgroup out of memory: Killed process (\d+)/,
    () => "oom"],
  [/oom-kill:constraint=/, () => "oom"],
  [/\b([a-z][\w.-]{1,15}): (?:NIC )?link (?:is )?down/i, (found) => `link-down ${found[1]}`],
  [/mlx5_core.*(?:health compromised|device's health)/, () => "nic-health"],
  [/Machine check events logged|Hardware Error/, () => "machine-check"],
  [/EDAC .*\bUE\b/, () => "memory-uncorrected"],
  [/pcieport .*(?:AER|error).*(?:Fatal|Uncorrected)/i, () => "pcie"],
  [/INFO: task (\S{1,16}):(\d+) blocked for more than/, (found) => `hung-task ${found[1]}`],
  [/I\/O error, dev (\w{1,16})/, (found) => `disk ${found[1]}`],
];

// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u001f\u007f-\u009f]/g;

export function cleanLine(line: string): string {
  return line.slice(0, lineLengthMax).replace(controls, "?");
}

export function kernelFault(raw: string): KernelFault | undefined {
  const line = cleanLine(raw);
  for (const [pattern, name] of patterns) {
    const found = pattern.exec(line);
    if (found !== null) return { fault: name(found), line };
  }
  return undefined;
}

/** The pid that the kernel killed for want of memory. */
export function killedForMemory(line: string): number | undefined {
  const found = /ut of memory: Killed process (\d{1,10})/.exec(line.slice(0, lineLengthMax));
  return found === null ? undefined : Number(found[1]);
}
