// Random numbers that repeat: one seed, and a stream of its own for every purpose, so that drawing
// one number more for one purpose changes nothing for any other. (A single stream was the obvious
// alternative; with it, adding a noise to a simulation reshuffles every fault of it.)
//
// The generator is sfc32 (C. Doty-Humphrey, PractRand): 128 bits of state, quick in JavaScript's
// 32-bit integers, no known failure of statistical tests. Not for secrets.

export interface RandomStream {
  /** 0 ≤ x < 1, 32 bits. */
  readonly uniform: () => number;
  /** A whole number, 0 ≤ x < `below`. */
  readonly below: (below: number) => number;
  /** Mean 0, standard deviation 1. */
  readonly normal: () => number;
  /** ≥ 1; P(x > t) = t^-shape. */
  readonly pareto: (shape: number) => number;
  readonly chance: (probability: number) => boolean;
}

/** The stream of one purpose. Equal seeds and names give equal streams, on every machine. */
export function randomStream(seed: number, name: string): RandomStream {
  return new Stream(seed, name);
}

/**
 * A class, against the habit of this house: a simulation has a stream for every rank and asks each
 * of them some ten times a second. As closures a stream would lie in seven places of memory, and
 * going there was a good part of what a draw cost. As four numbers in one object it does not.
 */
class Stream implements RandomStream {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  constructor(seed: number, name: string) {
    this.#a = hash(name, 0x9e3779b9) | 0;
    this.#b = hash(name, 0x243f6a88) | 0;
    this.#c = seed | 0;
    this.#counter = Math.floor(seed / 2 ** 32) | 1;
    for (let round = 0; round < 12; round += 1) this.uniform(); // mixes name and seed
  }

  uniform(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum | 0;
    return (sum >>> 0) / 2 ** 32;
  }

  below(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  /** Box and Muller (1958); the second of each pair is thrown away for a stateless function. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  pareto(shape: number): number {
    return (1 - this.uniform()) ** (-1 / shape);
  }

  chance(probability: number): boolean {
    return this.uniform() < probability;
  }
}

/** FNV-1a from a start of one's own. */
function hash(text: string, start: number): number {
  let sum = start;
  for (let index = 0; index < text.length; index += 1) {
    sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193);
  }
  return sum >>> 0;
}
