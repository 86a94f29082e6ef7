import { group, median } from "d3-array";
import { bootstrap } from "./bootstrap.js";
import { fewSeeds } from "./caution.js";
import { meanEstimate, resampledEstimate, withInterval } from "./estimate.js";
import { finalValue } from "./final.js";
import { improvement, improvementInterval } from "./improvement.js";
import type { Estimate, Interval } from "./interval.js";
import { independentDifference, pairedDifference } from "./newcombe.js";
import { counted, hasSolved, observation, type RunOutcome } from "./outcome.js";
import { meanOf, pseudoSteps, restrictedMean } from "./restricted.js";
import { welch } from "./student.js";
import { survivalOf } from "./summary.js";

/** Setting a against setting b. */
export interface Comparison {
  /** Whether runs of equal seed were compared with each other. */
  readonly paired: boolean;
  /** Pairs compared; 0 when not paired. */
  readonly pairs: number;
  /** Counted runs without a partner, which take no part when paired. */
  readonly unpaired: number;
  /** a − b of the mean steps to solve, restricted to `upTo`: negative when a is faster. */
  readonly steps: Estimate;
  readonly upTo: number;
  /** a − b of the share that solves. */
  readonly success: Estimate;
  /** Probability that a run of a solves sooner than a run of b; a tie counts one half. */
  readonly improvement: Estimate;
  /** Final loss of a over that of b: median over pairs (or ratio of medians); of runs that have one above zero. */
  readonly lossRatio: Estimate;
  readonly cautions: readonly string[];
}

interface Pair {
  readonly a: RunOutcome;
  readonly b: RunOutcome;
}

/**
 * Compares the runs of two settings: by pairs of equal seed, unless told otherwise or fewer than two seeds are shared.
 * Diverged, interrupted and failed runs count as in `summarise`; a pair is left out when one of its runs is.
 *
 * @throws RangeError as `summarise`
 */
export function compareSettings(
  a: readonly RunOutcome[],
  b: readonly RunOutcome[],
  { paired = true }: { readonly paired?: boolean } = {},
): Comparison {
  const [ofA, ofB] = [counted(a), counted(b)];
  const pairs = pairsOf(ofA, ofB);
  return paired && pairs.length >= 2
    ? comparePairs(pairs, ofA.length + ofB.length - 2 * pairs.length)
    : compareGroups(ofA, ofB, paired);
}

function pairsOf(a: readonly RunOutcome[], b: readonly RunOutcome[]): Pair[] {
  const bySeed = group(b, ({ seed }) => seed);
  return a.flatMap((one) => (bySeed.get(one.seed) ?? []).map((other) => ({ a: one, b: other })));
}

function comparePairs(pairs: readonly Pair[], unpaired: number): Comparison {
  const n = pairs.length;
  const [a, b] = [pairs.map((pair) => pair.a), pairs.map((pair) => pair.b)];
  const upTo = knownUpTo(a, b);
  const [ofA, ofB] = [a, b].map((runs) => pseudoSteps(runs.map(observation), upTo));
  const differences = pairs.map((_, i) => (ofA?.[i] ?? Number.NaN) - (ofB?.[i] ?? Number.NaN));
  const solved = (isA: boolean, isB: boolean) =>
    pairs.filter((pair) => hasSolved(pair.a) === isA && hasSolved(pair.b) === isB).length;
  const table = {
    both: solved(true, true),
    first: solved(true, false),
    second: solved(false, true),
    neither: solved(false, false),
  };
  const ratios = pairs
    .map((pair) => Math.log(finalValue(pair.a)) - Math.log(finalValue(pair.b)))
    .filter(Number.isFinite);
  return {
    paired: true,
    pairs: n,
    unpaired,
    steps: noneSolved([...a, ...b])
      ? { value: 0, n, reason: "no run solved" }
      : meanEstimate(meanOf(differences), n, "pair", { low: -upTo, high: upTo }),
    upTo,
    success: { value: (table.first - table.second) / n, n, interval: pairedDifference(table) },
    improvement: improvementOf(a, b),
    lossRatio: exponential(resampledEstimate(ratios, middle, "pair")),
    cautions: [
      ...fewest(n),
      ...(unpaired > 0
        ? [`${unpaired} ${unpaired === 1 ? "run has" : "runs have"} no partner of the same seed: left out.`]
        : []),
    ],
  };
}

function compareGroups(a: readonly RunOutcome[], b: readonly RunOutcome[], wanted: boolean): Comparison {
  const n = Math.min(a.length, b.length);
  const upTo = knownUpTo(a, b);
  const [meanA, meanB] = [restrictedMean(survivalOf(a), upTo), restrictedMean(survivalOf(b), upTo)];
  const standardError = Math.hypot(meanA.standardError, meanB.standardError);
  const freedom = welch({ se: meanA.standardError, n: a.length }, { se: meanB.standardError, n: b.length });
  const [solvedA, solvedB] = [a.filter(hasSolved).length, b.filter(hasSolved).length];
  const logs = [a, b].map((runs) => runs.map((run) => Math.log(finalValue(run))).filter(Number.isFinite));
  const ratio = ([one = [], other = []]: readonly (readonly number[])[]) => middle(one) - middle(other);
  const fewestLogs = Math.min(...logs.map(({ length }) => length));
  return {
    paired: false,
    pairs: 0,
    unpaired: a.length + b.length,
    steps: noneSolved([...a, ...b])
      ? { value: 0, n, reason: "no run solved" }
      : meanEstimate(
          { mean: meanA.mean - meanB.mean, standardError },
          n,
          "run",
          { low: -upTo, high: upTo },
          freedom,
        ),
    upTo,
    success:
      n === 0
        ? { value: Number.NaN, n, reason: "there is no run" }
        : {
            value: solvedA / a.length - solvedB / b.length,
            n,
            interval: independentDifference(solvedA, a.length, solvedB, b.length),
          },
    improvement: improvementOf(a, b),
    lossRatio: exponential(withInterval(ratio(logs), fewestLogs, "run", () => bootstrap(logs, ratio))),
    cautions: [
      ...fewest(n),
      ...(wanted ? ["Fewer than two seeds are shared: the runs are compared as independent groups."] : []),
    ],
  };
}

const noneSolved = (runs: readonly RunOutcome[]): boolean => runs.length > 0 && !runs.some(hasSolved);

function improvementOf(a: readonly RunOutcome[], b: readonly RunOutcome[]): Estimate {
  const n = Math.min(a.length, b.length);
  if (n === 0) return { value: Number.NaN, n, reason: "there is no run" };
  const value = improvement(a.map(observation), b.map(observation));
  return { value, n, interval: improvementInterval(value, a.length, b.length) };
}

/** The last step for which both survival curves are known. */
function knownUpTo(a: readonly RunOutcome[], b: readonly RunOutcome[]): number {
  return Math.min(survivalOf(a).upTo, survivalOf(b).upTo);
}

const middle = (values: readonly number[]): number => median(values) ?? Number.NaN;

function exponential({ value, interval, ...rest }: Estimate): Estimate {
  const back = ({ low, high }: Interval) => ({ low: Math.exp(low), high: Math.exp(high) });
  return { value: Math.exp(value), ...(interval && { interval: back(interval) }), ...rest };
}

const fewest = (n: number): string[] => (n > 1 && n < 6 ? [fewSeeds(n)] : []);
