// The controller's log: one JSON object a line on stderr, and a bounded, counted list of distinct
// errors for the status view. Secrets never come here: callers redact URLs with `redacted`.

export interface Log {
  readonly note: (text: string) => void;
  /** The key counts repetitions: `agent node-3: signature rejected (3x)`. */
  readonly problem: (key: string, detail?: string) => void;
  /** Newest last. */
  readonly problems: () => readonly string[];
}

const problemsMax = 64;
const textLengthMax = 500;

/** Without user, password, path and query: webhook paths are often secrets too. */
export function redacted(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return "(unreadable URL)";
  }
}

export function createLog(write: (line: string) => void): Log {
  const counts = new Map<string, number>();
  const say = (level: "info" | "error", text: string): void => {
    const at = new Date().toISOString();
    write(`${JSON.stringify({ at, level, text: text.slice(0, textLengthMax) })}\n`);
  };
  return {
    note: (text) => say("info", text),
    problem: (key, detail) => {
      const cut = key.slice(0, textLengthMax);
      const count = (counts.get(cut) ?? 0) + 1;
      counts.delete(cut);
      counts.set(cut, count);
      // The first of a kind and then every power of two: a flood stays readable and is not hidden.
      if ((count & (count - 1)) === 0) {
        say("error", `${cut}${detail === undefined ? "" : `: ${detail}`} (${count}x)`);
      }
      const oldest = counts.keys().next().value;
      if (counts.size > problemsMax && oldest !== undefined) counts.delete(oldest);
    },
    problems: () => [...counts].map(([key, count]) => count > 1 ? `${key} (${count}x)` : key),
  };
}
