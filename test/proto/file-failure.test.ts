// The kernel's errors in words for people.

import { strict as assert } from "node:assert";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { codeOf, fileFailure, plainReason } from "../../proto/file-failure.ts";

function caught(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

/** As the file system says it, of errors that a test cannot bring about. */
function system(code: string, words: string): Error {
  return Object.assign(new Error(`${code}: ${words}, open '/x'`), { code });
}

describe("what is wrong with a file", () => {
  it("is said with its name, in words, with what to do", () => {
    for (const [use, error, message] of [
      ["read", caught(() => readFileSync("/nowhere/x")), "/x: no such file; check the path"],
      ["list", caught(() => readdirSync("/nowhere/x")), "/x: no such folder; check the path"],
      ["read", caught(() => readFileSync("/")), "/x: a folder; name a file"],
      ["list", caught(() => readdirSync("/dev/null")), "/x: not a folder; name a folder"],
      ["read", caught(() => readFileSync("/dev/null/x")),
        "/x: a part of its path is no folder; check the path"],
      ["write", caught(() => writeFileSync("/dev/full", "x")),
        "/x: no room is left; make room, or name another place"],
      ["read", system("EACCES", "permission denied"),
        "/x: not permitted to read; change its permissions, or run as a user who may"],
      ["write", system("EROFS", "read-only file system"),
        "/x: a read-only file system; name another place"],
      ["read", system("EIO", "i/o error"),
        "/x: cannot read it (i/o error); look at the disk, or name another place"],
    ] as const) {
      const failure = fileFailure("/x", use, error);
      assert.equal(failure.message, message);
      assert.equal(failure.cause, error);
      assert.notEqual(failure.code, "invalid-argument");
    }
  });

  it("keeps the words of what is no error of the system", () => {
    assert.equal(plainReason(new Error("odd, very odd")), "odd, very odd");
    assert.equal(plainReason("thrown text"), "thrown text");
    assert.equal(codeOf(new Error("x")), "");
  });
});
