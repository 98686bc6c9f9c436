// A view on the screen: as the API gave it, or drawn for people.

import type { Screen } from "./screen.ts";
import { paintOf } from "../view/paint.ts";
import type { TableOptions } from "../view/table.ts";

export function print(
  screen: Screen, asJson: boolean, view: unknown,
  draw: (options: TableOptions & { readonly color: boolean }) => string,
): void {
  screen.write(asJson ? `${toJson(view)}\n` : draw(drawOptions(screen)));
}

/** 64-bit masks do not fit a JSON number: they are text. */
function toJson(view: unknown): string {
  return JSON.stringify(view, (_, each: unknown) =>
    typeof each === "bigint" ? each.toString() : each, 2);
}

export function drawOptions(screen: Screen): TableOptions & { readonly color: boolean } {
  return { columns: screen.columns, paint: paintOf(screen), color: screen.color };
}
