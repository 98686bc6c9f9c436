// Plays faults once, each upon a job of its own, and keeps what the agents said:
//
//   node dist/test/campaign/record.js [FAULT …]
//
// writes test/fixtures/recordings/FAULT.jsonl.gz for each that was answered rightly.

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { faults, type Fault } from "./faults.ts";
import { commitOf, machineOf } from "./origin.ts";
import { refusal } from "./judge.ts";
import { learn, play } from "./play.ts";
import { encodeRecording, record } from "./recording.ts";
import { stageOf, startSession } from "./session.ts";

const folder = "test/fixtures/recordings";
const afterMs = 1_000;

async function recordOne(fault: Fault): Promise<string> {
  const session = await startSession(stageOf(fault));
  try {
    const recorder = await record(session.directory);
    await learn();
    const actedMs = recorder.nowMs();
    const played = await play(fault, session);
    const healedMs = recorder.nowMs();
    await new Promise((resolve) => { setTimeout(resolve, afterMs); });
    const messages = await recorder.stop();
    const refused = refusal(played, fault.expect);
    if (refused !== undefined) return refused;
    const file = path.join(folder, `${fault.name}.jsonl.gz`);
    const bytes = encodeRecording({
      version: 1, fault: fault.name, actedMs, healedMs, messages,
      origin: `${new Date().toISOString().slice(0, 10)}, commit ${commitOf()}, ${machineOf()}`,
    });
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, bytes);
    return `${file}: ${messages.length} messages, ${bytes.length} bytes`;
  } finally {
    await session.finish();
  }
}

const words = process.argv.slice(2);
for (const fault of faults.filter((each) => words.length === 0 || words.includes(each.name))) {
  process.stdout.write(`${fault.name}: ${await recordOne(fault)}\n`);
}
