// What a Python process wrote when it ended by an exception: agent/python/sitecustomize.py leaves
// the traceback in `<root>/stack/<pid>-<start ticks>.txt`. It is a stranger's text.

import { constants } from "node:fs";
import path from "node:path";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { cleanLine } from "../core/kernel.ts";

const bytesMax = 16 * 1024;
const linesMax = 12;

export function lastWordsFile(root: string, process: string): string {
  return path.join(root, "stack", `${process}.txt`);
}

/**
 * The last lines, since a traceback ends with what went wrong. Only its owner's: many users may
 * write into that folder, and one could lay words into another's mouth.
 */
export function readLastWords(root: string, process: string, owner: number): readonly string[] {
  const text = readText(lastWordsFile(root, process), owner);
  return text.split("\n").map((line) => cleanLine(line)).filter((line) => line.trim() !== "")
    .slice(-linesMax);
}

function readText(file: string, owner: number): string {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const found = fstatSync(descriptor);
    if (!found.isFile() || found.uid !== owner) return "";
    const bytes = Buffer.alloc(Math.min(found.size, bytesMax));
    const length = readSync(descriptor, bytes, 0, bytes.length, found.size - bytes.length);
    return bytes.toString("utf8", 0, length);
  } catch {
    return ""; // it had no last words
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
