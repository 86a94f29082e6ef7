/**
 * Hindsight as a library: write a cell as equations, train it on a task, read how the gradient went back through time.
 * The tasks are in "hindsight-lab/tasks".
 */
export { cells, readouts, references } from "./cells/index.js";
export { type Ablation, ablation, type Cure, cures, findCures, type LeftOut } from "./cures/index.js";
export {
  type Advice,
  type Diagnosis,
  diagnose,
  diagnoser,
  type Facts,
  factsOf,
  opinions,
  type Rule,
  rules,
  type Verdict,
} from "./diagnose/index.js";
export { type Derivative, derive } from "./diff/index.js";
export * from "./engine/index.js";
export {
  type Initialiser,
  type InitOptions,
  initialise,
  initialisers,
  type ParamInfo,
  type Preset,
  parseInitialiser,
  presets,
} from "./init/index.js";
export type { Measured, Updater } from "./interp/index.js";
export * from "./ir/index.js";
export * from "./lab/index.js";
export {
  buildChain,
  type Chain,
  type ChainState,
  type Link,
  type LinkDescription,
  links,
  parseChain,
} from "./optim/index.js";
export * from "./probe/index.js";
export {
  type BandChart,
  bandChart,
  type Chart,
  chart,
  comparisonSentence,
  type DepthCurve,
  type DotChart,
  type DotRow,
  type Dots,
  depthChart,
  depthSentence,
  dotChart,
  finalTable,
  type HeatAxis,
  type HeatMap,
  heatMap,
  histograms,
  type LossChart,
  lossChart,
  type Outcome,
  type ProfileCurve,
  type ProfileRow,
  profileChart,
  profileTable,
  type Setting,
  type SpectrumRow,
  type Style,
  sentence,
  spectrumTable,
  summarySentence,
  summaryTable,
  survivalChart,
  type Theory,
  theoryOf,
  verdict,
  verdictTable,
} from "./report/index.js";
export * from "./reservoir/index.js";
export * from "./rng/index.js";
export * from "./stats/index.js";
export {
  type Carry,
  carryOut,
  type Ended,
  type Job,
  makeSweep,
  parseYaml,
  plan as planSweep,
  type Result,
  resultsOf,
  type Setting as SweepSetting,
  type Sweep,
  sweepJsonSchema,
} from "./sweep/index.js";
export { parseWrappers, type Wrapper, type WrapperFamily, wrappers } from "./wrap/index.js";
