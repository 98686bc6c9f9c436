// Typed arrays that grow by doubling: what JavaScript lists would hold in several times the room.

export interface Growing<T> {
  readonly push: (value: number) => void;
  readonly count: () => number;
  /** A view of what was pushed; good until the next push. */
  readonly taken: () => T;
}

export const growingInt32 = (): Growing<Int32Array> =>
  growing((length: number) => new Int32Array(length));
export const growingUint8 = (): Growing<Uint8Array> =>
  growing((length: number) => new Uint8Array(length));
export const growingFloat64 = (): Growing<Float64Array> =>
  growing((length: number) => new Float64Array(length));

interface Typed {
  [index: number]: number;
  readonly length: number;
  readonly set: (from: ArrayLike<number>) => void;
}

function growing<T extends Typed & { readonly subarray: (from: number, to: number) => T }>(
  make: (length: number) => T,
): Growing<T> {
  let values = make(64);
  let count = 0;
  return {
    push: (value) => {
      if (count === values.length) {
        const wider = make(count * 2);
        wider.set(values);
        values = wider;
      }
      values[count] = value;
      count += 1;
    },
    count: () => count,
    taken: () => values.subarray(0, count),
  };
}
