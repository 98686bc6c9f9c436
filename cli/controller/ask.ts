// The common shape of commands that fetch one view, print it and judge it.

import type { Result } from "../../proto/errors.ts";
import { success } from "../../proto/errors.ts";
import { connectionOf, get } from "./client.ts";
import { type CommandInput, type ExitCode, textOf } from "../terminal/command.ts";
import { print } from "../terminal/print.ts";
import type { TableOptions } from "../view/table.ts";

export interface Question<View> {
  readonly path: string;
  readonly draw: (view: View, options: TableOptions & { readonly color: boolean }) => string;
  readonly judge: (view: View) => ExitCode;
}

export async function ask<View>(
  input: CommandInput, question: Question<View>,
): Promise<Result<ExitCode>> {
  const connection = connectionOf(input);
  if (!connection.ok) return connection;
  const view = await get<View>(connection.value, question.path);
  if (!view.ok) return view;
  print(input.output, textOf(input.values, "output") === "json", view.value,
    (options) => question.draw(view.value, options));
  return success(question.judge(view.value));
}
