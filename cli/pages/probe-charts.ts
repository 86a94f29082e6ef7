import type { DecaySplit, Probe, TensorProbe, ThroughTime } from "../../src/probe/index.js";
import { type Chart, significant } from "../../src/report/index.js";

/** A probe and the step that it was taken at. */
export type Taken = Probe & { readonly step: number };

const PARTS = ["weights", "activation", "gates", "meeting", "arriving", "total"] as const;

/** What the parts of a decay stand for. */
export const MEANS: Readonly<Record<keyof DecaySplit, string>> = {
  weights: "products with matrices",
  activation: "derivatives of activations",
  gates: "products with gates and other values",
  meeting: "paths that meet",
  arriving: "losses of earlier steps",
  total: "all",
};

/** The parts that are there at all. */
export const partsOf = ({ split }: ThroughTime) =>
  PARTS.filter((part) => part === "total" || split[part].some((v) => v !== 0));

/** What multiplies the gradient at every step back. */
export function decaySpec(through: ThroughTime, of = ""): Chart {
  return {
    title: `Where the decay comes from${of}`,
    xTitle: "to time step t, from t + 1",
    yTitle: "ln of the factor",
    scale: "linear",
    series: partsOf(through).map((part) => ({
      name: part,
      points: through.split[part].map((y, i) => ({ x: i + 1, y })),
    })),
    references: [{ name: "kept", y: 0 }],
  };
}

/** Which time steps the update of the weights is made of. */
export function shareSpec({ updateShare, last95 }: ThroughTime, of = ""): Chart {
  return {
    title: `Share of every time step in the update${of}`,
    xTitle: "time step t",
    yTitle: "share (log axis)",
    scale: "log10",
    series: [{ name: "share", points: updateShare.map((y, i) => ({ x: i + 1, y: Math.log10(y) })) }],
    notes: Number.isNaN(last95)
      ? []
      : [`95 % of the update comes from the last ${last95} of ${updateShare.length} steps.`],
  };
}

/** How much of the gradient reached the first time step, over training. */
export function reachSpec(probes: readonly Taken[]): Chart {
  const layers = (probes[0]?.layers ?? []).filter(({ through }) => through !== undefined);
  return {
    title: "Gradient left at the first time step, over training",
    xTitle: "step",
    yTitle: "of the last time step's (log axis)",
    scale: "log10",
    series: layers.map(({ layer }) => ({
      name: layers.length > 1 ? `layer ${layer + 1}` : "whole state",
      points: probes.map(({ step, layers: all }) => ({ x: step, y: reachOf(all[layer]?.through) })),
    })),
    references: [{ name: "kept", y: 0 }],
  };
}

/** log10 of what reaches t = 1, relative to the last step, of all states of a layer. */
function reachOf(through: ThroughTime | undefined): number {
  if (!through || through.split.total.length === 0) return Number.NaN;
  const curves = Object.entries(through.log10);
  const [, curve = []] = curves.find(([name]) => name.startsWith("(")) ?? curves[0] ?? [];
  return (curve[0] ?? Number.NaN) - (curve.at(-1) ?? Number.NaN);
}

/** As many curves as can be told apart. */
const MOST = 6;

/** A number of the tensors over training; of many, those where it moved most. */
export function tensorSpec(
  probes: readonly Taken[],
  title: string,
  yTitle: string,
  read: (tensor: TensorProbe) => number,
): Chart {
  const all = (probes[0]?.tensors ?? []).map(({ name }, i) => {
    const points = probes.map(({ step, tensors }) => {
      const tensor = tensors[i];
      return { x: step, y: tensor ? Math.log10(read(tensor)) : Number.NaN };
    });
    const ys = points.map(({ y }) => y).filter(Number.isFinite);
    return { name, points, moved: ys.length > 0 ? Math.max(...ys) - Math.min(...ys) : 0 };
  });
  const most = new Set([...all].sort((a, b) => b.moved - a.moved).slice(0, MOST));
  return {
    title,
    xTitle: "step",
    yTitle: `${yTitle} (log axis)`,
    scale: "log10",
    series: all.filter((one) => most.has(one)).map(({ name, points }) => ({ name, points })),
    notes:
      all.length > MOST
        ? [`${MOST} of ${all.length} tensors: those that changed most; the others are in --json.`]
        : [],
  };
}

/** "|update| / |W|" of the tensors over training. */
export const updateSpec = (probes: readonly Taken[]): Chart =>
  tensorSpec(probes, "Update relative to the weights", "|update| / |W|", (t) => t.updateRatio);

/** The decay in a sentence: what an average step back multiplies the gradient by. */
export function decaySentence({ meanSplit }: ThroughTime): string {
  if (!Number.isFinite(meanSplit.total)) return "";
  const parts = (["weights", "activation", "gates"] as const)
    .filter((part) => Math.abs(meanSplit[part]) > 1e-3)
    .map((part) => `${part} ${significant(Math.exp(meanSplit[part]), 2)}`);
  return `An average step back multiplies the gradient by ${significant(Math.exp(meanSplit.total), 2)}${parts.length > 0 ? ` (${parts.join(", ")})` : ""}.`;
}
