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
  const uniform = generator(seed, name);
  return {
    uniform,
    below: (below) => Math.floor(uniform() * below),
    // Box and Muller (1958); the second of each pair is thrown away for a stateless function.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    pareto: (shape) => (1 - uniform()) ** (-1 / shape),
    chance: (probability) => uniform() < probability,
  };
}

function generator(seed: number, name: string): () => number {
  let a = hash(name, 0x9e3779b9);
  let b = hash(name, 0x243f6a88);
  let c = seed >>> 0;
  let counter = Math.floor(seed / 2 ** 32) >>> 0 | 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 12; round += 1) next(); // mixes name and seed
  return next;
}

/** FNV-1a from a start of one's own. */
function hash(text: string, start: number): number {
  let sum = start;
  for (let index = 0; index < text.length; index += 1) {
    sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193);
  }
  return sum >>> 0;
}
