// One line on a terminal that says how far a long computation is, and is gone when it ends. Short
// ones never show it, and a pipe never sees it.

import type { Screen } from "./screen.ts";

const patienceMs = 1000;
const pauseMs = 150;

export interface WaitingLine {
  readonly tell: (what: string, share: number | undefined) => void;
  readonly clear: () => void;
}

export function waitingLine(screen: Screen, nowMs: () => number): WaitingLine {
  const beganMs = nowMs();
  let shownMs: number | undefined;
  return {
    tell: (what, share) => {
      if (!screen.isTerminal) return;
      const now = nowMs();
      if (now - beganMs < patienceMs || now - (shownMs ?? 0) < pauseMs) return;
      shownMs = now;
      const text = share === undefined ? `${what} …` : `${what} ${Math.floor(share * 100)} %`;
      screen.write(`\r\u001b[K${text}`);
    },
    clear: () => { if (shownMs !== undefined) screen.write("\r\u001b[K"); },
  };
}
