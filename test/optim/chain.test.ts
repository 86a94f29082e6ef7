import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  adam,
  adamw,
  buildChain,
  type Chain,
  chain,
  clipNorm,
  clipNormPerTensor,
  clipSummary,
  clipValue,
  constantSchedule,
  cosine,
  type Link,
  links,
  norm,
  parseChain,
  rmsprop,
  sgd,
  stepDecay,
  warmup,
  weightDecay,
} from "../../src/optim/index.js";

const plain = sgd({ lr: 1 });
const vector = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 9 });

/** What the links do to a gradient at parameters of zero: the update, and the report. */
function pass(before: readonly Link[], grad: readonly number[], after: readonly Link[] = [], step = 0) {
  const update = Float64Array.from(grad);
  const params = new Float64Array(grad.length);
  const report = chain([...before, plain, ...after])
    .init(params)
    .update(update, params, step);
  return { update: [...update], params, report };
}

/** The parameters after each of some steps on the gradient of |p|²/2 + p. */
function train(
  recipe: Chain,
  steps: number,
  from = new Float64Array([1, -2, 3]),
  state = recipe.init(from),
  first = 0,
) {
  for (let step = first; step < first + steps; step++)
    state.update(
      from.map((p) => p + 1),
      from,
      step,
    );
  return { params: from, state };
}

describe("a chain", () => {
  it("moves the parameters against the last link's output and reports the norm before the chain", () => {
    const { update, params, report } = pass([clipValue({ max: 1 })], [3, -4]);
    expect(update).toEqual([1, -1]);
    expect([...params]).toEqual([-1, 1]);
    expect(report).toEqual({ gradientNorm: 5, clipScale: Math.SQRT2 / 5 });
    expect(pass([], [3, -4]).report).toEqual({ gradientNorm: 5 });
  });

  it("shows its order by name and as data that builds it again", () => {
    const recipe = chain([clipNorm({ max: 1 }), adam({ lr: 0.005, b1: 0.95 }), warmup({ steps: 10 })]);
    expect(recipe.names).toEqual(["clip-norm 1", "adam lr 0.005 b1 0.95", "warmup 10"]);
    const data: typeof recipe.description = JSON.parse(JSON.stringify(recipe.description));
    expect(data[1]).toEqual({ link: "adam", lr: 0.005, b1: 0.95, b2: 0.999, eps: 1e-8 });
    expect(buildChain(data).names).toEqual(recipe.names);
    expect(train(buildChain(data), 5).params).toEqual(train(recipe, 5).params);
  });

  it("does what its order says: clipping after decay differs from clipping before", () => {
    const [clip, decay] = [clipNorm({ max: 1 }), weightDecay({ rate: 1 })];
    const first = train(chain([clip, decay, plain]), 1).params;
    expect(train(chain([decay, clip, plain]), 1).params).not.toEqual(first);
  });

  it("has exactly one optimiser, decay before it, schedules after it", () => {
    expect(() => chain([])).toThrow(/exactly one optimiser.*no link/);
    expect(() => chain([clipNorm({ max: 1 })])).toThrow(/exactly one optimiser.*"clip-norm 1"/);
    expect(() => chain([plain, plain])).toThrow(/exactly one optimiser/);
    expect(() => chain([plain, weightDecay({ rate: 1 })])).toThrow(
      /"weight-decay 1" .* before the optimiser/,
    );
    expect(() => chain([warmup({ steps: 3 }), plain])).toThrow(/"warmup 3" .* after the optimiser/);
    expect(chain([plain, clipNorm({ max: 1 })]).names).toEqual(["sgd lr 1", "clip-norm 1"]);
  });

  it("refuses arrays and layouts of another length", () => {
    const two = new Float64Array(2);
    expect(() => chain([plain]).init(two).update(new Float64Array(3), two, 0)).toThrow(
      /2 given and 3 gradients/,
    );
    expect(() => chain([plain]).init(two, [{ name: "W", offset: 1, size: 2 }])).toThrow(/"W".*past the 2/);
    expect(() => chain([plain]).init(two, [{ name: "W", offset: 1, size: 1 }])).toThrow(
      /without gaps; after 0 parameters comes "W", which begins at 1/,
    );
    expect(() => chain([plain]).init(two, [{ name: "W", offset: 0, size: 1 }])).toThrow(/comes "the end"/);
  });

  it("resumes from its copied state with the same bits", () => {
    for (const recipe of ["sgd:momentum=0.9,nesterov", "rmsprop:momentum=0.5", "adam", "adamw cosine:20"]) {
      const whole = train(parseChain(recipe, { lr: 0.1 }), 10).params;
      const half = train(parseChain(recipe, { lr: 0.1 }), 4);
      const resumed = parseChain(recipe, { lr: 0.1 }).init(half.params);
      resumed.state.forEach((array, i) => {
        array.set(half.state.state[i] ?? []);
      });
      expect(train(parseChain(recipe, { lr: 0.1 }), 6, half.params, resumed, 4).params).toEqual(whole);
    }
  });

  it("keeps its state in the parameters' type", () => {
    const state = parseChain("rmsprop:lr=1,momentum=0.9").init(new Float32Array(3)).state;
    expect(state.map((array) => array.constructor)).toEqual([Float32Array, Float32Array]);
  });

  it("descends: every optimiser gets near the minimum of a quadratic", () => {
    for (const link of [
      sgd({ lr: 0.1 }),
      sgd({ lr: 0.05, momentum: 0.8 }),
      sgd({ lr: 0.05, momentum: 0.8, nesterov: true }),
      rmsprop({ lr: 0.02 }),
      adam({ lr: 0.05 }),
      adamw({ lr: 0.05, decay: 0 }),
    ]) {
      const { params } = train(chain([link]), 1000);
      expect(Math.max(...params.map((p) => Math.abs(p + 1)))).toBeLessThan(0.05);
    }
  });
});

describe("clipping by the global norm", () => {
  it("never leaves a longer gradient, keeps the direction, and leaves short ones to the bit", () => {
    fc.assert(
      fc.property(vector, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (grad, max) => {
        const { update, report } = pass([clipNorm({ max })], grad);
        const factor = report.clipScale ?? Number.NaN;
        expect(norm(Float64Array.from(update))).toBeLessThanOrEqual(max * (1 + 1e-12));
        if (report.gradientNorm <= max) expect([update, factor]).toEqual([grad, 1]);
        else expect(factor).toBeCloseTo(max / report.gradientNorm, 12);
        expect(update).toEqual(grad.map((g) => g * factor));
      }),
    );
  });

  it("leaves a gradient that is not finite as it is, and the norm says so", () => {
    for (const bad of [Number.NaN, Infinity, -Infinity]) {
      for (const clip of [clipNorm({ max: 1 }), clipNormPerTensor({ max: 1 }), clipValue({ max: 1 })]) {
        const { update, report } = pass([clip], [3, bad]);
        expect(update).toEqual([3, bad]);
        expect(Number.isFinite(report.gradientNorm)).toBe(false);
        expect(report.clipScale).toBe(1);
      }
    }
  });

  it("clips gradients whose squares overflow, and reports those whose squares underflow", () => {
    expect(pass([clipNorm({ max: 1 })], [3e200, 4e200]).update).toEqual(
      [0.6, 0.8].map((v) => expect.closeTo(v, 14)),
    );
    expect(pass([], [3e-200, 4e-200]).report.gradientNorm).toBeCloseTo(5e-200, 210);
  });
});

describe("other clipping", () => {
  it("per tensor leaves tensors that are short enough, to the bit", () => {
    const layout = [
      { name: "W", offset: 0, size: 2 },
      { name: "b", offset: 2, size: 1 },
    ];
    const grad = Float64Array.of(3, 4, 0.5);
    const report = chain([clipNormPerTensor({ max: 1 }), plain])
      .init(grad, layout)
      .update(grad, new Float64Array(3), 0);
    expect([...grad]).toEqual([expect.closeTo(0.6, 14), expect.closeTo(0.8, 14), 0.5]);
    expect(report.clipScale).toBeCloseTo(Math.sqrt(1.25) / Math.sqrt(25.25), 14);
  });

  it("by value puts every element into its range and leaves those inside", () => {
    fc.assert(
      fc.property(vector, (grad) => {
        const { update, report } = pass([clipValue({ max: 2 })], grad);
        expect(update).toEqual(grad.map((g) => Math.max(-2, Math.min(2, g))));
        expect(report.clipScale === 1).toBe(grad.every((g) => Math.abs(g) <= 2));
      }),
    );
  });

  it("multiplies the scales of several clip links", () => {
    const { report } = pass([clipNorm({ max: 4 }), clipNorm({ max: 1 })], [8]);
    expect(report.clipScale).toBe(1 / 8);
  });
});

describe("a clip summary", () => {
  it("is the share of clipped steps and the exact median of their scales", () => {
    const summary = clipSummary([1, 0.5]);
    for (const scale of [1, 0.1, 0.2, 1]) summary.add(scale);
    expect([summary.share, summary.medianScale]).toEqual([0.5, 0.2]);
    summary.add(0.4);
    expect(summary.medianScale).toBeCloseTo(0.3, 15);
    expect([clipSummary().share, clipSummary([1]).medianScale]).toEqual([0, Number.NaN]);
  });
});

describe("schedules", () => {
  const factors = (after: readonly Link[], steps: readonly number[]) =>
    steps.map((step) => pass([], [1], after, step).update[0]);

  it("have the published forms", () => {
    expect(factors([constantSchedule({ factor: 0.5 })], [0, 99])).toEqual([0.5, 0.5]);
    expect(factors([stepDecay({ every: 10, factor: 0.5 })], [0, 9, 10, 19, 20])).toEqual([
      1, 1, 0.5, 0.5, 0.25,
    ]);
    expect(factors([warmup({ steps: 4 })], [0, 1, 2, 3, 4, 99])).toEqual([0.25, 0.5, 0.75, 1, 1, 1]);
    expect(factors([cosine({ steps: 10, floor: 0.2 })], [0, 5, 10, 11])).toEqual([
      1,
      expect.closeTo(0.6, 14),
      0.2,
      0.2,
    ]);
  });

  it("multiply: warm-up, then cosine", () => {
    expect(factors([warmup({ steps: 4 }), cosine({ steps: 10 })], [0, 5, 10])).toEqual([0.25, 0.5, 0]);
  });
});

describe("weight decay", () => {
  it("pulls weights, and biases unless told to leave them", () => {
    const layout = [
      { name: "W", offset: 0, size: 1 },
      { name: "b", offset: 1, size: 1, bias: true },
    ];
    const decayed = (text: string) => {
      const params = Float64Array.of(2, 2);
      parseChain(text).init(params, layout).update(new Float64Array(2), params, 0);
      return [...params];
    };
    expect(decayed("weight-decay:0.5 sgd:lr=1")).toEqual([1, 1]);
    expect(decayed("weight-decay:0.5,weightsOnly sgd:lr=1")).toEqual([1, 2]);
    expect(decayed("adamw:lr=0.5,decay=0.5,weightsOnly")).toEqual([1.5, 2]);
  });
});

describe("the text form", () => {
  it("separates links by spaces or +, options by commas", () => {
    const names = ["clip-norm 10000", "sgd lr 0.1 momentum 0.9 nesterov", "cosine 100"];
    for (const text of [
      "clip-norm:1e4 sgd:lr=0.1,momentum=0.9,nesterov cosine:100",
      " clip-norm:1e+4+sgd:momentum=0.9,nesterov=true,lr=0.1 + cosine:steps=100 ",
      "clip-norm:max=1E+4 sgd:momentum=.9,nesterov + cosine:100,floor=0",
    ]) {
      expect(parseChain(text, { lr: 0.1 }).names).toEqual(names);
    }
  });

  it.each([
    ["", /exactly one optimiser/],
    ["adma", /There is no link "adma"; did you mean "adam"\?/],
    ["adam +", /There is no link "\+"/],
    ["adam", /adam needs lr; write e\.g\. adam:lr=/],
    ["adam:lr=0", /adam: lr must be above 0, not 0\./],
    ["adam:lr=fast", /adam: lr must be a number above 0, not "fast"\./],
    ["adam:lr=Infinity", /adam: lr must be a number above 0/],
    ["adam:lr=", /adam: lr must be a number above 0, not ""\./],
    ["adam:0.1", /adam cannot read "0\.1"; write options as key=value/],
    ["adam:lr=0.1,lr=0.2", /adam has lr twice/],
    ["adam:lr=0.1,bt1=0.5", /adam takes no option "bt1"; did you mean "b1"\?/],
    ["adam:lr=0.1,b1=1", /adam: b1 must be below 1, not 1\./],
    ["adam:lr", /adam: lr must be a number above 0, not true/],
    ["sgd:lr=0.1,nesterov", /nesterov needs momentum/],
    ["clip-norm adam:lr=1", /clip-norm needs max/],
    ["clip-norm:-1 adam:lr=1", /clip-norm: max must be above 0, not -1/],
    ["clip-norm: adam:lr=1", /clip-norm cannot read ""/],
    ["adam:lr=1 cosine:1.5", /cosine: steps must be a whole number, not 1\.5/],
    ["adam:lr=1,constructor", /adam takes no option "constructor"/],
  ])("refuses %j with one sentence", (text, message) => {
    expect(() => parseChain(text)).toThrow(RangeError);
    expect(() => parseChain(text)).toThrow(message);
  });

  it("gives the default lr to the optimiser only, and only where none is written", () => {
    expect(parseChain("clip-norm:1 adam", { lr: 0.3 }).names).toEqual(["clip-norm 1", "adam lr 0.3"]);
    expect(parseChain("adam:lr=0.1", { lr: 0.3 }).names).toEqual(["adam lr 0.1"]);
  });
});

describe("the catalogue", () => {
  it.each([
    ...links,
  ])("%s has its own name, a summary, a source, and describes every option", (name, family) => {
    expect(family.family).toBe(name);
    expect(family.summary).toMatch(/\w/);
    expect(family.source).toMatch(/\w/);
    for (const [key, schema] of Object.entries(family.options.shape)) {
      expect("description" in schema && schema.description, key).toMatch(/\w/);
    }
  });

  it.each([
    ...links,
  ])("%s changes the gradient, and the parameters move against what it becomes", (_, family) => {
    const values: Record<string, unknown> = {
      lr: 0.1,
      max: 0.5,
      rate: 0.1,
      factor: 0.5,
      steps: 10,
      every: 1,
      patience: 1,
    };
    const keys = Object.keys(family.options.shape);
    const link = family.fromUnknown(
      Object.fromEntries(Object.entries(values).filter(([key]) => keys.includes(key))),
    );
    const update = (on: readonly Link[]) => {
      const [grad, params] = [Float64Array.of(3, -4), Float64Array.of(1, 2)];
      const state = chain(on).init(params);
      for (const loss of [1, 1]) state.evaluated(loss);
      state.update(grad, params, 3);
      expect([...params]).toEqual([1 - (grad[0] ?? Number.NaN), 2 - (grad[1] ?? Number.NaN)]);
      return [...grad];
    };
    const around = { optimiser: [link], gradient: [link, plain], clip: [link, plain], update: [plain, link] };
    expect(update(around[link.kind])).not.toEqual([3, -4]);
    expect(Object.isFrozen(link)).toBe(true);
  });
});
