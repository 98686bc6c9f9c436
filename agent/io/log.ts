// The agent's log: one JSON object a line. A problem that repeats is said at its first time and
// then at every power of two, so that a flood stays readable and is not hidden.

export interface Log {
  readonly note: (text: string) => void;
  readonly problem: (key: string, detail: string) => void;
  readonly problems: () => number;
}

const keysMax = 64;
const textLengthMax = 500;

export function createLog(write: (line: string) => void): Log {
  const counts = new Map<string, number>();
  let problems = 0;
  const say = (level: "info" | "error", text: string): void => {
    const at = new Date().toISOString();
    write(`${JSON.stringify({ at, level, text: text.slice(0, textLengthMax) })}\n`);
  };
  return {
    note: (text) => say("info", text),
    problem: (key, detail) => {
      problems += 1;
      const count = (counts.get(key) ?? 0) + 1;
      counts.delete(key);
      counts.set(key, count);
      if ((count & (count - 1)) === 0) say("error", `${key}: ${detail} (${count}x)`);
      const [oldest] = counts.keys();
      if (counts.size > keysMax && oldest !== undefined) counts.delete(oldest);
    },
    problems: () => problems,
  };
}
