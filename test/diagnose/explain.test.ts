import { describe, expect, it } from "vitest";
import { diagnose, rules } from "../../src/diagnose/index.js";
import {
  curve,
  end,
  factsWith,
  gate,
  layer,
  probe,
  profile,
  type Records,
  state,
  steps,
  tensor,
} from "./evidence.js";

const stuck = [...steps(1000, () => 1 / 6), end(1000)];
const relu = factsWith({ cell: "rnn-relu", init: { preset: "irnn", bias: "constant:-1" } });
const gone = curve([...Array(99).fill(-Infinity), 0]);
const allDead = { range: "relu", deadShare: 1, dead: [] } as const;
const dead = probe({ layers: [layer({ cell: "rnn-relu", states: [state(allDead)] })] });
const mechanisms = (records: Records, facts = relu) =>
  diagnose(facts, records).verdicts.filter(({ role }) => role === "mechanism");
const first = (records: Records, facts = relu) => mechanisms(records, facts)[0];

describe("of mechanisms that come together the one that brings about the others is first", () => {
  it("dead units before the gradient that vanishes because of them", () => {
    const found = mechanisms([gone, dead, ...stuck]);
    expect(found[0]).toMatchObject({ rule: "dead-units", standing: "run" });
    expect(found.find(({ rule }) => rule === "vanishing")).toMatchObject({ explainedBy: "dead-units" });
    expect(found[0]).not.toHaveProperty("explainedBy");
  });

  it("before training, too, where all of it is a risk", () => {
    expect(first([gone, dead])).toMatchObject({ rule: "dead-units", standing: "risk" });
  });

  it("not dead units that came later than the gradient went", () => {
    const later = { ...dead, step: 500 };
    const alive = probe({ layers: [layer({ cell: "rnn-relu", states: [state()] })] });
    const records = [gone, alive, ...stuck.slice(0, 500), later, ...stuck.slice(500)];
    expect(first(records)).toMatchObject({ rule: "vanishing" });
  });

  it("weights that ran away before the units that they saturate, but not where those were so from the start", () => {
    const shut = [layer({ states: [state({ saturatedHigh: 0.9 })] })];
    const grown = [tensor({ growth: 50, maxAbs: 20 })];
    const facts = factsWith();
    const after = [profile(1), probe({ layers: [layer()] }), ...stuck.slice(0, 50)];
    const run = [...after, probe({ step: 50, layers: shut, tensors: grown }), ...stuck.slice(50)];
    expect(first(run, facts)).toMatchObject({ rule: "weight-growth" });
    const before = [profile(1), probe({ layers: shut }), ...stuck.slice(0, 50)];
    const other = [...before, probe({ step: 50, layers: shut, tensors: grown }), ...stuck.slice(50)];
    expect(first(other, facts)).toMatchObject({ rule: "saturated-state" });
  });

  it("gates that are shut before the vanishing gradient, unless it is the one that keeps memory", () => {
    const facts = factsWith({ cell: "lstm" });
    const keep = gate({ low: 1 });
    const write = gate({ gate: "i", keeps: false, low: 1, mean: 0 });
    const run = (gates: readonly (typeof keep)[]) => [
      profile(0.01),
      probe({ layers: [layer({ gates })] }),
      ...stuck,
    ];
    expect(first(run([keep]), facts)).toMatchObject({ rule: "vanishing" });
    expect(first(run([keep, write]), facts)).toMatchObject({ rule: "saturated-gate" });
  });
});

describe("the advice for dead units", () => {
  const cures = (records: Records, facts = relu) =>
    diagnose(facts, records)
      .verdicts.find(({ rule }) => rule === "dead-units")
      ?.advice.map(({ cure }) => cure);

  it("is another start and another activation where they never lived", () => {
    expect(cures([dead])).toEqual(["identity", "positive-bias", "tanh"]);
    expect(cures([dead, ...stuck])).not.toContain("small-rate");
  });

  it("is a smaller rate first where training killed them", () => {
    const alive = probe({ layers: [layer({ cell: "rnn-relu", states: [state()] })] });
    expect(cures([alive, ...stuck, { ...dead, step: 1000 }])?.[0]).toBe("small-rate");
  });

  it("is silent where units live", () => {
    expect(
      cures([probe({ layers: [layer({ cell: "rnn-relu", states: [state()] })] }), ...stuck]),
    ).toBeUndefined();
  });
});

it("rules bring about rules that there are, and never themselves", () => {
  const ids = rules.map(({ id }) => id);
  for (const { id, explains = [] } of rules) {
    expect(ids).toEqual(expect.arrayContaining([...explains]));
    expect(explains).not.toContain(id);
  }
});
