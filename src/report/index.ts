/**
 * Records into lines, tables and charts as strings. Every function is pure and is told what the terminal can show
 * (`Style`). Knows the records of lab, the profiles of probe and the
 * summaries of stats as types only; no files, no terminal, no clock.
 */
export { type BandChart, bandChart } from "./band.js";
export { type Chart, chart, type Reference, type Series } from "./chart.js";
export { type DepthCurve, depthChart, depthSentence, depthSpec, histograms } from "./depth.js";
export { type DotChart, type DotRow, type Dots, dotChart } from "./dots.js";
export { type HeatAxis, type HeatMap, heatMap } from "./heat.js";
export { type Histogram, histogram } from "./histogram.js";
export { commandLine, details, element, type Html, htmlTable } from "./html.js";
export { type LossChart, lossChart, lossSpec } from "./loss.js";
export { count, duration, fromLog10, significant } from "./numbers.js";
export { log10Reach, type Outcome, topState, verdict } from "./outcome.js";
export { htmlPage } from "./page.js";
export { type Plate, plates } from "./plate.js";
export { type ProfileCurve, type ProfileRow, profileChart, profileSpec, profileTable } from "./profile.js";
export { type Progress, progressLine } from "./progress.js";
export type { Point } from "./resample.js";
export { sentence } from "./sentence.js";
export { spark } from "./spark.js";
export { type SpectrumRow, spectrumTable } from "./spectrum.js";
export { painter, type Style } from "./style.js";
export { comparisonSentence, finalTable, type Setting, summarySentence, summaryTable } from "./summary.js";
export { survivalChart } from "./survival.js";
export { table } from "./table.js";
export { keptByBias, type Theory, theoryOf } from "./theory.js";
export { verdictTable } from "./verdict.js";
