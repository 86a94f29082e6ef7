import { z } from "zod";
import { cells } from "../../src/cells/index.js";
import type { Cell, Declared } from "../../src/ir/index.js";
import type { Style } from "../../src/report/index.js";
import { parseWrappers, wrappers } from "../../src/wrap/index.js";
import { definitions } from "../definitions.js";
import { named } from "../names.js";
import { reference } from "../references.js";

/** The cell of this name. Throws RangeError that suggests the nearest. */
export function cellNamed(name: string): Cell {
  const cell = cells[named("cell", name, Object.keys(cells))];
  if (!cell) throw new Error(`the catalogue lost the cell ${name}`);
  return cell;
}

/** The cell of this name within its wrappers. Throws RangeError or EquationError. */
export function cellWrapped(
  name: string,
  {
    wrap = "",
    hidden: H,
    input: X,
  }: { readonly wrap?: string; readonly hidden: number; readonly input: number },
): Cell {
  return parseWrappers(wrap).reduce((inner, wrapper) => wrapper.wrap(inner, { H, X }), cellNamed(name));
}

/** Every cell, and every wrapper, with its title and source. */
export function cellList(style: Style): string {
  const rows = Object.values(cells).map(
    ({ name, title, cite }) => [name, `${title}\n${reference(cite)}`] as const,
  );
  const around = [...wrappers.values()].map(
    ({ family, summary, options, cite }) =>
      [family, [summary, ...optionLines(options), reference(cite)].join("\n")] as const,
  );
  return `${definitions(rows, style.width)}\n\nWrappers, for --wrap:\n${definitions(around, style.width)}`;
}

/** "kind=exp: the matrix exponential", an option a line. */
function optionLines({ shape }: z.ZodObject): string[] {
  return Object.entries(shape).map(([key, field]) => {
    const start = field instanceof z.ZodDefault ? `=${field.def.defaultValue}` : "";
    return `${key}${start}: ${z.globalRegistry.get(field)?.description ?? ""}`;
  });
}

/** What a cell is made of. */
export function cellPage(name: string, style: Style): string {
  const { title, cite, inputs, states, params, output, memory } = cellNamed(name);
  const { keep, write } = memory;
  const biases = [
    ...(keep ? [`${keep} (keeps)`] : []),
    ...(write.length > 0 ? [`${write.join(", ")} (${write.length > 1 ? "write" : "writes"})`] : []),
  ];
  const rows: [string, string][] = [
    ["source", reference(cite)],
    ["input", shapes(inputs)],
    ["state", shapes(states) || "none: a feed-forward layer"],
    ["output", output],
    ["params", shapes(params)],
    [
      "memory",
      biases.length > 0
        ? `${biases.join(", ")}: where --forget-bias and chrono go`
        : "no gate that keeps memory",
    ],
    ["equations", `hindsight show ${name}`],
  ];
  return `${name}: ${title}\n\n${definitions(rows, style.width)}`;
}

/** Names of one shape together: "Wi, Wf [H, X] · bi [H]". */
export function shapes(declared: Readonly<Record<string, Declared>>): string {
  const byShape = new Map<string, string[]>();
  for (const [name, { shape }] of Object.entries(declared)) {
    const key = `[${shape.join(", ")}]`;
    byShape.set(key, [...(byShape.get(key) ?? []), name]);
  }
  return [...byShape].map(([shape, names]) => `${names.join(", ")} ${shape}`).join("; ");
}
