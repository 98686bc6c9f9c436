// Programmer errors crash; these checks stay on in production. Operating errors are values.

/** Throws when an invariant of our own code is broken. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${message}`);
}

/** The `default` branch of a switch over a closed union. */
export function unreachable(value: never): never {
  throw new Error(`invariant broken: unexpected ${JSON.stringify(value)}`);
}
