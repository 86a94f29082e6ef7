/** A stretch of a series: where it ends, and the mean of its values. */
export interface Stretch {
  readonly step: number;
  readonly mean: number;
}

/** A series of any length in a few hundred numbers: means of stretches, which double in length when there are too many. */
export interface History {
  add(step: number, value: number): void;
  /** Full stretches, oldest first. Values that are not finite are left out of all means. */
  readonly stretches: readonly Stretch[];
}

const MOST = 256;

export function history(): History {
  let stretches: Stretch[] = [];
  let length = 1;
  let [n, sum] = [0, 0];
  return {
    add(step, value) {
      if (!Number.isFinite(value)) return;
      n++;
      sum += value;
      if (n < length) return;
      stretches.push({ step, mean: sum / n });
      [n, sum] = [0, 0];
      if (stretches.length < MOST) return;
      stretches = pairs(stretches);
      length *= 2;
    },
    get stretches() {
      return stretches;
    },
  };
}

function pairs(all: readonly Stretch[]): Stretch[] {
  return all.flatMap((second, i) => {
    const first = all[i - 1];
    return i % 2 === 1 && first ? [{ step: second.step, mean: (first.mean + second.mean) / 2 }] : [];
  });
}

/** The distribution of positive numbers of any count, to 5 % of each, in a few hundred counters. */
export interface Sketch {
  add(value: number): void;
  readonly count: number;
  readonly max: number;
  /** The smallest value that a share q of all do not exceed; NaN without values. */
  quantile(q: number): number;
}

const PER_OCTAVE = 16;

export function sketch(): Sketch {
  const counts = new Map<number, number>();
  let [count, max] = [0, Number.NEGATIVE_INFINITY];
  return {
    add(value) {
      if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) return;
      count++;
      max = Math.max(max, value);
      const bin = value === 0 ? Number.NEGATIVE_INFINITY : Math.round(Math.log2(value) * PER_OCTAVE);
      counts.set(bin, (counts.get(bin) ?? 0) + 1);
    },
    get count() {
      return count;
    },
    get max() {
      return count > 0 ? max : Number.NaN;
    },
    quantile(q) {
      let below = 0;
      for (const [bin, n] of [...counts].sort(([a], [b]) => a - b)) {
        below += n;
        if (below >= q * count) return 2 ** (bin / PER_OCTAVE);
      }
      return Number.NaN;
    },
  };
}

/** The last values of a series. */
export interface Recent {
  add(value: number): void;
  readonly values: readonly number[];
}

export function recent(most: number): Recent {
  const values: number[] = [];
  return {
    add(value) {
      values.push(value);
      if (values.length > most) values.shift();
    },
    values,
  };
}

/** NaN without values. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}
