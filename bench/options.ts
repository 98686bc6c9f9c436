// What the command line asks of a benchmark. On its own, so that no benchmark imports the main
// program that imports all of them.

export interface BenchOptions {
  readonly plugins: readonly string[];
  readonly seconds: number | undefined;
  readonly pairs: number;
  readonly blocks: number;
  readonly nodes: number;
  /** Sizes of the scale benchmark. */
  readonly ranks: readonly number[];
  /** Where the scale benchmark draws its figure. */
  readonly plot: string | undefined;
  /** For progress, on a terminal only. */
  readonly say: (text: string) => void;
}
