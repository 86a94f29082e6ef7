import { type HeatMap, theoryOf } from "../../src/report/index.js";
import { type Axis, label, numericValues, type Sweep } from "../../src/sweep/index.js";
import type { Summed } from "./summed.js";

/** A map where exactly two axes vary and both are numbers: the share solved, or else the loss. */
export function phaseDiagram(
  { axes, search, tuning }: Sweep,
  settings: readonly Summed[],
): HeatMap | undefined {
  const [x, y, ...more] = axes;
  if (!x || !y || more.length > 0 || search.kind !== "grid" || tuning) return undefined;
  const [xs, ys] = [numericValues(x), numericValues(y)];
  if (!xs || !ys) return undefined;
  const at = (b: number, a: number) =>
    settings.find(({ setting: { values } }) => values[x.name] === a && values[y.name] === b)?.summary;
  const shares = ys.map((b) => xs.map((a) => at(b, a)?.success.value ?? Number.NaN));
  const isMixed = new Set(shares.flat().filter((share) => !Number.isNaN(share))).size > 1;
  const loss = ys.map((b) => xs.map((a) => Math.log10(at(b, a)?.final.loss?.median.value ?? Number.NaN)));
  const theory = theoryOf(flagName(x), flagName(y));
  return {
    title: isMixed ? "Share of runs that solve the task" : "Median of the last evaluation loss",
    x: { name: label(x.name), values: xs },
    y: { name: label(y.name), values: ys },
    value: isMixed ? shares : loss,
    kind: isMixed ? "share" : "log10",
    valueName: isMixed ? "runs solved" : "loss",
    theory: theory ?? "unknown",
  };
}

/** "init.forgetBias" as "forget-bias", its name on the command line. */
const flagName = ({ name }: Axis) => label(name).replaceAll(" ", "-");
