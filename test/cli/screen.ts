// A screen that collects what is written to it.

import type { Screen } from "../../cli/terminal/screen.ts";

export interface CollectingScreen extends Screen {
  readonly text: () => string;
}

export function collectingScreen(given: Partial<Screen> = {}): CollectingScreen {
  let collected = "";
  return {
    write: (text) => { collected += text; },
    isTerminal: false, columns: 120, rows: 40, color: false,
    ...given,
    text: () => collected,
  };
}
