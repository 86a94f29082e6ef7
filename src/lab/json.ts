import type { RunRecord } from "./record.js";

const WORDS: ReadonlySet<unknown> = new Set(["NaN", "Infinity", "-Infinity"]);

/**
 * A record as one line of JSON, without the line end.
 *
 * Finite numbers are written so that reading them gives the same double (the sign of -0 is lost). JSON has no
 * NaN and no infinities, and null would hide which one it was: they become the strings "NaN", "Infinity" and
 * "-Infinity", which JavaScript's `Number` and Python's `float` read back.
 */
export function jsonLine(record: object): string {
  return JSON.stringify(record, (_key, value: unknown) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
  );
}

/**
 * The record that `jsonLine` wrote, equal to the one given but for the sign of -0.
 *
 * @throws SyntaxError for a text that is no JSON
 */
export function parseJsonLine(line: string): RunRecord {
  return JSON.parse(line, (_key, value: unknown) => (WORDS.has(value) ? Number(value) : value)) as RunRecord;
}
