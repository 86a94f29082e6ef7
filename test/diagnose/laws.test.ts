import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cures } from "../../src/cures/index.js";
import {
  applied,
  diagnose,
  diagnoser,
  type Facts,
  isClipping,
  rules,
  type Verdict,
} from "../../src/diagnose/index.js";
import { jsonLine, parseExperiment, parseJsonLine } from "../../src/lab/index.js";
import { cases } from "./cases.js";
import {
  end,
  factsWith,
  gate,
  layer,
  probe,
  profile,
  type Records,
  start,
  state,
  steps,
  tensor,
} from "./evidence.js";

const cells = ["rnn", "rnn-relu", "lstm", "gru", "janet", "lru", "lstm-layer-norm"];

/** Any run: its cell and its measurements within what can be measured, and beyond. */
const anyRun: fc.Arbitrary<{ facts: Facts; records: Records }> = fc
  .record({
    cell: fc.constantFrom(...cells),
    chain: fc.constantFrom(
      "clip-norm:1 adam:lr=0.005",
      "adam:lr=0.01",
      "clip-value:0.1 + sgd:lr=0.1,momentum=0.9",
    ),
    init: fc.constantFrom(
      { preset: "pytorch" as const },
      { preset: "hindsight" as const },
      { recurrent: "orthogonal" },
    ),
    unroll: fc.constantFrom("full" as const, 20),
    factor: fc.constantFrom(1e-6, 0.5, 0.8, 0.95, 1, 1.05, 1.3, 1e5, Number.NaN),
    loss: fc.constantFrom(0, 0.1, 1 / 6, 5, 1e9, Number.NaN, Number.POSITIVE_INFINITY),
    norm: fc.constantFrom(0, 1e-12, 0.1, 1, 1e4, 1e30, Number.NaN),
    scale: fc.constantFrom(undefined, 1, 0.5, 1e-3),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    split: fc.option(
      fc.record({
        weights: nats(),
        activation: nats(),
        gates: nats(),
        total: nats(),
        meeting: nats(),
        arriving: nats(),
      }),
      { nil: undefined },
    ),
    length: fc.constantFrom(5, 120, 1000),
  })
  .map(({ cell, chain, init, unroll, factor, loss, norm, scale, share, split, length }) => {
    const through = split && {
      through: { log10: {}, split: emptySplit, meanSplit: split, updateShare: [], last95: 1 },
    };
    const measured = layer({
      cell,
      states: [state({ saturatedHigh: share, deadShare: share })],
      gates: [gate({ low: share, timeConstant: { p10: share, median: share, p90: 100 * share } })],
      ...through,
    });
    const tensors = [tensor({ growth: 100 * share, updateRatio: share, meanAbsGrad: norm })];
    const records = [
      start({ "0.U": "orthogonal" }),
      profile(factor),
      probe({ tensors, layers: [measured] }),
      ...steps(
        length,
        () => loss,
        () => norm,
        scale === undefined ? undefined : () => scale,
      ),
      end(length, Number.isFinite(loss) ? "finished" : "diverged"),
    ];
    return { facts: factsWith({ cell, chain, init, unroll }), records };
  });

function nats() {
  return fc.double({ min: -3, max: 1, noNaN: true });
}
const emptySplit = { total: [], weights: [], activation: [], gates: [], meeting: [], arriving: [] };

const aboutVanishing = ({ rule }: Verdict): boolean =>
  ["vanishing", "horizon", "blind-spot", "vanishing-layers", "forgets-too-soon", "short-window"].includes(
    rule,
  );

/** A number for this experiment alone, or a change of layers that have no state. */
const repairs = ["gain", "longer-unroll", "more-steps"].concat(
  ["selu", "leaky", "tanh", "positive-bias", "larger-batch"],
  ["he-normal", "lecun-normal", "glorot-uniform"],
);

describe("whatever was measured", () => {
  it("clipping is never advised against a gradient that vanishes", () => {
    fc.assert(
      fc.property(anyRun, ({ facts, records }) => {
        for (const verdict of diagnose(facts, records).verdicts.filter(aboutVanishing))
          for (const advice of verdict.advice) expect(isClipping(advice) ? advice.cure : "").toBe("");
      }),
      { numRuns: 300 },
    );
  });

  it("advice makes an experiment that can be run, and another one than before", () => {
    fc.assert(
      fc.property(anyRun, ({ facts, records }) => {
        for (const { advice } of diagnose(facts, records).verdicts)
          for (const one of advice) {
            const made = parseExperiment(applied(facts.experiment, one));
            expect(one.options).not.toBe("");
            expect(made).not.toEqual(facts.experiment);
          }
      }),
      { numRuns: 200 },
    );
  });

  it("advice is a cure of the catalogue in a dose of its own, or a repair that is no cure by itself", () => {
    const outer = (path: string) => path.split(".")[0];
    fc.assert(
      fc.property(anyRun, ({ facts, records }) => {
        for (const { advice } of diagnose(facts, records).verdicts)
          for (const { cure, set } of advice) {
            const known = cures.get(cure);
            if (!known) expect(repairs).toContain(cure);
            else expect(Object.keys(set).map(outer)).toEqual(expect.arrayContaining(known.sets.map(outer)));
          }
      }),
      { numRuns: 200 },
    );
  });

  it("a verdict is a sentence with a value, and survives JSON", () => {
    fc.assert(
      fc.property(anyRun, ({ facts, records }) => {
        for (const verdict of diagnose(facts, records).verdicts) {
          expect(verdict.sentence).toMatch(/\.$/);
          expect(verdict.sentence).not.toMatch(/undefined|NaN,/);
          expect(verdict.value).not.toBeNaN();
          expect(parseJsonLine(jsonLine(verdict))).toEqual(verdict);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("a mechanism explains a run only with a symptom", () => {
    fc.assert(
      fc.property(anyRun, ({ facts, records }) => {
        const { verdicts, health } = diagnose(facts, records);
        const symptom = verdicts.some((v) => v.role === "symptom" && v.holds && v.severity !== "info");
        const explained = verdicts.filter((v) => v.role === "mechanism" && v.standing === "run");
        if (!symptom) expect(explained).toEqual([]);
        expect(health === "failing").toBe(symptom);
      }),
      { numRuns: 200 },
    );
  });
});

it("a verdict is told once, when it first holds", () => {
  for (const { facts = factsWith(), records } of cases) {
    const made = diagnoser(facts);
    const told = records.flatMap((record) => made.hear(record)).map(({ rule }) => rule);
    expect(new Set(told).size).toBe(told.length);
    expect(new Set(told)).toEqual(new Set(made.diagnosis().verdicts.map(({ rule }) => rule)));
  }
});

it("says the step at which it first held, and that it no longer does", () => {
  const records = [
    profile(1),
    ...steps(200, () => 0.1),
    { ...profile(0.6), step: 200 },
    ...steps(300, () => 0.1).slice(200),
    { ...profile(1), step: 300 },
  ];
  const found = diagnose(factsWith(), records).verdicts.find(({ rule }) => rule === "vanishing");
  expect(found).toMatchObject({ step: 200, last: 300, holds: false, standing: "risk" });
});

it("memory does not grow with the run", () => {
  const { hear, evidence } = diagnoser(factsWith());
  for (let n = 1; n <= 50_000; n++)
    hear({ kind: "step", step: n, loss: 0.1, gradientNorm: 1 + (n % 100), clipScale: 0.5 });
  expect(evidence.losses.values.length).toBe(100);
  expect(evidence.lossHistory.stretches.length).toBeLessThan(256);
});

it("what exploded and left nothing behind still tells why the run fails", () => {
  const records = [
    { ...profile(1.3), step: 0 },
    ...steps(1000, () => 1 / 6),
    { ...profile(0.5), step: 1000 },
    end(1000),
  ];
  const found = diagnose(factsWith(), records).verdicts.find(({ rule }) => rule === "exploding");
  expect(found).toMatchObject({ severity: "fail", holds: false, standing: "run" });
});

it("advises a higher rate only where a gradient arrives, and all matrices move too little", () => {
  const curesOf = (...records: Records) =>
    diagnose(factsWith(), [...steps(20, () => 1), ...records])
      .verdicts.filter(({ rule }) => rule === "update-ratio")
      .flatMap(({ advice }) => advice.map(({ cure }) => cure));
  const slow = [tensor({ updateRatio: 1e-5 })];
  const at = { step: 20, tensors: slow };
  expect(curesOf(probe(at))).toEqual(["large-rate"]);
  expect(curesOf(probe({ ...at, layers: [layer({ states: [state({ deadShare: 1 })] })] }))).toEqual([]);
  expect(curesOf(probe({ ...at, tensors: [...slow, tensor({ name: "0.W" })] }))).toEqual([]);
  expect(curesOf(probe({ ...at, tensors: [tensor({ updateRatio: 1e-5, growth: 9, maxAbs: 9 })] }))).toEqual([
    "small-rate",
  ]);
});

it("takes other thresholds, and refuses those that no rule has", () => {
  const says = (thresholds: Record<string, Record<string, number>>) =>
    diagnose(factsWith(), [profile(0.95)], { thresholds }).verdicts.find(({ rule }) => rule === "vanishing")
      ?.severity;
  expect(says({})).toBe(undefined);
  expect(says({ vanishing: { warn: 0.1 } })).toBe("warn");
  expect(() => says({ vanish: { warn: 0.1 } })).toThrow(/There is no rule "vanish"/);
  expect(() => says({ vanishing: { wrn: 0.1 } })).toThrow(/has the thresholds warn, fail/);
});

it("names the measured part of the decay, and the cure follows it", () => {
  const split = { weights: 0, activation: 0, gates: 0, total: -0.5, meeting: 0, arriving: 0 };
  const cureFor = (cell: string, part: Partial<typeof split>) => {
    const through = {
      log10: {},
      split: emptySplit,
      meanSplit: { ...split, ...part },
      updateShare: [],
      last95: 1,
    };
    const records = [profile(0.6), probe({ layers: [layer({ cell, through })] })];
    const facts = factsWith({ cell, init: { preset: "pytorch" } });
    const [verdict] = diagnose(facts, [...records, profile(0.6)]).verdicts;
    return verdict?.advice[0]?.cure;
  };
  expect(cureFor("rnn", { weights: -0.5 })).toBe("orthogonal");
  expect(cureFor("rnn", { activation: -0.5 })).toBe("smaller-input");
  expect(cureFor("rnn-relu", { activation: -0.5 })).toBe("identity");
  expect(cureFor("lstm", { gates: -0.5 })).toBe("chrono");
});

it("every rule of the catalogue has a source and a formula", () => {
  for (const { source, formula, title } of rules)
    for (const text of [source, formula, title]) expect(text).not.toBe("");
});
