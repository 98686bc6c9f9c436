// What `c4 agent` and `c4 controller` share: when to stop, and how they speak to a `c4 run` that
// started them.

import type { Fields } from "../../proto/configuration.ts";
import { failure, success, type Result } from "../../proto/errors.ts";
import type { AgentEvent } from "../../proto/event.ts";
import { textOf, type Flag, type Values } from "../terminal/command.ts";

/** Child → `c4 run`. `noticed` acknowledges: the event is in JetStream. */
export type ChildMessage =
  | { readonly kind: "ready"; readonly url: string }
  | { readonly kind: "noticed"; readonly id: number };

export type JobNotice = Extract<AgentEvent, { readonly kind: "job-notice" }>;

/** `c4 run` → agent: the launcher's word on the job, to be published as an event. */
export interface NoticeOrder {
  readonly kind: "notice";
  readonly id: number;
  readonly notice: Omit<JobNotice, "node">;
}

/**
 * Aborted by SIGTERM and SIGINT, and when the channel to a parent closes: a parent that was killed
 * with -9 can say nothing more than that.
 */
export function serviceSignal(): AbortSignal {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  if (process.send !== undefined) {
    process.once("disconnect", end);
    process.channel?.unref(); // the channel alone is no reason to live on
  }
  return stop.signal;
}

export function tellParent(message: ChildMessage): void {
  // A parent that has just died is noticed by "disconnect".
  process.send?.(message, undefined, undefined, () => undefined);
}

/** Fields of a configuration as flags. */
export function flagsOf(fields: Fields): readonly Flag[] {
  return Object.entries(fields).map(([name, field]) => ({
    name, value: field.kind === "number" ? "NUMBER" : "TEXT",
    mayBeEmpty: field.kind === "text" && field.mayBeEmpty,
    help: `${field.help}${field.default === "" ? "" : ` (default ${field.default})`}`,
  }));
}

/** Those flags again, as values of their field's kind. */
export function parseSettings(
  values: Values, fields: Fields,
): Result<Readonly<Record<string, string | number>>> {
  const settings: Record<string, string | number> = {};
  for (const [name, field] of Object.entries(fields)) {
    const text = textOf(values, name);
    if (text === undefined) continue;
    const value = Number(text);
    if (field.kind === "number" && !/^\d+$/.test(text)) {
      return failure("invalid-argument",
        `--${name} must be a whole number: got ${JSON.stringify(text.slice(0, 80))}`);
    }
    settings[name] = field.kind === "number" ? value : text;
  }
  return success(settings);
}
