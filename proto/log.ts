// What agent and controller write of themselves: one JSON object a line, the same for both, so that
// one collector reads them. A problem that repeats is said at its first time and then at every
// power of two: a flood stays readable and is not hidden. Secrets never come here.

export interface Log {
  readonly note: (text: string) => void;
  /** The key counts repetitions: `agent node-3: signature rejected (3x)`. */
  readonly problem: (key: string, detail?: string) => void;
  /** Distinct ones, a bounded number, newest last. */
  readonly problems: () => readonly string[];
}

const problemsMax = 64;
const textLengthMax = 500;

/** `clock`: wall time, as ISO 8601 writes it. */
export function logTo(write: (line: string) => void, clock: () => string): Log {
  const counts = new Map<string, number>();
  const say = (level: "info" | "error", text: string): void => {
    write(`${JSON.stringify({ at: clock(), level, text: text.slice(0, textLengthMax) })}\n`);
  };
  return {
    note: (text) => say("info", text),
    problem: (key, detail) => {
      const cut = key.slice(0, textLengthMax);
      const count = (counts.get(cut) ?? 0) + 1;
      counts.delete(cut);
      counts.set(cut, count);
      if ((count & (count - 1)) === 0) {
        say("error", `${cut}${detail === undefined ? "" : `: ${detail}`} (${count}x)`);
      }
      const oldest = counts.keys().next().value;
      if (counts.size > problemsMax && oldest !== undefined) counts.delete(oldest);
    },
    problems: () => [...counts].map(([key, count]) => count > 1 ? `${key} (${count}x)` : key),
  };
}
