import type { Evidence } from "../evidence.js";
import { autotrainer } from "./autotrainer.js";
import { deepDiagnosis } from "./deep-diagnosis.js";
import type { Opinion } from "./opinion.js";
import { sageMaker } from "./sage-maker.js";
import { torchmortem } from "./torchmortem.js";

export type { Opinion } from "./opinion.js";

/**
 * What the formulas of other monitors, with their default thresholds, would have said of the same run at the latest
 * measurement. The formulas are theirs as documented; the numbers are those of the records here.
 */
export const opinions = (evidence: Evidence): Opinion[] =>
  [sageMaker, autotrainer, deepDiagnosis, torchmortem].flatMap((peer) => peer(evidence));
