import type { Experiment, RunRecord, Task } from "../src/lab/index.js";
import { type Context, Interrupted } from "./command.js";

/** How a run is shown, as commander names it. */
export interface GivenShow {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly diagnose?: boolean;
}

/** A run to be shown. */
export interface Attended {
  readonly task: Task;
  readonly experiment: Experiment;
  readonly records: (signal: AbortSignal) => AsyncIterable<RunRecord>;
  /** A line under the heading, asked for when the run starts. */
  readonly remark?: () => string | undefined;
  /** Its name in the store, once it is there. */
  readonly id?: () => string | undefined;
  /** Steps that are told again before the run goes on. */
  readonly told?: () => number;
  /** What to give to hindsight replay, when the run kept a step that is not finite. */
  readonly box?: () => string | undefined;
}

/** Shows a run to its end: its heading, its progress, its charts; or its records as JSON. */
export async function attend(run: Attended, given: GivenShow, { terminal }: Context): Promise<void> {
  const { task, experiment, records, remark, told: toldSteps } = run;
  const [{ jsonLine }, { networkName }, { follow }, { interruptible }] = await Promise.all([
    import("../src/lab/index.js"),
    import("./options/record.js"),
    import("./follow.js"),
    import("./interrupt.js"),
  ]);
  const page = given.json ? undefined : await pages();
  const name = networkName(experiment);
  const doctor =
    page && given.diagnose !== false ? page.diagnoser(page.factsFor(task, experiment)) : undefined;
  const told = await interruptible(terminal, (signal) => {
    const live = given.quiet ? undefined : page?.progress(terminal, experiment.steps);
    return follow(name, records(signal), (record) => {
      if (!page) terminal.print(jsonLine(record));
      else if (record.kind === "start") {
        const lines = [page.heading(task, name, record, terminal.style), remark?.()];
        terminal.print(`${lines.filter((line) => line !== undefined).join("\n")}\n`);
      }
      for (const verdict of doctor?.hear(record) ?? [])
        if (!given.quiet && page?.isUrgent(verdict) && verdict.step >= (toldSteps?.() ?? 0))
          terminal.note(page.noticeOf(verdict, terminal.notes));
      // What is told again has no speed.
      if (record.kind !== "step" || record.step > (toldSteps?.() ?? 0)) live?.(record);
    });
  });
  if (page) terminal.print(page.outcomePage(task, experiment.criterion, told, terminal.style));
  const diagnosis = page && doctor && page.shortDiagnosis(doctor.diagnosis(), run.id?.(), terminal.style);
  if (diagnosis !== undefined) terminal.print(`\n${diagnosis}`);
  const box = run.box?.();
  if (told.end.nonFinite && page) {
    if (box !== undefined) terminal.print(`\nhindsight replay ${box} makes that step again.`);
    else if (run.box) terminal.print("\n--blackbox <file> keeps that step, to be made again.");
  }
  if (told.end.status !== "interrupted") return;
  const id = run.id?.();
  if (id !== undefined && !given.json) terminal.print(`hindsight resume ${id} goes on with it.`);
  throw new Interrupted();
}

/** What only people need, and machines should not wait for. */
async function pages() {
  const [outcome, progress, { diagnoser }, { factsFor }, diagnosis] = await Promise.all([
    import("./pages/outcome.js"),
    import("./progress.js"),
    import("../src/diagnose/index.js"),
    import("./diagnosis/facts.js"),
    import("./pages/diagnosis.js"),
  ]);
  return { ...outcome, ...progress, ...diagnosis, diagnoser, factsFor };
}
