/**
 * A record as one line of JSON, without the line end.
 *
 * Finite numbers are written so that reading them gives the same double (the sign of -0 is lost). JSON has no
 * NaN and no infinities, and null would hide which one it was: they become the strings "NaN", "Infinity" and
 * "-Infinity", which JavaScript's `Number` and Python's `float` read back.
 */
export function jsonLine(record) {
    return JSON.stringify(record, (_key, value) => typeof value === "number" && !Number.isFinite(value) ? String(value) : value);
}
