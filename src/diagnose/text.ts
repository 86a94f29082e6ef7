/** Two digits, as one writes them: 3.4e-22, 0.071, 160. */
export function short(x: number): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "NaN" : x > 0 ? "infinite" : "-infinite";
  const size = Math.abs(x);
  if (size === 0) return "0";
  if (size < 1e-3 || size >= 1e5) return x.toExponential(1).replace(".0e", "e").replace("e+", "e");
  return String(size >= 100 ? Math.round(x) : Number(x.toPrecision(2)));
}

/** 10^exponent in the same form, also beyond what a double holds. */
export function shortPower(exponent: number): string {
  if (!Number.isFinite(exponent)) return short(10 ** exponent);
  if (exponent > -300 && exponent < 300) return short(10 ** exponent);
  const whole = Math.floor(exponent);
  return `${Number((10 ** (exponent - whole)).toPrecision(2))}e${whole}`;
}

/** 0.42 as "42 %". */
export const percent = (share: number): string => {
  const value = 100 * share;
  return `${value > 0 && value < 1 ? Number(value.toPrecision(1)) : Math.round(value)} %`;
};

export const steps = (n: number): string => `${n} ${n === 1 ? "step" : "steps"}`;
