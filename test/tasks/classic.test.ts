import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Batch, Task } from "../../src/lab/index.js";
import { stream } from "../../src/rng/index.js";
import { makeTask } from "../../tasks/index.js";
import { at, fiveErrors, mean } from "./measure.js";

interface Row {
  /** The class shown at each step; the number itself where the input is one number. */
  readonly shown: readonly number[];
  /** The class due at each step, -1 where nothing is scored. */
  readonly due: readonly number[];
}

/** Reads rows back from a batch, without the tasks' own code. */
function rows(task: Task, { T, B, x, target, weight }: Batch): Row[] {
  const [X, Y] = [task.input, task.output];
  return Array.from({ length: B }, (_, b) => {
    const due = Array.from({ length: T }, (_, t) => {
      const position = task.readout === "every" ? t * B + b : t === T - 1 ? b : -1;
      return position < 0 || weight[position] === 0
        ? -1
        : target.subarray(position * Y, (position + 1) * Y).indexOf(1);
    });
    const shown = Array.from({ length: T }, (_, t) => {
      const from = (t * B + b) * X;
      return X === 1 ? at(x, from) : x.subarray(from, from + X).indexOf(1);
    });
    const end = X === 1 ? T : shown.findLastIndex((symbol) => symbol >= 0) + 1;
    return { shown: shown.slice(0, end), due: due.slice(0, end) };
  });
}

/** Each row of many drawn batches passes `check`. */
function forRows(
  name: string,
  options: fc.Arbitrary<Record<string, unknown>>,
  check: (row: Row, of: Task) => void,
) {
  fc.assert(
    fc.property(options, fc.integer(), (chosen, seed) => {
      const task = makeTask(name, chosen);
      for (const row of rows(task, task.sample(stream(seed), 8))) check(row, task);
    }),
    { seed: 5, numRuns: 12 },
  );
}

const many = (name: string, options: Record<string, unknown>, B = 3000) => {
  const task = makeTask(name, options);
  return rows(task, task.sample(stream(1, "many"), B));
};

describe("temporal order", () => {
  const bits = fc.integer({ min: 2, max: 4 });
  const T = fc.integer({ min: 10, max: 130 });

  it("asks for the X and Y of the sequence in their order, the first as the highest bit", () => {
    const variant = fc.constantFrom("hs97", "pascanu");
    forRows("temporal-order", fc.record({ bits, T, variant }), ({ shown, due }, task) => {
      const relevant = shown.filter((symbol) => symbol === 4 || symbol === 5);
      expect(relevant).toHaveLength(Number(task.options.bits));
      expect(due.at(-1)).toBe(Number.parseInt(relevant.map((symbol) => symbol - 4).join(""), 2));
      expect(due.slice(0, -1).every((answer) => answer === -1)).toBe(true);
      const isHs97 = task.options.variant === "hs97";
      expect([shown[0] === 6, shown.at(-1) === 7]).toEqual([isHs97, isHs97]);
      expect(shown.filter((symbol) => symbol > 5)).toHaveLength(isHs97 ? 2 : 0);
    });
  });

  it.each([
    [2, [10, 20], [50, 60], []],
    [3, [10, 20], [33, 43], [66, 76]],
  ])("hs97 with %i symbols has exactly the published ranges at T = 100, lengths 100 to 110", (n, ...ranges) => {
    const all = many("temporal-order", { bits: n });
    const lengths = all.map(({ shown }) => shown.length);
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([100, 110]);
    const places = all.map(({ shown }) =>
      shown.flatMap((symbol, t) => (symbol === 4 || symbol === 5 ? [t] : [])),
    );
    for (const [i, range] of ranges.slice(0, n).entries()) {
      const steps = places.map((place) => at(place, i));
      expect([Math.min(...steps), Math.max(...steps)]).toEqual(range);
    }
  });

  it("pascanu follows the code, first symbol in [.1 L, .2 L), and not its docstring, [1, L/10]", () => {
    const task = makeTask("temporal-order", { variant: "pascanu", T: 100 });
    const s = stream(2, "places");
    const firsts = Array.from({ length: 2000 }, () => {
      const batch = task.sample(s, 1);
      const [row] = rows(task, batch);
      const first = row?.shown.findIndex((symbol) => symbol > 3) ?? -1;
      expect(first >= Math.floor(batch.T / 10) && first < Math.floor(batch.T / 5)).toBe(true);
      return first;
    });
    expect(Math.min(...firsts)).toBe(10);
  });

  it("has baselines ln 4 and ln 8, and 75 % and 87.5 % of errors by guessing", () => {
    for (const [n, baseline, error] of [
      [2, 1.3863, 0.75],
      [3, 2.0794, 0.875],
    ] as const) {
      const task = makeTask("temporal-order", { bits: n, T: 20 });
      expect(task.baseline).toBeCloseTo(baseline, 4);
      const batch = task.sample(stream(3), 4000);
      const { accuracy = Number.NaN } = task.score(task.memoryless(batch), batch);
      expect(Math.abs(1 - accuracy - error)).toBeLessThan(5 * Math.sqrt((error * (1 - error)) / 4000));
    }
  });
});

describe("multiplication", () => {
  it("asks for the product of the marked values, a hidden one counting as 1", () => {
    for (const variant of ["hs97", "pascanu"]) {
      const [value, marker] = variant === "hs97" ? [0, 1] : [1, 0];
      const task = makeTask("multiplication", { T: 40, variant });
      const { T, B, x, target, weight } = task.sample(stream(4), 400);
      let hidden = 0;
      for (let b = 0; b < B; b++) {
        const marked = Array.from({ length: T }, (_, t) => (t * B + b) * 2).filter(
          (i) => x[i + marker] === 1,
        );
        if (marked.length === 1) hidden += 1;
        const product = marked.reduce((p, i) => p * at(x, i + value), 1);
        const due = [];
        for (let i = b; i < weight.length; i += B) if (weight[i] === 1) due.push(at(target, i));
        expect(due).toEqual([product]);
      }
      expect(hidden > 0).toBe(variant === "hs97");
    }
  });

  it("has baseline 7/144 and plateau 1/36 where no operand is hidden", () => {
    const { baseline, plateaus } = makeTask("multiplication", { variant: "pascanu" });
    expect(baseline).toBeCloseTo(7 / 144, 14);
    expect(plateaus[0]?.loss).toBeCloseTo(1 / 36, 14);
  });
});

describe("two-sequence", () => {
  it.each([
    "3a",
    "3b",
    "3c",
  ])("%s: noise has variance 0.2, not deviation 0.2, and the targets are the published ones", (variant) => {
    const task = makeTask("two-sequence", { T: 30, N: 3, variant });
    const { T, B, x, target, weight } = task.sample(stream(5), 1500);
    const of = (t: number) => Array.from({ length: B }, (_, b) => at(x, t * B + b));
    const variance = (values: readonly number[]) => mean(values.map((v) => v * v)) - mean(values) ** 2;
    expect(variance(of(10))).toBeCloseTo(0.2, 1);
    expect(Math.abs(variance(of(10)) - 0.2)).toBeLessThan(0.04);
    const first = of(0);
    const one = first.filter((v) => v > 0);
    if (variant === "3a") expect(new Set(first)).toEqual(new Set([1, -1]));
    else expect(Math.abs(mean(one) - 1)).toBeLessThan(0.08);
    const due = Array.from({ length: B }, (_, b) => {
      for (let t = T - 1; t >= 0; t--) if (weight[t * B + b] === 1) return at(target, t * B + b);
      throw new Error("nothing is scored");
    });
    const [second, third] = [of(1), of(2)];
    const kinds = first.map((v, b) => Math.sign(v + at(second, b) + at(third, b)));
    const ofClass = (sign: number) => due.filter((_, b) => kinds[b] === sign);
    const [up, down] = variant === "3c" ? [0.2, 0.8] : [1, 0];
    expect(Math.abs(mean(ofClass(1)) - up)).toBeLessThan(0.07);
    expect(Math.abs(mean(ofClass(-1)) - down)).toBeLessThan(0.07);
    if (variant === "3c") expect(Math.abs(variance(ofClass(1)) - 0.1)).toBeLessThan(0.025);
  });

  it("has the stated numbers", () => {
    const of = (variant: string, N = 3) => makeTask("two-sequence", { variant, N });
    expect([of("3a").baseline, of("3a").floor]).toEqual([1 / 4, 0]);
    expect(of("3c").baseline).toBeCloseTo(0.09 + 0.1, 14);
    expect(of("3c").floor).toBeCloseTo(0.1, 3);
    expect(of("3b").floor).toBeLessThan(1e-3);
    expect(of("3b", 1).floor).toBeGreaterThan(of("3b").floor);
    expect(() => makeTask("two-sequence", { T: 3, N: 3 })).toThrow(
      "N must be less than T, but N was 3 and T was 3;",
    );
  });
});

describe("memorization", () => {
  it("shows bits, T blanks and a trigger, and asks for the bits from the next step on, blanks before", () => {
    const options = fc.record({
      T: fc.integer({ min: 1, max: 40 }),
      variant: fc.constantFrom("5-bit", "20-bit"),
    });
    forRows("memorization", options, ({ shown, due }, { options: { T, variant } }) => {
      const [S, K] = variant === "5-bit" ? [5, 2] : [10, 5];
      const symbols = shown.slice(0, S);
      const blanks = (n: number) => new Array<number>(n).fill(0);
      expect(symbols.every((symbol) => symbol >= 1 && symbol <= K)).toBe(true);
      expect(shown).toEqual([...symbols, ...blanks(Number(T)), K + 1, ...blanks(S)]);
      expect(due).toEqual([...blanks(Number(T) + S + 1), ...symbols]);
    });
  });

  it("20-bit holds 23.2 bits, and a sequence is wrong when a blank is", () => {
    const task = makeTask("memorization", { variant: "20-bit", T: 79 });
    expect((task.baseline * task.steps) / Math.LN2).toBeCloseTo(23.2, 1);
    const batch = task.sample(stream(6), 50);
    const y = task.ideal(batch);
    expect(task.score(y, batch)).toMatchObject({ whole: 1, exact: 1, recall: 1 });
    y[3 * 50 * task.output + 2] = 5;
    expect(task.score(y, batch)).toMatchObject({ exact: 1, recall: 1, whole: 0.98 });
    expect(task.criteria[0]?.holds(task.score(y, batch))).toBe(false);
  });
});

describe("random permutation", () => {
  it("repeats its first symbol, one of two, after others", () => {
    const options = fc.record({
      T: fc.integer({ min: 2, max: 50 }),
      variant: fc.constantFrom("pascanu", "sutskever"),
    });
    forRows("random-permutation", options, ({ shown, due }, { options: { variant } }) => {
      const [first = -1, ...others] = shown;
      expect(first).toBeLessThan(2);
      expect(others.every((symbol) => symbol >= 2 && symbol < 100)).toBe(true);
      expect(due).toEqual(variant === "pascanu" ? [...others.map(() => -1), first] : [...others, first]);
    });
  });

  it("pascanu's baseline is ln 2 and not ln 100; sutskever's floor is the noise", () => {
    expect(makeTask("random-permutation").baseline).toBe(Math.LN2);
    const { baseline, floor } = makeTask("random-permutation", { variant: "sutskever", T: 50 });
    expect(floor).toBeCloseTo((49 * Math.log(98)) / 50, 14);
    expect(baseline - floor).toBeCloseTo(Math.LN2 / 50, 14);
  });
});

describe("selective copying", () => {
  const options = fc.record({
    T: fc.integer({ min: 1, max: 60 }),
    alphabet: fc.integer({ min: 2, max: 12 }),
    length: fc.integer({ min: 1, max: 12 }),
  });

  it("mamba: markers to the end, on which all symbols are due in order, and nothing else", () => {
    forRows("selective-copy", options, ({ shown, due }, { options: { T, alphabet, length } }) => {
      const [S, zone] = [Number(length), Number(T) + Number(length)];
      expect(shown).toHaveLength(zone + S);
      expect(shown.slice(zone).every((symbol) => symbol === Number(alphabet) + 1)).toBe(true);
      const symbols = shown.slice(0, zone).filter((symbol) => symbol > 0);
      expect(due).toEqual([...new Array<number>(zone).fill(-1), ...symbols]);
      expect(symbols).toHaveLength(S);
    });
  });

  it("denoise: no symbol is lost to a collision, and the marker is one of the inputs", () => {
    const denoise = options.map((chosen) => ({ ...chosen, variant: "denoise" }));
    forRows("selective-copy", denoise, ({ shown, due }, { options: { T, alphabet, length } }) => {
      const [S, zone] = [Number(length), Number(T) + Number(length) - 1];
      expect(shown.indexOf(Number(alphabet) + 1)).toBe(zone);
      const symbols = shown.slice(0, zone).filter((symbol) => symbol > 0);
      expect(symbols).toHaveLength(S);
      expect(due).toEqual([...new Array<number>(zone + 1).fill(0), ...symbols]);
    });
    expect(makeTask("selective-copy", { variant: "denoise", T: 200 }).baseline).toBeCloseTo(0.099874, 6);
    expect(makeTask("selective-copy", { variant: "denoise", T: 200 }).input).toBe(11);
  });

  it("spreads symbols evenly, and has Mamba's 16 symbols with blank and marker among them", () => {
    const all = many("selective-copy", { T: 6, length: 2, alphabet: 2 }, 4000);
    for (let t = 0; t < 8; t++) {
      const hits = all.map(({ shown }) => ((shown[t] ?? 0) > 0 ? 1 : 0));
      expect(Math.abs(mean(hits) - 2 / 8)).toBeLessThan(fiveErrors(hits));
    }
    expect(makeTask("selective-copy").input).toBe(16);
  });
});

describe("parity and recall", () => {
  it("parity counts ones, at the end or so far", () => {
    const options = fc.record({
      T: fc.integer({ min: 2, max: 40 }),
      variant: fc.constantFrom("last", "every"),
    });
    forRows("parity", options, ({ shown, due }, { options: { variant } }) => {
      const ones = (t: number) => shown.slice(0, t + 1).filter((bit) => bit === 1).length;
      expect(shown.every((bit) => bit === 0 || bit === 1)).toBe(true);
      const last = shown.length - 1;
      expect(due).toEqual(shown.map((_, t) => (variant === "every" || t === last ? ones(t) % 2 : -1)));
    });
  });

  it("recall asks on the cue, T steps later, for the first symbol", () => {
    const options = fc.record({
      T: fc.integer({ min: 1, max: 40 }),
      alphabet: fc.integer({ min: 2, max: 5 }),
      variant: fc.constantFrom("blank", "same"),
    });
    forRows("recall", options, ({ shown, due }, { options: { T, alphabet: K, variant } }) => {
      expect(due).toEqual(shown.map((_, t) => (t === T ? shown[0] : -1)));
      expect(shown.at(-1)).toBe(Number(K) + 1);
      const between = shown.slice(1, -1);
      expect(between.every((s) => (variant === "blank" ? s === K : s < Number(K)))).toBe(true);
      expect(shown).toHaveLength(Number(T) + 1);
    });
  });
});

describe("embedded Reber grammar", () => {
  const letters = ({ shown, due }: Row) => [...shown, due.at(-1) ?? -1].map((i) => "BTPXVSE"[i]).join("");
  /** The grammar again, from its drawing, letter by letter. */
  const graph: Record<string, Record<string, string>> = {
    a: { B: "b" },
    b: { T: "c", P: "d" },
    c: { S: "c", X: "e" },
    d: { T: "d", V: "f" },
    e: { X: "d", S: "g" },
    f: { P: "e", V: "g" },
    g: { E: "end" },
  };
  const isReber = (text: string) =>
    [...text].reduce((state, letter) => graph[state]?.[letter] ?? "lost", "a") === "end";

  it("draws strings of the grammar, the second letter again before the last, none longer than T", () => {
    forRows("reber", fc.record({ T: fc.integer({ min: 9, max: 60 }) }), (row, { options: { T } }) => {
      const text = letters(row);
      expect(text.length).toBeLessThanOrEqual(Number(T));
      expect(text).toMatch(/^B([TP]).+\1E$/);
      expect(isReber(text.slice(2, -2))).toBe(true);
      expect(row.due.slice(0, -1)).toEqual(row.shown.slice(1));
    });
  });

  it("draws them as a naive machine does that throws long ones away", () => {
    const s = stream(8, "naive");
    const naive = () => {
      let [text, state] = ["", "a"];
      while (state !== "end") {
        const arcs = Object.entries(graph[state] ?? {});
        const [letter, to] = arcs[s.int(arcs.length)] ?? ["", "end"];
        [text, state] = [text + letter, to];
      }
      return text.length + 4;
    };
    const wanted = Array.from({ length: 6000 }, naive).filter((n) => n <= 16);
    const drawn = many("reber", { T: 16 }, 4000).map((row) => letters(row).length);
    expect(Math.abs(mean(wanted) - mean(drawn))).toBeLessThan(fiveErrors(wanted) + fiveErrors(drawn));
    const short = (all: readonly number[]) => all.map((n) => (n === 9 ? 1 : 0));
    expect(Math.abs(mean(short(wanted)) - mean(short(drawn)))).toBeLessThan(fiveErrors(short(wanted)) * 2);
  });

  it("asks HS97's measure for every legal letter, and the echo for the remembered one alone", () => {
    const task = makeTask("reber");
    const batch = task.sample(stream(9), 300);
    expect(task.score(task.ideal(batch), batch)).toEqual({ legal: 1, echo: 1 });
    // Three letters tell where in the grammar one is, mostly, but nothing of the second letter: T and P come out even.
    const { echo, legal } = task.score(task.within?.(batch, 3) ?? [], batch);
    expect(legal).toBe(0);
    expect(echo).toBeLessThan(0.6);
  });
});

it("sequences look as published", async () => {
  const chosen: [string, Record<string, unknown>][] = [
    ["temporal-order", { T: 20 }],
    ["temporal-order", { T: 20, variant: "pascanu", bits: 3 }],
    ["reber", {}],
    ["memorization", { T: 6 }],
    ["memorization", { T: 6, variant: "20-bit" }],
    ["random-permutation", { T: 12, symbols: 9 }],
    ["random-permutation", { T: 12, symbols: 9, variant: "sutskever" }],
    ["selective-copy", { T: 12, length: 4, alphabet: 4 }],
    ["selective-copy", { T: 12, length: 4, alphabet: 4, variant: "denoise" }],
    ["parity", { T: 12 }],
    ["parity", { T: 12, variant: "every" }],
    ["recall", { T: 12 }],
    ["recall", { T: 12, variant: "same" }],
  ];
  const pictures = chosen.map(([name, options]) => {
    const task = makeTask(name, options);
    const [row] = rows(task, task.sample(stream(7, "picture"), 2));
    const line = (values: readonly number[] = []) => values.map((v) => (v < 0 ? " " : String(v))).join("");
    const title = [name, ...Object.entries(options).map(([key, value]) => `${key} ${value}`)].join(", ");
    return `${title}: ${task.input} in, ${task.output} out\n  input  ${line(row?.shown)}\n  target ${line(row?.due)}`;
  });
  await expect(`${pictures.join("\n")}\n`).toMatchFileSnapshot("golden/classic.txt");
});
