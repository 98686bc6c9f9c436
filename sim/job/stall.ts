// What the lanes of an operation show while it does not end.
//
// A member sends its first piece at once and each further one when the piece before has reached it.
// So an absence spreads: behind a member that sends nothing, the next gets nothing and sends one
// piece, the one behind it gets one and sends two, and so on round the ring. A frozen member stays
// where it was; a dead path delivers nothing more. Credits allow `piecesInFlight` pieces ahead of
// what was taken; a receiver that has not come gives none. Written into the lanes as `ahead`:
// nothing here is counted for good.

import type { Ahead, Lane, LaneEnd } from "./ledger.ts";
import { piecesInFlight, shareOf } from "./transfer.ts";
import { standsStill, type Call, type Mail, type Worker, type World } from "./world.ts";

/** A wait shorter than this shows nothing: transfers flow, and readings are seconds apart. */
const shownAfterMs = 200;

/** Brings `ahead` of every lane of a group's open operation up to now. */
export function showStall(world: World, call: Call): void {
  const { lanes } = call;
  if (lanes.length === 0 || call.arrived === 0) return;
  const isFlowing = call.arrived === call.size && !call.isHeld;
  if (isFlowing) {
    showFlow(world, call);
    return;
  }
  if (call.arrived < call.size && !isOld(world, call)) return;
  // What stands shows the same until somebody comes or a fault changes something; every host of
  // the group asks, and for each of its ranks.
  const { shown } = call;
  if (shown.arrived === call.arrived && shown.changes === world.changes) return;
  shown.arrived = call.arrived;
  shown.changes = world.changes;
  if (call.group.kind === "expert") showEach(world, call, lanes);
  else showRing(world, call, lanes);
}

/** A long transfer on its way: operations are counted whole, but that lanes move is to be seen. */
function showFlow(world: World, call: Call): void {
  const { shown, lanes, beginMs, group } = call;
  if (shown.changes === flowing || world.nowMs - beginMs < shownAfterMs) return;
  shown.changes = flowing;
  for (const { from, to, sent, received } of lanes) {
    // Its waits change from piece to piece and are counted at the end.
    const ahead = (index: number): Ahead => ({
      isMoving: !standsStill(world.workers[group.ranks[index] ?? -1]),
      ready: 1, posted: 0, done: 0, heard: 0, wait: "none", sinceMs: beginMs,
    });
    sent.ahead = ahead(from);
    received.ahead = ahead(to);
  }
}

/** In place of a count of changes. */
const flowing = -1;

function isOld(world: World, call: Call): boolean {
  return world.nowMs - call.firstMs >= shownAfterMs;
}

/** How far a member is: pieces that reached it, and that it sent on. */
interface Progress {
  readonly got: number;
  readonly sent: number;
}

function showRing(world: World, call: Call, lanes: readonly Lane[]): void {
  const { pieces } = shareOf(call);
  const progress = ringProgress(world, call, lanes, pieces);
  if (progress === undefined) return;
  for (const lane of lanes) {
    const from = progress[lane.from];
    const to = progress[lane.to];
    if (from === undefined || to === undefined) continue;
    showLane(world, call, lane, {
      sent: from.sent, got: to.got, pieces, isCut: isDead(world, lane),
    });
  }
}

function ringProgress(
  world: World, call: Call, lanes: readonly Lane[], pieces: number,
): readonly Progress[] | undefined {
  const { size } = call;
  const dead = new Set(lanes.filter((lane) => isDead(world, lane)).map((lane) => lane.to));
  const fixed = (index: number): Progress | undefined => {
    if ((call.arrivalMs[index] ?? -1) < 0) return { got: 0, sent: 0 };
    // Frozen or hung on its way in: it had sent its first piece.
    if (standsStill(workerAt(world, call, index))) return { got: 1, sent: 1 };
    return dead.has(index) ? { got: 1, sent: 2 } : undefined;
  };
  const start = call.group.ranks.findIndex((_, index) => fixed(index) !== undefined);
  if (start < 0) return undefined;
  const progress: Progress[] = [];
  let former: Progress = { got: 0, sent: 0 };
  for (let round = 0; round < size; round += 1) {
    const index = (start + round) % size;
    const limits = fixed(index);
    const got = limits?.got ?? Math.min(former.sent, pieces);
    former = limits ?? { got, sent: Math.min(got + 1, pieces) };
    progress[index] = former;
  }
  return backUp(progress, start);
}

/**
 * A member takes a piece when it can send the next, and offers one more than its successor has room
 * for: so what stands still backs up, through members of its own node that no lane shows, too.
 */
function backUp(progress: Progress[], start: number): readonly Progress[] {
  const size = progress.length;
  for (let round = 1; round < size; round += 1) {
    const index = (start - round + size) % size;
    const own = progress[index];
    const next = progress[(index + 1) % size];
    if (own === undefined || next === undefined) break;
    const roomFor = next.got + piecesInFlight + 1;
    if (own.sent <= roomFor) break;
    progress[index] = { got: Math.min(own.got, roomFor - 1), sent: roomFor };
  }
  return progress;
}

interface LaneProgress {
  readonly sent: number;
  readonly got: number;
  readonly pieces: number;
  readonly isCut: boolean;
}

function showLane(world: World, call: Call, lane: Lane, at: LaneProgress): void {
  const sinceOf = (index: number): number => call.arrivalMs[index] ?? world.nowMs;
  const sender = workerAt(world, call, lane.from);
  const receiver = workerAt(world, call, lane.to);
  const isReceiverHere = sinceOf(lane.to) >= 0;
  const asked = isReceiverHere ? Math.min(at.got + piecesInFlight, at.pieces) : 0;
  const posted = Math.min(at.sent, asked);
  const done = at.isCut ? Math.min(posted, at.got) : posted;
  const isHung = (worker: Worker | undefined): boolean => worker?.isDeviceHung === true;
  if (sinceOf(lane.from) >= 0) {
    const wait = isHung(sender) ? "gpu" : at.sent > posted ? "peer" : posted > done ? "network"
      : "gpu";
    setAhead(lane.sent, sender, {
      isMoving: false, ready: at.sent, posted, done, heard: asked, wait,
      sinceMs: sinceOf(lane.from),
    });
  }
  if (isReceiverHere) {
    const isUntaken = isHung(receiver) || done > at.got;
    const wait = isUntaken ? "gpu" : asked > at.got ? "data" : "none";
    setAhead(lane.received, receiver, {
      isMoving: false, ready: Math.min(at.got + 1, at.pieces), posted: at.got, done: at.got,
      heard: at.sent, wait, sinceMs: sinceOf(lane.to),
    });
  }
}

/** A frozen process writes no counter: what it showed when it froze stays. */
function setAhead(end: LaneEnd, owner: Worker | undefined, ahead: Ahead): void {
  if (owner?.state !== "running" && end.ahead !== undefined) return;
  end.ahead = ahead;
}

/** Everyone sends to everyone; who is missing neither offers nor asks. */
function showEach(world: World, call: Call, lanes: readonly Lane[]): void {
  for (const lane of lanes) {
    const sinceMs = call.arrivalMs[lane.from] ?? -1;
    const isSenderHere = sinceMs >= 0;
    const isReceiverHere = (call.arrivalMs[lane.to] ?? -1) >= 0;
    const isStuck = standsStill(workerAt(world, call, lane.from)) ||
      standsStill(workerAt(world, call, lane.to));
    const isCut = isDead(world, lane);
    const posted = isSenderHere && isReceiverHere ? 1 : 0;
    const got = posted === 1 && !isCut && !isStuck ? 1 : 0;
    const isHung = workerAt(world, call, lane.from)?.isDeviceHung === true;
    showLane(world, call, lane, {
      sent: isSenderHere && !isHung ? 1 : 0, got, pieces: 1, isCut,
    });
  }
}

export function showMail(world: World, mail: Mail): void {
  const { lane } = mail;
  if (lane === undefined) return;
  const asks = mail.waiting !== undefined ? 1 : 0;
  if (mail.letters.length === 0 && asks === 0) return;
  const [from, to] = [world.workers[mail.fromRank], world.workers[mail.toRank]];
  // A device that hangs fills no buffer to send from, and empties none that it received.
  const isHungThere = to?.isDeviceHung === true;
  const isHungHere = from?.isDeviceHung === true;
  const offered = isHungHere ? 0 : mail.letters.length;
  const isCut = world.conditions.dead.has(lane.path.key);
  const posted = Math.min(offered, asks);
  if (mail.letters.length > 0) {
    setAhead(lane.sent, from, {
      isMoving: false, ready: offered, posted, done: isCut ? 0 : posted, heard: asks,
      wait: isHungHere ? "gpu" : asks === 0 ? "peer" : isCut ? "network" : "none",
      sinceMs: mail.letters[0]?.operation.startMs ?? world.nowMs,
    });
  }
  if (asks > 0) {
    setAhead(lane.received, to, {
      isMoving: false, ready: 1, posted: 0, done: 0, heard: isCut ? 0 : offered,
      wait: isHungThere && posted > 0 ? "gpu" : "data",
      sinceMs: mail.waiting?.startMs ?? world.nowMs,
    });
  }
}

function workerAt(world: World, call: Call, index: number): Worker | undefined {
  return world.workers[call.group.ranks[index] ?? -1];
}

function isDead(world: World, lane: Lane): boolean {
  return world.conditions.dead.has(lane.path.key);
}
