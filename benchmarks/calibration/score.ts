import { type Interval, wilson } from "../../src/stats/index.js";
import { type Fault, type Label, labels } from "./corpus.js";
import { type CaseRecord, counts, fails, firstOf, learns } from "./diagnosed.js";
import { about, bringsAbout, faultOf, peers, says, sweeps, symptoms } from "./verdicts.js";

/** k of n, with Wilson's 95 % interval. */
export interface Share extends Interval {
  readonly k: number;
  readonly n: number;
}
const share = (k: number, n: number): Share => ({ k, n, ...wilson(k, n) });

/** How well something that fires tells a label. */
export interface Figure {
  readonly what: string;
  readonly label: string;
  /** Of the runs where it fired, those of its label, or whose fault brings it about by itself. */
  readonly precision: Share;
  /** Of the runs where it fired, those of its label alone. */
  readonly strict: Share;
  /** Of the runs of its label, those where it fired. */
  readonly recall: Share;
  /** Of the healthy runs, those where it fired. */
  readonly falseAlarms: Share;
}

/** How many runs of a label were made, and how many are what their label says. */
export interface Kept {
  readonly label: Label;
  readonly configurations: number;
  readonly made: number;
  readonly kept: number;
}

/** How well the mechanism named first tells a label, by itself. */
export interface First {
  readonly what: string;
  /** Of the runs whose first mechanism it is, those of the label alone. */
  readonly precision: Share;
  /** Of the runs of the label, those whose first mechanism it is; of a fault, not of a rule. */
  readonly recall?: Share;
}

export interface Scores {
  readonly kept: readonly Kept[];
  /** Run-level verdicts, rules, and formulas of other monitors, on the half that chose nothing. */
  readonly verdicts: readonly Figure[];
  readonly rules: readonly Figure[];
  /** The mechanism that is named first, by fault and by rule, on the half that chose nothing. */
  readonly first: readonly First[];
  readonly peers: readonly Figure[];
  /** On the half that thresholds are chosen on: for each value of a threshold, the runs of each label where the rule fires. */
  readonly sweeps: readonly {
    readonly rule: string;
    readonly name: string;
    readonly values: readonly { readonly value: number; readonly fired: Readonly<Record<Label, Share>> }[];
  }[];
}

/** Thresholds are chosen on odd seeds, figures are those of even ones. */
export const isHeldOut = ({ seed }: Pick<CaseRecord, "seed">): boolean => seed % 2 === 0;

/** The runs that are what their label says: a healthy one learns; another fails, while the same seed without the fault learns. */
export function sound(records: readonly CaseRecord[]): CaseRecord[] {
  const learnt = new Set(
    records.filter((r) => r.label === "healthy" && learns(r)).map(({ base, seed }) => `${base} ${seed}`),
  );
  return records.filter(
    (r) => learnt.has(`${r.base} ${r.seed}`) && (r.label === "healthy" ? learns(r) : fails(r)),
  );
}

/** All figures of a corpus. */
export function scores(records: readonly CaseRecord[]): Scores {
  const all = sound(records);
  const chosen = all.filter((r) => !isHeldOut(r));
  const held = all.filter(isHeldOut);
  const hasFault = (r: CaseRecord, fault: Fault) => r.verdicts.some((v) => counts(v) && says[fault](v));
  const isSaid = (r: CaseRecord, rule: string) =>
    r.verdicts.some((v) => v.rule === rule && (counts(v) || (v.role === "note" && v.holds)));
  const failing = (what: string, fires: (r: CaseRecord) => boolean) =>
    figure(held, what, "failing", fires, ({ label }) => label !== "healthy");
  const faults = labels.filter((label): label is Fault => label !== "healthy");
  return {
    kept: labels.map((label) => {
      const made = records.filter((r) => r.label === label);
      return {
        label,
        configurations: new Set(made.map(({ base, fault }) => `${base} ${fault}`)).size,
        made: made.length,
        kept: all.filter((r) => r.label === label).length,
      };
    }),
    verdicts: [
      figure(
        held,
        "not failing",
        "healthy",
        ({ health }) => health !== "failing",
        ({ label }) => label === "healthy",
      ),
      failing("failing", ({ health }) => health === "failing"),
      ...faults.map((fault) => ofFault(held, fault, fault, (r) => hasFault(r, fault))),
    ],
    rules: [
      ...Object.entries(about).map(([rule, fault]) => ofFault(held, rule, fault, (r) => isSaid(r, rule))),
      ...updateRules(held),
      ...symptoms.map((rule) =>
        failing(rule, (r) => r.verdicts.some((v) => v.rule === rule && v.holds && counts(v))),
      ),
    ],
    first: firsts(held, faults),
    peers: peers.map(({ system, rule, about: fault }) =>
      ofFault(held, `${system}: ${rule}`, fault, (r) => r.opinions.includes(`${system}: ${rule}`)),
    ),
    sweeps: sweeps.map(({ rule, name, values }) => ({
      rule,
      name,
      values: values.map((value) => ({
        value,
        fired: Object.fromEntries(
          labels.map((label) => {
            const those = chosen.filter((r) => r.label === label);
            const k = those.filter((r) => r.sweep[`${rule}.${name}`]?.includes(value)).length;
            return [label, share(k, those.length)];
          }),
        ) as Record<Label, Share>,
      })),
    })),
  };
}

function firsts(held: readonly CaseRecord[], faults: readonly Fault[]): First[] {
  const named = held.flatMap((r) => {
    const verdict = firstOf(r);
    return verdict ? [{ label: r.label, rule: verdict.rule, fault: faultOf(verdict) }] : [];
  });
  const right = (of: typeof named) =>
    share(of.filter(({ label, fault }) => label === fault).length, of.length);
  const ofFaults = faults.map((fault): First => {
    const those = named.filter((one) => one.fault === fault);
    const hits = those.filter(({ label }) => label === fault).length;
    const precision = right(those);
    return {
      what: fault,
      precision,
      recall: share(hits, held.filter(({ label }) => label === fault).length),
    };
  });
  const ids = [...new Set(named.map(({ rule }) => rule))].sort();
  const ofRules = ids.map(
    (id): First => ({ what: id, precision: right(named.filter(({ rule }) => rule === id)) }),
  );
  return [...ofFaults, ...ofRules];
}

/** Rules about updates say one of two faults, by their advice. */
function updateRules(held: readonly CaseRecord[]): Figure[] {
  const fires = (rule: string, cure: string) => (r: CaseRecord) =>
    r.verdicts.some((v) => v.rule === rule && counts(v) && v.cures.includes(cure));
  return ["update-ratio", "unchanged-tensor"].flatMap((rule) => [
    ofFault(held, `${rule}, slower`, "rate-high", fires(rule, "small-rate")),
    ofFault(held, `${rule}, faster`, "rate-low", fires(rule, "large-rate")),
  ]);
}

const ofFault = (
  runs: readonly CaseRecord[],
  what: string,
  fault: Fault,
  fires: (r: CaseRecord) => boolean,
): Figure =>
  figure(
    runs,
    what,
    fault,
    fires,
    ({ label }) => label === fault,
    ({ label }) => bringsAbout[label].includes(fault),
  );

function figure(
  runs: readonly CaseRecord[],
  what: string,
  label: string,
  fires: (r: CaseRecord) => boolean,
  isIt: (r: CaseRecord) => boolean,
  isBroughtAbout: (r: CaseRecord) => boolean = () => false,
): Figure {
  const fired = runs.filter(fires);
  const right = fired.filter(isIt).length;
  const healthy = runs.filter((r) => r.label === "healthy");
  return {
    what,
    label,
    precision: share(right + fired.filter((r) => !isIt(r) && isBroughtAbout(r)).length, fired.length),
    strict: share(right, fired.length),
    recall: share(right, runs.filter(isIt).length),
    falseAlarms: share(healthy.filter(fires).length, healthy.length),
  };
}
