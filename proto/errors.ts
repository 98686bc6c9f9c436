// The closed vocabulary of operating errors. There are no other codes: a new situation takes the
// nearest of these, and its message names the value at fault and the remedy.

/** code: when to use it, the HTTP status and the exit code that carry it. */
export const errorCodes = {
  "invalid-argument": { when: "a flag or request says nonsense", httpStatus: 400, exitCode: 64 },
  "invalid-data": { when: "bytes from outside break their format", httpStatus: 422, exitCode: 1 },
  "not-found": { when: "the thing named does not exist", httpStatus: 404, exitCode: 1 },
  "already-exists": { when: "the thing to make is there", httpStatus: 409, exitCode: 1 },
  "stale": { when: "a fence is older than the one in force", httpStatus: 409, exitCode: 1 },
  "denied": { when: "policy or permission forbids it", httpStatus: 403, exitCode: 1 },
  "exhausted": { when: "a named limit is reached", httpStatus: 429, exitCode: 1 },
  "unavailable": { when: "a peer does not answer now", httpStatus: 503, exitCode: 1 },
  "timed-out": { when: "a deadline passed", httpStatus: 504, exitCode: 3 },
  "unsupported": { when: "this machine or version cannot", httpStatus: 501, exitCode: 1 },
  "internal": { when: "something unexpected was caught", httpStatus: 500, exitCode: 1 },
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** An operating error as a value. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly cause?: unknown;
}

/** What a fallible function returns. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Failure };

export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failure(code: ErrorCode, message: string, cause?: unknown): Result<never> {
  return { ok: false, error: cause === undefined ? { code, message } : { code, message, cause } };
}

/** The single doorway for caught things. */
export function failureFrom(caught: unknown, code: ErrorCode = "internal"): Failure {
  const message = caught instanceof Error ? caught.message : String(caught);
  return { code, message, cause: caught };
}

/** One line for people: the code leads. */
export function formatFailure(error: Failure): string {
  return `[${error.code}] ${error.message}`;
}
