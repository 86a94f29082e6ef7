import type { RunRecord } from "../../src/lab/index.js";
import { count, type Style } from "../../src/report/index.js";
import type { StoredRun, Verification } from "../../src/store/index.js";
import { wrapped } from "../text.js";

/** What a replay showed, in sentences. */
export function verificationPage({ id, state }: StoredRun, result: Verification, style: Style): string {
  const { isSame, step, hash, first, differences } = result;
  const steps = `${count(step)} ${step === 1 ? "step" : "steps"}`;
  const verdict = isSame
    ? `${id}: the same bits in all of its ${steps}${hash ? "" : ` (it is ${state})`}.`
    : `${id}: not the same. ${first ? firstDifference(first, step) : ""}`;
  const bits = hash && [
    `${isSame ? "parameters" : "stored    "} ${hash.stored}`,
    ...(isSame ? [] : [`replayed   ${hash.replayed}`]),
  ];
  return [verdict, ...(bits ?? []), ...differences].map((line) => wrapped(line, style.width)).join("\n");
}

function firstDifference({ stored, replayed }: NonNullable<Verification["first"]>, step: number): string {
  const where =
    replayed.kind === "start" || replayed.kind === "end" ? "its end" : `${replayed.kind} ${replayed.step}`;
  if (!stored) return `The stored run stops after step ${step}; the replay goes on with ${where}.`;
  if (stored.kind !== replayed.kind)
    return `After step ${step} the stored run has a record of kind ${stored.kind}, the replay one of kind ${replayed.kind}.`;
  const field = fieldOf(stored, replayed);
  return `They first differ at ${where}, in ${field.name}: stored ${field.stored}, replayed ${field.replayed}.`;
}

/** The first field of two records that is not the same. */
function fieldOf(stored: RunRecord, replayed: RunRecord) {
  const [a, b] = [flat(stored), flat(replayed)];
  const name =
    [...new Set([...a.keys(), ...b.keys()])].find((key) => a.get(key) !== b.get(key)) ?? "their form";
  return { name, stored: a.get(name) ?? "nothing", replayed: b.get(name) ?? "nothing" };
}

function flat(value: unknown, path = ""): Map<string, string> {
  if (typeof value !== "object" || value === null) return new Map([[path, String(value)]]);
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [...flat(inner, path === "" ? key : `${path}.${key}`)]),
  );
}
