// Plays a recording again through what the controller makes of messages: its inbox, the reader of
// the wire and its core, with the ticks of its loop. Commands go nowhere: no probe answers here.

import { initialState, step } from "../../controller/core/step.ts";
import { defaultPolicy, type Policy } from "../../controller/core/fleet/policy.ts";
import { incidents } from "../../controller/core/views.ts";
import { createInbox } from "../../controller/io/inbox.ts";
import type { Input } from "../../controller/core/fleet/contract.ts";
import { assert } from "../../proto/assert.ts";
import { subjects } from "../../proto/subjects.ts";
import type { Incident } from "../../proto/verdict.ts";
import { createSignatureReader, decodeEvent, isWholeWindow } from "../../proto/wire/codec.ts";
import type { Heard, Recording } from "./recording.ts";

const tickMs = 200;

export interface Spoken {
  readonly atMs: number;
  readonly incidents: readonly Incident[];
}

/** What the controller says at each tick. */
export function replay(
  { messages }: Pick<Recording, "messages">, policy: Policy = defaultPolicy,
): readonly Spoken[] {
  const state = initialState({ term: 1 });
  const inbox = createInbox({
    reader: createSignatureReader(), isWhole: isWholeWindow, onWaiting: () => {},
    onRejected: (node, reason, detail) => assert(false, `${node}: ${reason}, ${detail}`),
  });
  const spoken: Spoken[] = [];
  let tickAtMs = 0;
  const hear = (input: Input, atMs: number): void => void step(state, input, atMs, policy);
  const tickUntil = (untilMs: number): void => {
    for (; tickAtMs <= untilMs; tickAtMs += tickMs) {
      hear({ kind: "tick" }, tickAtMs);
      spoken.push({ atMs: tickAtMs, incidents: incidents(state) });
    }
  };
  for (const message of messages) {
    tickUntil(message.atMs);
    for (const input of inputsOf(message, inbox)) hear(input, message.atMs);
  }
  tickUntil(messages.at(-1)?.atMs ?? 0);
  return spoken;
}

function inputsOf(
  { subject, bytes }: Heard, inbox: ReturnType<typeof createInbox>,
): readonly Input[] {
  if (subject.startsWith(subjects.events.replace("*", ""))) {
    const event = decodeEvent(bytes);
    assert(event.ok, "an event of the recording cannot be read");
    return [{ kind: "event", event: event.value }];
  }
  inbox.offer(subject, bytes);
  const signature = inbox.take();
  return signature === undefined ? [] : [{ kind: "signature", signature }];
}
