// The pipe itself: hostile lines, bounds, readers that are away, and the end.

import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { startTicksOf } from "../fixtures/fake-process.ts";
import {
  connect, firstLine, killTracked, lineMax, parseEvent, pidOf, program, question, track,
  until, type Connection,
} from "./connect.ts";

const self = process.pid;

/** All events up to the answer to a question that is asked now. */
async function settle(connection: Connection): Promise<void> {
  const answer = await connection.answer(question(424_242));
  assert.equal(answer.event, "locks");
}

const malformed: readonly (readonly [string | Buffer, number | null])[] = [
  ["", null],
  ["null", null],
  ["[]", null],
  ["{}", null],
  ["{\"op\":\"sockets\"", null],
  ["{\"op\":\"sockets\"}", null],
  ["{\"op\":\"no-such\",\"id\":1}", null],
  ["{\"op\":\"ping\"}", null],
  ["{\"op\":3,\"id\":1}", null],
  ["{\"id\":7}", 7],
  ["{\"id\":7,\"op\":\"no-such\"}", 7],
  ["{\"op\":\"sockets\",\"id\":7}", 7],
  ["{\"op\":\"sockets\",\"id\":7,\"pid\":0}", 7],
  ["{\"op\":\"sockets\",\"id\":7,\"pid\":-1}", 7],
  ["{\"op\":\"sockets\",\"id\":7,\"pid\":1.5}", 7],
  ["{\"op\":\"sockets\",\"id\":7,\"pid\":1e3}", 7],
  ["{\"op\":\"sockets\",\"id\":7,\"pid\":01}", 7],
  ["{\"op\":\"sockets\",\"id\":7,\"pid\":2147483648}", 7],
  ["{\"op\":\"sockets\",\"id\":7,\"pid\":\"1\"}", 7],
  ["{\"op\":\"sockets\",\"id\":7,\"pid\":[1]}", 7],
  ["{\"op\":\"sockets\",\"id\":7,\"pid\":{\"a\":1}}", 7],
  ["{\"op\":\"sockets\",\"id\":9007199254740992,\"pid\":1}", null],
  ["{\"op\":\"sockets\",\"id\":99999999999999999999,\"pid\":1}", null],
  ["{\"op\":\"sockets\",\"id\":null,\"pid\":1}", null],
  ["{\"op\":\"sockets\",\"id\":7,\"id\":7,\"pid\":1}", 7],
  ["{\"op\":\"sockets\",\"id\":7,\"pid\":1,\"more\":1}", 7],
  ["{\"op\":\"sockets\",\"id\":7,\"pid\":1,\"path\":\"/\"}", 7],
  ["{\"op\":\"sockets\",\"id\":7,\"pid\":1}x", 7],
  ["{\"op\":\"sockets\",\"id\":7,\"pid\":1,}", 7],
  ["{'op':'sockets','id':7,'pid':1}", null],
  ["{\"op\":\"watch\",\"id\":7,\"pid\":1,\"startTicks\":5}", 7],
  ["{\"op\":\"watch\",\"id\":7,\"pid\":1,\"startTicks\":\"\"}", 7],
  ["{\"op\":\"watch\",\"id\":7,\"pid\":1,\"startTicks\":\" 5\"}", 7],
  ["{\"op\":\"watch\",\"id\":7,\"pid\":1,\"startTicks\":\"18446744073709551616\"}", 7],
  ["{\"op\":\"locks\",\"id\":7,\"path\":\"\"}", 7],
  ["{\"op\":\"locks\",\"id\":7,\"path\":\"relative\"}", 7],
  ["{\"op\":\"locks\",\"id\":7,\"path\":\"/a\\u0000b\"}", 7],
  ["{\"op\":\"locks\",\"id\":7,\"path\":\"/\\ud83d\"}", 7],
  ["{\"op\":\"locks\",\"id\":7,\"path\":\"/\\udc00\\ud800\"}", 7],
  ["{\"op\":\"locks\",\"id\":7,\"path\":\"/\\x41\"}", 7],
  ["{\"op\":\"locks\",\"id\":7,\"path\":\"/\t\"}", 7],
  [`{"op":"locks","id":7,"path":"/${"a".repeat(4096)}"}`, 7],
  [Buffer.from("{\"op\":\"locks\",\"id\":7,\"path\":\"/\xff\"}", "latin1"), 7],
  [Buffer.from("{\"op\":\"locks\",\"id\":7,\"path\":\"/\xc0\xaf\"}", "latin1"), 7],
  [Buffer.from([0, 1, 2, 255, 254]), null],
  ["[".repeat(60_000), null],
  [`{"op":${"[".repeat(60_000)}`, null],
];

describe("c4-nodehelper, reading lines", () => {
  afterEach(killTracked);

  it("answers every malformed line with one error that names the id if it was read", async () => {
    const connection = await connect();
    for (const [line, id] of malformed) {
      connection.send(line);
      const { message, ...rest } = await connection.next((event) => event.event === "error");
      const shown = String(line).slice(0, 80);
      assert.deepEqual(rest, { event: "error", id, code: "invalid-argument" }, shown);
      assert.ok(typeof message === "string" && message.length > 0);
    }
    await settle(connection);
    assert.equal(connection.events.length, malformed.length + 2);
    assert.equal(await connection.close(), 0);
  });

  it("answers a line that is too long once, drops all of it, and reads the next", async () => {
    const connection = await connect();
    const long = (length: number): string =>
      JSON.stringify(question(1)).padEnd(length, " ");
    for (const length of [lineMax, lineMax + 1, 3 * lineMax, 1_000_000]) {
      connection.send(long(length));
      const refusal = await connection.next((event) => event.event !== "hello");
      assert.deepEqual([refusal.event, refusal.id], ["error", null], String(length));
      await settle(connection);
    }
    connection.send(long(lineMax - 1));
    assert.equal((await connection.next((event) => event.id === 1)).event, "locks");
  });

  it("answers a ping with a pong of the same id", async () => {
    const connection = await connect();
    const answer = await connection.answer({ op: "ping", id: 11 });
    assert.deepEqual([answer.event, answer.id], ["pong", 11]);
  });

  it("reads requests however they are cut into pieces", async () => {
    const connection = await connect();
    const line = `${JSON.stringify(question(5))}\n`;
    for (const byte of Buffer.from(line)) connection.child.stdin?.write(Buffer.from([byte]));
    assert.equal((await connection.next((event) => event.id === 5)).event, "locks");
    connection.child.stdin?.write(line.repeat(1000));
    for (let at = 0; at < 1000; ++at) await connection.next((event) => event.id === 5);
    await settle(connection);
  });

  it("understands every way in which JSON can write a request", async () => {
    const connection = await connect();
    const escaped = (text: string): string => [...text].map((character) =>
      [...character].length === 1 && character.length === 1
        ? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}` : character).join("");
    await fc.assert(fc.asyncProperty(
      fc.string({ unit: "grapheme", maxLength: 40 }).filter((text) => !text.includes("\0")),
      fc.constantFrom("", " ", "\t ", "  "),
      fc.boolean(),
      fc.nat(),
      async (name, space, escape, id) => {
        const path = `/no-such-folder/${name}`;
        const quoted = escape ? `"${escaped(path)}"` : JSON.stringify(path);
        const fields = [`"path"${space}:${quoted}`, `"id":${space}${id}`, "\"op\":\"locks\""];
        connection.send(`${space}{${fields.join(`${space},`)}${space}}${space}`);
        const answer = await connection.next((event) => event.id === id);
        assert.equal(answer["code"], "not-found", JSON.stringify(path));
      },
    ), { numRuns: 300 });
  });

  it("survives thousands of damaged lines and says only what the protocol knows", async () => {
    const connection = await connect();
    const good = [
      `{"op":"watch","id":1,"pid":${self},"startTicks":"1"}`, "{\"op\":\"unwatch\",\"id\":1}",
      `{"op":"sockets","id":2,"pid":${self}}`,
      "{\"op\":\"locks\",\"id\":3,\"path\":\"/no-such-folder/\\ud83d\\ude00\"}",
    ].map((line) => Buffer.from(line));
    const edit = fc.record({ at: fc.nat(), cut: fc.nat(3), put: fc.uint8Array({ maxLength: 3 }) });
    const damaged = fc.tuple(fc.constantFrom(...good), fc.array(edit, { maxLength: 4 }))
      .map(([line, edits]) => edits.reduce((bytes, { at, cut, put }) => {
        const place = at % (bytes.length + 1);
        return Buffer.concat([bytes.subarray(0, place), put, bytes.subarray(place + cut)]);
      }, line));
    await fc.assert(fc.asyncProperty(fc.array(damaged, { maxLength: 50 }), async (lines) => {
      for (const line of lines) connection.send(line);
      await settle(connection);
    }), { numRuns: 100 });
    const known = ["hello", "ended", "error", "sockets", "locks"];
    assert.deepEqual(connection.events.filter((event) => !known.includes(event.event)), []);
    assert.equal(await connection.close(), 0);
  });
});

describe("c4-nodehelper, writing events", () => {
  afterEach(killTracked);

  it("loses no answer and stays small while nobody reads, and still hears of deaths", async () => {
    const connection = await connect();
    const target = track(spawn("sleep", ["1000"], { stdio: "ignore" }));
    const ticks = String(startTicksOf(pidOf(target)));
    const count = 20_000;
    connection.send({ op: "watch", id: count, pid: pidOf(target), startTicks: ticks });
    connection.child.stdout?.pause();
    for (let id = 0; id < count; ++id) connection.send(question(id));
    const pid = pidOf(connection.child);
    const resident = (): number =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
    // Stands still: all that fits is written, and the rest of the requests waits in the pipe.
    const stat = (): string => readFileSync(`/proc/${pid}/stat`, "latin1").split(" ")
      .slice(13, 15).join(" ");
    let before = "";
    await until(async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const same = before === stat();
      before = stat();
      return same;
    }, (same) => same);
    const sanitized = process.env["C4_NODEHELPER"] !== undefined;
    assert.ok(sanitized || resident() < 16_384, `${resident()} KiB`);
    target.kill("SIGKILL");
    await once(target, "exit");
    connection.child.stdout?.resume();
    for (let id = 0; id < count; ++id) {
      assert.equal((await connection.next((event) => event.event === "locks")).id, id);
    }
    assert.equal((await connection.next((event) => event.event === "ended")).id, count);
  });

  it("answers what it was asked before its stdin closed, and exits", async () => {
    const child = track(spawn("sh", ["-c", `printf '%s\\n' "$0" "$0" | "${program}"`,
      JSON.stringify(question(1))], { stdio: ["ignore", "pipe", "inherit"] }));
    let text = "";
    child.stdout?.on("data", (piece) => (text += String(piece)));
    const [code] = await once(child, "close");
    assert.equal(code, 0);
    const kinds = text.trim().split("\n").map((line) => parseEvent(line).event);
    assert.deepEqual(kinds, ["hello", "locks", "locks"]);
  });

  it("exits when stdin closes though nobody reads what it has to say", async () => {
    const connection = await connect();
    connection.child.stdout?.pause();
    for (let id = 0; id < 20_000; ++id) connection.send(question(id));
    // Not `end`: that would wait behind the questions which nobody takes any more.
    connection.child.stdin?.destroy();
    assert.equal(await connection.close(), 0);
  });

  it("exits when nobody can read it any more", async () => {
    const connection = await connect();
    connection.child.stdout?.destroy();
    connection.send(question(1));
    await once(connection.child, "exit");
    assert.equal(connection.child.exitCode, 0);
  });

  it("outlives Ctrl-C, which the agent answers for it", async () => {
    const connection = await connect();
    connection.child.kill("SIGINT");
    await settle(connection);
  });

  it("dies with its parent even if its stdin stays open", async () => {
    const script = "const { spawn } = require('child_process');" +
      "const child = spawn(process.argv[1], [], { stdio: [0, 'ignore', 2] });" +
      "console.log(child.pid); setInterval(() => {}, 1000);";
    const parent = track(spawn(process.execPath, ["-e", script, program], {
      stdio: ["pipe", "pipe", "inherit"],
    }));
    const pid = Number(await firstLine(parent));
    const alive = (): boolean => {
      try {
        return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
      } catch {
        return false;
      }
    };
    await until(alive, (lives) => lives);
    parent.kill("SIGKILL");
    await until(alive, (lives) => !lives);
  });

  it("explains itself when it is started with flags that it does not know", async () => {
    const child = track(spawn(program, ["--what"], { stdio: ["ignore", "ignore", "ignore"] }));
    const [code] = await once(child, "exit");
    assert.equal(code, 64);
  });
});
