import * as advise from "../advice.js";
import { skill } from "../facts.js";
import { rule } from "../rule.js";
import { percent, steps } from "../text.js";
import { LONG, LOST, SHUT, WILD } from "./brings.js";

/** Truncated backpropagation that ends before the step that the answer depends on: no gradient can get there. */
export const shortWindow = rule({
  id: "short-window",
  title: "the unroll window is shorter than the lag",
  role: "mechanism",
  explains: LOST,
  formula:
    "steps of backpropagation through time - lag; fail: below above, with the nearest lag; warn: with the longest",
  thresholds: { above: 1 },
  source: "by construction (Williams & Peng 1990)",
  judge({ facts }, { above }) {
    const { T, lag, experiment } = facts;
    const { unroll } = experiment;
    if (unroll === "full" || unroll >= T || unroll - lag.max >= above) return undefined;
    const isAll = unroll - lag.min < above;
    return {
      severity: isAll ? "fail" : "warn",
      value: unroll,
      threshold: lag.max + above,
      sentence: `backpropagation ends ${steps(unroll - 1)} back, and ${isAll ? "every" : "the farthest"} answer lies ${isAll ? `at least ${lag.min}` : lag.max} back.`,
      advice: [advise.longerUnroll(Math.min(T, lag.max + above)), advise.fullUnroll()],
    };
  },
});

/** A task that the present input alone answers says nothing about memory. */
export const noMemoryNeeded = rule({
  id: "no-memory-needed",
  title: "the task needs no memory",
  role: "note",
  formula: "lag = 0, or skill of the best answer from the present input alone; warn: > skill",
  thresholds: { skill: 0.95 },
  source: "own; popgym's mazes were solvable without memory",
  judge({ facts }, { skill: most }) {
    const { lag, lossWithoutMemory } = facts;
    const value = lossWithoutMemory === undefined ? Number.NaN : skill(facts, lossWithoutMemory);
    if (lag.max > 0 && !(value > most)) return undefined;
    const share = Number.isFinite(value) ? `${percent(value)} of the way from baseline to floor` : "all";
    return {
      severity: "warn",
      value: lag.max > 0 ? value : lag.max,
      threshold: lag.max > 0 ? most : 0,
      sentence: `the present input alone gives ${share}: solving it shows nothing about memory.`,
    };
  },
});

const CONSTANT = /^(zeros|constant)\b/;

/** Units that start alike get the same gradient and stay alike: the layer is as wide as one unit. */
export const symmetric = rule({
  id: "symmetric-weights",
  title: "all units of a layer are the same",
  role: "mechanism",
  explains: [...LOST, ...SHUT, ...LONG, ...WILD, "poor-init"],
  formula:
    "share of the layer's parameters, and of the readout's, that start at one value, or units alike for every example; fail: all",
  thresholds: { share: 1 },
  source: "textbooks: initial weights of the same value",
  judge({ facts, start, profile }, { share }) {
    const names = Object.entries(start?.initialisers ?? {});
    const of = (layer: string) => names.filter(([name]) => name.split(".")[0] === layer);
    const drawn = facts.layers.findIndex((_, i) => {
      const all = [...of(String(i)), ...of("readout")];
      const constant = all.filter(([, how]) => CONSTANT.test(how)).length;
      return of(String(i)).length > 0 && facts.layers[i]?.hidden !== 1 && constant >= share * all.length;
    });
    const alike = profile?.layers?.find((l) => l.alike && l.signal.zeros < 1)?.layer;
    const layer = drawn >= 0 ? drawn + 1 : alike;
    if (layer === undefined) return undefined;
    return {
      severity: "fail",
      value: 1,
      threshold: share,
      place: `layer ${layer}`,
      sentence: `every unit of layer ${layer} starts the same and gets the same gradient: ${facts.layers[layer - 1]?.hidden ?? "all its"} units do the work of one.`,
      advice: [advise.randomInit()],
    };
  },
});
