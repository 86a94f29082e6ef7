import type { Finding } from "./verdict.js";

/** Severity, value and threshold of a ratio that is known by its logarithm. */
export const graded = (
  log10: number,
  isFail: boolean,
  { warn, fail }: { readonly warn: number; readonly fail: number },
): Pick<Finding, "severity" | "value" | "log10" | "threshold"> => ({
  severity: isFail ? "fail" : "warn",
  value: 10 ** log10,
  log10,
  threshold: isFail ? fail : warn,
});
