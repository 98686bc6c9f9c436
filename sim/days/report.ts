// What many clean hours come to.

import type { PlayedHour } from "./hours.ts";

export interface DaysReport {
  readonly version: 1;
  readonly ranks: number;
  readonly all: Share;
  /** The most frequent first; of all that was said, and of each layout. */
  readonly bySyndrome: readonly Share[];
  readonly byLayout: readonly Share[];
  readonly plays: readonly PlayedHour[];
}

export interface Share {
  readonly name: string;
  readonly hours: number;
  readonly suspicions: number;
  readonly pages: number;
  readonly suspicionsPerDay: number;
  readonly pagesPerDay: number;
}

const daySeconds = 86_400;

export function reportOf(plays: readonly PlayedHour[], ranks: number): DaysReport {
  const syndromes = new Set(plays.flatMap((play) => play.suspicions.map(syndromeOf)));
  const layouts = new Set(plays.map((play) => play.layout));
  return {
    version: 1, ranks, all: shareOf("all", plays, () => true),
    bySyndrome: byFrequency([...syndromes].map((name) =>
      shareOf(name, plays, (words) => syndromeOf(words) === name))),
    byLayout: byFrequency([...layouts].map((name) =>
      shareOf(name, plays.filter((play) => play.layout === name), () => true))),
    plays,
  };
}

function shareOf(
  name: string, plays: readonly PlayedHour[], isCounted: (words: string) => boolean,
): Share {
  const count = (of: (play: PlayedHour) => readonly string[]): number =>
    plays.reduce((total, play) => total + of(play).filter(isCounted).length, 0);
  const [suspicions, pages] = [count((play) => play.suspicions), count((play) => play.pages)];
  // There is a play in each share, and no play without an hour.
  const days = plays.reduce((total, play) => total + play.seconds, 0) / daySeconds;
  return {
    name, hours: plays.length, suspicions, pages,
    suspicionsPerDay: suspicions / days, pagesPerDay: pages / days,
  };
}

function syndromeOf(words: string): string {
  return words.slice(0, words.indexOf(":"));
}

function byFrequency(shares: readonly Share[]): readonly Share[] {
  return [...shares].sort((left, right) =>
    right.suspicions - left.suspicions || (left.name < right.name ? -1 : 1));
}
