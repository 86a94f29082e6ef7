import * as advise from "../advice.js";
import { median } from "../history.js";
import { rule } from "../rule.js";
import { short } from "../text.js";

/**
 * The sequences of a batch disagree more than they agree. Of healthy runs a quarter does so late, when little is left to
 * be learnt, so this is worth knowing and no fault.
 */
export const gradientNoise = rule({
  id: "gradient-noise",
  title: "the gradient is mostly noise",
  role: "note",
  formula:
    "|mean| / std of the batch's gradient, median of the last 10 probes, of at least count; info: < ratio",
  thresholds: { ratio: 1, count: 3 },
  source:
    "McCandlish et al. 2018 (noise scale above the batch); torchmortem (mean / std < 1); docs/calibration.md",
  judge({ meanToStd, facts }, { ratio, count }) {
    const { values } = meanToStd;
    const value = median(values);
    if (values.length < count || !(value < ratio)) return undefined;
    return {
      severity: "info",
      value,
      threshold: ratio,
      sentence: `the mean of the gradient over the ${facts.experiment.batch} sequences of a batch is ${short(value)} of its standard deviation, in the median of the last ${values.length} probes.`,
      advice: [advise.largerBatch(facts)],
    };
  },
});
