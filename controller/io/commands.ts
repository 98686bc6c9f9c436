// Commands to agents: a request over NATS that is repeated until it is answered or its time is
// over. Commands are idempotent, so a repeated one does no harm, and all repetitions share one
// reply subject, so a late answer to the first still counts. Whatever happens, exactly one reply
// comes back to the core: the agent's, or a refusal that says what went wrong.

import { createInbox, type NatsConnection } from "nats";
import type { CommandReply, FencedCommand } from "../../proto/command.ts";
import type { Result } from "../../proto/errors.ts";
import type { NodeName } from "../../proto/ids.ts";
import { subjects } from "../../proto/subjects.ts";

export interface Commands {
  /** Resolves with the reply; never rejects. */
  readonly send: (command: Outgoing) => Promise<CommandReply>;
  /** Out of office: nothing is repeated any more. */
  readonly abort: () => void;
  readonly counts: () => CommandCounts;
}

export interface Outgoing {
  readonly node: NodeName;
  readonly fenced: FencedCommand;
  readonly timeoutMs: number;
}

export interface CommandCounts {
  readonly sent: number;
  readonly answered: number;
  readonly unanswered: number;
  readonly inFlight: number;
}

export interface CommandsOptions {
  readonly connection: NatsConnection;
  readonly encode: (fenced: FencedCommand) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => Result<CommandReply>;
  /** Default 1024. */
  readonly inFlightMax?: number;
  /** Repetition after silence; default 1000. */
  readonly repeatMs?: number;
}

/** Nobody listens on the subject: the agent may be starting, so ask again soon. */
const absentRepeatMs = 250;
const replyBytesMax = 1 << 20;
const noResponders = 503;

const refused = (reason: string): CommandReply => ({ kind: "refused", reason });

export function createCommands(options: CommandsOptions): Commands {
  const inFlightMax = options.inFlightMax ?? 1024;
  const open = new Set<(reply: CommandReply) => void>();
  let sent = 0;
  let answered = 0;
  let unanswered = 0;
  const send = async (command: Outgoing): Promise<CommandReply> => {
    if (open.size >= inFlightMax) {
      unanswered += 1;
      return refused(`${inFlightMax} commands are already waiting for answers`);
    }
    sent += 1;
    const reply = await exchange(options, command, open);
    if (reply.kind === "refused" && reply.reason.startsWith("no answer")) unanswered += 1;
    else answered += 1;
    return reply;
  };
  return {
    send,
    abort: () => {
      for (const finish of open) finish(refused("no answer: this controller no longer leads"));
    },
    counts: () => ({ sent, answered, unanswered, inFlight: open.size }),
  };
}

function exchange(
  options: CommandsOptions,
  command: Outgoing,
  open: Set<(reply: CommandReply) => void>,
): Promise<CommandReply> {
  const { connection } = options;
  const bytes = options.encode(command.fenced);
  // The client throws at whoever comes too late.
  const isOver = (): boolean => connection.isClosed() || connection.isDraining();
  const over = refused("no answer: the connection to NATS is closed");
  if (isOver()) return Promise.resolve(over);
  return new Promise((resolve) => {
    let isAbsent = false;
    let repeat: NodeJS.Timeout | undefined;
    const finish = (reply: CommandReply): void => {
      if (!open.delete(finish)) return;
      clearTimeout(deadline);
      clearTimeout(repeat);
      subscription.unsubscribe();
      resolve(reply);
    };
    const publish = (): void => {
      if (isOver()) return finish(over);
      connection.publish(subjects.command(command.node), bytes, { reply: inbox });
      repeat = setTimeout(publish, options.repeatMs ?? 1000);
    };
    const deadline = setTimeout(() => finish(refused(isAbsent
      ? `no answer: no agent listens on ${command.node}`
      : `no answer from ${command.node} in ${command.timeoutMs} ms`)), command.timeoutMs);
    const inbox = createInbox();
    const subscription = connection.subscribe(inbox, {
      callback: (error, message) => {
        if (error !== null) return;
        isAbsent = message.headers?.code === noResponders;
        if (isAbsent) {
          clearTimeout(repeat);
          repeat = setTimeout(publish, absentRepeatMs);
        } else finish(parseReply(options, message.data));
      },
    });
    open.add(finish);
    publish();
  });
}

function parseReply(options: CommandsOptions, bytes: Uint8Array): CommandReply {
  if (bytes.length > replyBytesMax) return refused(`the reply has ${bytes.length} bytes`);
  const decoded = options.decode(bytes);
  return decoded.ok ? decoded.value : refused(`the reply is unreadable: ${decoded.error.message}`);
}
