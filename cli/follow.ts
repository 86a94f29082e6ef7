import type { EndRecord, RunRecord, StartRecord } from "../src/lab/index.js";
import type { Profile } from "../src/probe/index.js";
import type { Outcome } from "../src/report/index.js";

type Point = { readonly x: number; readonly y: number };

/** What a run told, kept for the charts at its end. */
export interface Told extends Outcome {
  /** Loss of every training batch, against the step. */
  readonly losses: readonly Point[];
  /** Norm of every gradient before the chain, against the step. */
  readonly gradientNorms: readonly Point[];
  /** Loss of every evaluation, against the step. */
  readonly evaluations: readonly Point[];
  /** The regulariser at every step, in a run that has one. */
  readonly omegas: readonly Point[];
}

/** Listens to a run until its end; `onRecord` hears every record first. */
export async function follow(
  name: string,
  records: AsyncIterable<RunRecord>,
  onRecord: (record: RunRecord) => void,
): Promise<Told> {
  const losses: Point[] = [];
  const gradientNorms: Point[] = [];
  const evaluations: Point[] = [];
  const omegas: Point[] = [];
  const profiles: { profileAtStart?: Profile; profileAtEnd?: Profile } = {};
  let start: StartRecord | undefined;
  let end: EndRecord | undefined;
  for await (const record of records) {
    onRecord(record);
    if (record.kind === "start") start = record;
    else if (record.kind === "step") {
      losses.push({ x: record.step, y: record.loss });
      gradientNorms.push({ x: record.step, y: record.gradientNorm });
      if (record.omega !== undefined) omegas.push({ x: record.step, y: record.omega });
    } else if (record.kind === "evaluation") evaluations.push({ x: record.step, y: record.loss });
    else if (record.kind === "profile")
      profiles[record.step === 0 ? "profileAtStart" : "profileAtEnd"] = record.profile;
    else if (record.kind === "end") end = record;
  }
  if (!start || !end) throw new Error("the run ended without its start or end record");
  return { name, start, end, losses, gradientNorms, evaluations, omegas, ...profiles };
}
