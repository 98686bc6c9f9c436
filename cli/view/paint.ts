// Colour as a function of text, and the guard between strangers' text and the terminal.

export interface Paint {
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly unknown: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly logo: (text: string) => string;
}

export type Tone = keyof Paint;

const plain = (text: string): string => text;
const style = (open: string, close = "0") => (text: string): string =>
  text === "" ? "" : `\u001b[${open}m${text}\u001b[${close}m`;

export const noPaint: Paint = {
  good: plain, warn: plain, bad: plain, unknown: plain, dim: plain, strong: plain, logo: plain,
};

const colors: Paint = {
  good: style("32"), warn: style("33"), bad: style("1;31"), unknown: style("35"),
  dim: style("2"), strong: style("1"), logo: style("1;36"),
};

export function paintOf(screen: { readonly color: boolean }): Paint {
  return screen.color ? colors : noPaint;
}

/**
 * Text that came from a training process or the network, safe on a terminal: a stack or a job's
 * name could carry escape sequences. Also undoes direction overrides, which can reorder a line.
 */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "�");
}

/** The same for one line: what would break it becomes a space. */
export function printableLine(text: string): string {
  return printable(text.replace(/[\t\n\r]+/g, " "));
}

// eslint-disable-next-line no-control-regex
const escapes = /\u001b\[[0-9;]*m/g;

/** Columns that a text takes, without its colours. */
export function widthOf(text: string): number {
  return [...text.replace(escapes, "")].length;
}
