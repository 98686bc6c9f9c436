// The project's own sources as text, for tests that hold the house to its rules.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Source {
  readonly path: string;
  readonly text: string;
}

/** Tracked and new files that git does not ignore, with one of the endings. */
export function sources(endings: readonly string[]): readonly Source[] {
  const listed = execFileSync(
    "git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    { encoding: "utf8", maxBuffer: 16 * 1024 * 1024 },
  );
  return [...new Set(listed.split("\0"))]
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .filter((path) => !generated(path))
    .flatMap((path) => {
      try {
        return [{ path, text: readFileSync(path, "utf8") }];
      } catch {
        return []; // deleted in the work tree and not yet in the index
      }
    });
}

function generated(path: string): boolean {
  return /^proto\/wire\/c4\.(js|d\.ts)$/.test(path) || path.startsWith("test/fixtures/") ||
    path.startsWith("test/golden/") || path === "package-lock.json" ||
    path === "docs/campaign.md"; // written by the campaign
}

/** Specifiers of static and dynamic imports. */
export function importsOf(source: Source): readonly string[] {
  const found: string[] = [];
  const fixed = /(?:^|\n)\s*(?:import|export)\b[^;"']*?\bfrom\s*["']([^"']+)["']/g;
  const bare = /(?:^|\n)\s*import\s*["']([^"']+)["']/g;
  const dynamic = /\bimport\(\s*["']([^"']+)["']/g;
  for (const pattern of [fixed, bare, dynamic]) {
    for (const match of source.text.matchAll(pattern)) found.push(match[1] ?? "");
  }
  return found;
}

/** Code without comments, line for line; strings stay as they are. */
export function codeOf(source: Source): readonly string[] {
  const blank = (text: string): string => text.replace(/[^\n]/g, " ");
  return source.text
    .replace(/\/\*[\s\S]*?\*\//g, blank)
    .replace(/(^|[^:"'`\\])(\/\/[^\n]*)/g, (_, before: string, comment: string) =>
      before + blank(comment))
    .split("\n");
}
