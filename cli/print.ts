// A view on the screen: as the API gave it, or drawn for people.

import type { Screen } from "./screen.ts";
import { paintOf } from "./view/paint.ts";
import type { TableOptions } from "./view/table.ts";

export function print(
  screen: Screen, asJson: boolean, view: unknown,
  draw: (options: TableOptions & { readonly color: boolean }) => string,
): void {
  screen.write(asJson ? `${JSON.stringify(view, undefined, 2)}\n` : draw(drawOptions(screen)));
}

export function drawOptions(screen: Screen): TableOptions & { readonly color: boolean } {
  return { columns: screen.columns, paint: paintOf(screen), color: screen.color };
}
