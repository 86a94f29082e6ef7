import type { Finding } from "./finding.js";

/** "t = 88 of 100, layer 1, gate f (sigmoid), unit 12, example 3, on the way back". */
export function placeOf(found: Finding, steps: number): string {
  const { phase, layer, t, gate, activation, unit, example, parameter, name } = found;
  const units = unit.length === 1 ? `unit ${unit[0]}` : `element [${unit.join(", ")}]`;
  const parts = [
    t === undefined ? undefined : `t = ${t} of ${steps}`,
    layer === undefined ? undefined : typeof layer === "number" ? `layer ${layer + 1}` : layer,
    parameter === undefined ? undefined : `parameter ${parameter}`,
    gate === undefined
      ? parameter === undefined
        ? name
        : undefined
      : (activation === "sigmoid" ? "gate " : "") +
        gate +
        (activation === undefined ? "" : ` (${activation})`),
    unit.length === 0 ? undefined : units,
    example === undefined ? undefined : `example ${example}`,
    {
      data: "in the data",
      parameters: "in the parameters",
      forward: "forward",
      backward: "backward",
      update: "in the update",
    }[phase],
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}

/** "Uf·h[t-1] is Infinity; the largest term is Uf[12, 7] = 3e20 times h[t-1][7] = 2e19". */
export function whatOf({ op, name, equation, value, terms }: Finding): string {
  const what = op === "var" ? `${name} is ${number(value)}` : `${equation} is ${number(value)}`;
  if (terms.length === 0) return what;
  const shown = terms.map((term) => `${term.name} = ${number(term.value)}`);
  if (PRODUCTS.has(op)) return `${what}; the largest term is ${shown.join(" times ")}`;
  if (op === "sum" || op === "batchSum") return `${what}; the largest term is ${shown.join("")}`;
  return `${what}; ${shown.join(", ")}`;
}

const PRODUCTS: ReadonlySet<string> = new Set(["dot", "dotT", "outer", "matmul"]);

function number(x: number): string {
  const size = Math.abs(x);
  if (!Number.isFinite(x) || (size < 1e6 && size >= 1e-3) || x === 0) return String(Number(x.toPrecision(3)));
  const [mantissa, exponent] = x.toExponential(2).split("e");
  return `${Number(mantissa)}e${Number(exponent)}`;
}
