import type { StartRecord } from "../lab/index.js";
import { NUMERICS } from "./identity.js";
import type { RunFile } from "./run.js";

/**
 * What two runs of one experiment must share to have the same bits, and do not: a sentence each on the numerics, the
 * version, the backend with its compiler, and the precision. Threads do not count.
 */
export function differences(
  { numerics, start }: Pick<RunFile, "numerics" | "start">,
  now: StartRecord,
): string[] {
  const facts: readonly (readonly [string, unknown, unknown])[] = [
    ["version of the numerics", numerics, NUMERICS],
    ["version of Hindsight", start.hindsight, now.hindsight],
    ["backend", withoutThreads(start.backend), withoutThreads(now.backend)],
    ["precision", start.precision, now.precision],
  ];
  return facts.flatMap(([what, then, here]) =>
    then === here ? [] : [`The ${what} was ${then} and is ${here} here, so the bits may differ.`],
  );
}

const withoutThreads = (backend: string): string => backend.replace(/, \d+ threads?/, "");
