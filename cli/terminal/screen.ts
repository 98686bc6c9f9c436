// One of the two output streams as the commands see it. Tests pass a screen that collects.

export interface Screen {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly rows: number;
  readonly color: boolean;
}

/** Colour only on a terminal, and never where NO_COLOR is set (whatever it says, if not empty). */
export function screenOf(
  stream: NodeJS.WriteStream,
  environment: Readonly<Record<string, string | undefined>>,
): Screen {
  const isTerminal = stream.isTTY === true;
  const refused = (environment["NO_COLOR"] ?? "") !== "" || environment["TERM"] === "dumb";
  return {
    write: (text) => { stream.write(text); },
    isTerminal,
    // A terminal of which nobody told the size (a bare `script`, a serial line) says 0.
    get columns() {
      return isTerminal ? stream.columns || 80 : widthOf(environment["COLUMNS"]);
    },
    get rows() { return isTerminal && stream.rows > 0 ? stream.rows : 24; },
    color: isTerminal && !refused,
  };
}

/** A pipe has no width: nothing is cut unless COLUMNS says so. */
function widthOf(text: string | undefined): number {
  const columns = Number(text ?? "");
  return Number.isInteger(columns) && columns >= 20 ? columns : 200;
}
