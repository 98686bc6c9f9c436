// The rules of the house, executable: who may import whom, what a core may touch, how wide a line
// may be. A rule that is only written down is soon a memory.

import { strict as assert } from "node:assert";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { codeOf, importsOf, sources, type Source } from "./sources.ts";

/** Bottom first: a room may import its own level's own room and anything in `below`. */
const rooms: readonly { readonly name: string; readonly below: readonly string[] }[] = [
  { name: "proto", below: [] },
  { name: "proto/wire", below: ["proto"] },
  { name: "agent/core", below: ["proto"] },
  { name: "controller/core", below: ["proto"] },
  { name: "controller/postmortem", below: ["proto"] },
  { name: "sim", below: ["proto", "agent/core", "controller/core"] },
  { name: "agent/io", below: ["proto", "proto/wire", "agent/core"] },
  { name: "controller/io", below: ["proto", "proto/wire", "controller/core"] },
  { name: "agent", below: ["proto", "agent/core", "agent/io"] },
  { name: "controller", below: ["proto", "controller/core", "controller/io"] },
  {
    name: "cli",
    below: [
      "proto", "sim", "agent", "agent/core", "controller", "controller/core",
      "controller/postmortem",
    ],
  },
  {
    name: "bench",
    below: [
      "proto", "proto/wire", "sim", "agent", "agent/core", "agent/io", "controller",
      "controller/core", "controller/io", "cli",
    ],
  },
];
const pure = ["proto", "agent/core", "controller/core", "controller/postmortem", "sim"];
const runtimePackages = ["nats", "protobufjs", "systeminformation", "ws"];

function roomOf(file: string): string {
  const inside = rooms
    .map((room) => room.name)
    .filter((name) => file.startsWith(`${name}/`))
    .sort((left, right) => right.length - left.length);
  return inside[0] ?? file.split("/")[0] ?? "";
}

const typescript = sources([".ts"]);
const production = typescript.filter((source) => !source.path.startsWith("test/"));

function complaints(
  check: (source: Source) => readonly string[],
  of: readonly Source[] = production,
): string[] {
  return of.flatMap((source) => check(source).map((line) => `${source.path}: ${line}`));
}

/** The sources that a source imports. */
function targetsOf(source: Source): readonly string[] {
  return importsOf(source).filter((each) => each.startsWith("."))
    .map((each) => path.posix.join(path.posix.dirname(source.path), each));
}

/** Groups of modules of which each reaches each. */
function circles(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const reached = new Map([...graph.keys()].map((start) => {
    const seen = new Set<string>();
    const open = [start];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const each of graph.get(next) ?? []) {
        if (!seen.has(each)) open.push(each);
        seen.add(each);
      }
    }
    return [start, seen];
  }));
  const groups = [...reached].filter(([start, seen]) => seen.has(start)).map(([start, seen]) =>
    [...seen].filter((each) => reached.get(each)?.has(start) === true).sort().join("\n"));
  return [...new Set(groups)].sort().map((group) => group.split("\n"));
}

describe("the house", () => {
  it("has sources to look at, or these rules would prove nothing", () => {
    assert.ok(production.length > 20, `${production.length} sources found`);
  });

  it("imports only downwards", () => {
    const found = complaints((source) => {
      const from = roomOf(source.path);
      const room = rooms.find((each) => each.name === from);
      if (room === undefined) return [`stands in no room (${from})`];
      return importsOf(source).filter((specifier) => specifier.startsWith(".")).flatMap((each) => {
        const target = path.posix.join(path.posix.dirname(source.path), each);
        const to = roomOf(target);
        return to === from || room.below.includes(to) ? [] : [`${from} must not import ${target}`];
      });
    });
    assert.deepEqual(found, []);
  });

  it("has no modules that import each other in a circle, not even for their types", () => {
    assert.deepEqual(circles(new Map([["a", ["b"]], ["b", ["c"]], ["c", ["b"]]])), [["b", "c"]],
      "a circle is found, and who only leads to it is no part of it");
    const graph = new Map(typescript.map((source) => [source.path, targetsOf(source)]));
    assert.deepEqual(circles(graph), []);
  });

  it("has no folders that import each other in a circle: each lies above or below another", () => {
    const graph = new Map<string, string[]>();
    for (const source of production) {
      const from = path.posix.dirname(source.path);
      const others = targetsOf(source).map((each) => path.posix.dirname(each))
        .filter((each) => each !== from);
      graph.set(from, [...graph.get(from) ?? [], ...others]);
    }
    assert.deepEqual(circles(graph), []);
  });

  it("keeps node modules and packages out of the pure rooms", () => {
    const found = complaints((source) => {
      const isGenerator = source.path === "proto/generate.ts"; // a build tool, imported by nobody
      if (isGenerator || !pure.includes(roomOf(source.path))) return [];
      return importsOf(source)
        .filter((each) => !each.startsWith("."))
        .map((each) => `imports ${each}`);
    });
    assert.deepEqual(found, []);
  });

  it("uses no package at run time but the ones the README argues for", () => {
    const found = complaints((source) =>
      source.path === "proto/generate.ts" ? [] : importsOf(source)
        .filter((each) => !each.startsWith(".") && !each.startsWith("node:"))
        .filter((each) => !source.text.includes(`import type Long from "${each}"`)) // a type only
        .filter((each) => !runtimePackages.includes(each) &&
          !runtimePackages.some((name) => each.startsWith(`${name}/`)))
        .map((each) => `imports ${each}`));
    assert.deepEqual(found, []);
  });

  it("takes time and randomness as arguments outside io, cli and main", () => {
    const clocks = "Date\\.now|new Date\\(\\)|performance\\.now|set(?:Timeout|Interval)";
    const host = "process\\.(?:env|hrtime|exit|nextTick|cpuUsage|memoryUsage|stdout|stderr)";
    const banned = new RegExp(`\\b(${clocks}|Math\\.random|${host})\\b`);
    const found = complaints((source) => {
      if (!pure.includes(roomOf(source.path)) || source.path === "proto/generate.ts") return [];
      return codeOf(source).flatMap((line, index) =>
        banned.test(line) ? [`line ${index + 1} uses ${banned.exec(line)?.[1]}`] : []);
    });
    assert.deepEqual(found, []);
  });

  it("has no line wider than 100 columns", () => {
    const written = sources([".ts", ".cc", ".h", ".py", ".md", ".proto"]);
    const found = complaints((source) => source.text.split("\n").flatMap((line, index) => {
      const table = source.path.endsWith(".md") && (line.startsWith("|") || line.includes("]("));
      const linkageName = /\b_ZNK?\d/.test(line); // cannot be broken
      const { length } = [...line];
      return length > 100 && !table && !linkageName ? [`line ${index + 1} has ${length}`] : [];
    }), written);
    assert.deepEqual(found, []);
  });

  it("has no file over 500 lines", () => {
    const written = sources([".ts", ".cc", ".h", ".py"]);
    const found = complaints((source) => {
      const lines = source.text.split("\n").length;
      return lines > 500 ? [`${lines} lines`] : [];
    }, written);
    assert.deepEqual(found, []);
  });

  it("gives each document exactly one title", () => {
    const found = complaints((source) => {
      const prose = source.text.replace(/```[\s\S]*?```/g, "");
      const titles = prose.split("\n").filter((line) => line.startsWith("# ")).length;
      return titles === 1 ? [] : [`${titles} titles`];
    }, sources([".md"]));
    assert.deepEqual(found, []);
  });

  it("names no folder of a developer's machine and no package registry", () => {
    const foreign = /\/root\/|\/home\/\w|\/work\/\w|registry\.npmjs|pythonhosted/;
    const written = sources([
      ".ts", ".cc", ".h", ".py", ".md", ".proto", ".json", "Makefile", "setup",
    ]);
    const found = complaints((source) => {
      if (source.path === "test/tidy/house.test.ts") return [];
      return source.text.split("\n").flatMap((line, index) =>
        foreign.test(line) ? [`line ${index + 1}: ${foreign.exec(line)?.[0]}`] : []);
    }, written);
    assert.deepEqual(found, []);
  });

  it("keeps what compilers make out of the folders with sources", () => {
    const tracked = sources([""]).map((source) => path.posix.dirname(source.path));
    const folders = new Set(tracked.flatMap((folder) => [folder, `${folder}/__pycache__`]));
    const found = [...folders].filter((folder) => existsSync(folder)).flatMap((folder) =>
      readdirSync(folder).filter((name) => /\.(pyc|so|o)$/.test(name))
        .map((name) => `${folder}/${name}`));
    assert.deepEqual(found, []);
  });

  it("has no test in dist/ whose source is gone, which would run on", () => {
    const left = readdirSync("dist", { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".test.js") && !existsSync(file.replace(/\.js$/, ".ts")));
    assert.deepEqual(left, [], "run: make clean build");
  });

  it("leaves no test switched off", () => {
    const switched = /\b(it|describe|context)\.(skip|only)\(/;
    const found = complaints((source) => codeOf(source).flatMap((line, index) =>
      switched.test(line) ? [`line ${index + 1}`] : []), typescript);
    assert.deepEqual(found, []);
  });

  it("leaves no module that nobody imports", () => {
    const imported = new Set(typescript.flatMap((source) => importsOf(source)
      .filter((each) => each.startsWith("."))
      .map((each) => path.posix.join(path.posix.dirname(source.path), each))));
    const entries = /(^cli\/c4|^proto\/generate|^bench\/main|main|\.test|^test\/.*)\.ts$|\.d\.ts$/;
    const orphans = production.map((source) => source.path)
      .filter((file) => !imported.has(file) && !entries.test(file));
    assert.deepEqual(orphans, []);
  });
});
