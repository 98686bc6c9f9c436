// A label and its sentences, wrapped to the screen: how a post-mortem is told to a person.

import { printableLine } from "../view/paint.ts";
import { wrap, type TableOptions } from "../view/table.ts";

const labelWidth = 10;
const textWidthMax = 100;

export type Teller = (label: string, sentences: readonly string[]) => string;

export function teller({ columns, paint }: TableOptions): Teller {
  const width = Math.max(40, Math.min(columns, textWidthMax) - labelWidth);
  return (label, sentences) => sentences
    .flatMap((sentence) => wrap(printableLine(sentence), width - 2)
      .map((line, index) => (sentences.length > 1 && index > 0 ? `  ${line}` : line)))
    .map((line, index) =>
      `${index === 0 ? paint.strong(label.padEnd(labelWidth)) : " ".repeat(labelWidth)}${line}\n`)
    .join("");
}
