import type { z } from "zod";
import { type LinkFamily, links } from "../../src/optim/index.js";
import type { Style } from "../../src/report/index.js";
import { definitions } from "../definitions.js";
import { named } from "../names.js";
import { fieldsOf } from "../options/schema.js";
import { wrapped } from "../text.js";

const WHERE = {
  gradient: "before the optimiser",
  clip: "before or after the optimiser",
  optimiser: "the optimiser itself, one of a chain",
  update: "after the optimiser, on its update",
} as const satisfies Record<LinkFamily["kind"], string>;

/** Every link with what it does and its source, in the order in which a chain has them. */
export function linkList(style: Style): string {
  const parts = (Object.keys(WHERE) as (keyof typeof WHERE)[]).map((kind) => {
    const rows = [...links.values()]
      .filter((family) => family.kind === kind)
      .map(({ family, summary, source }) => [family, `${summary}\n${source}`] as const);
    const where = WHERE[kind];
    return `${where.charAt(0).toUpperCase()}${where.slice(1)}:\n${definitions(rows, style.width)}`;
  });
  return `${parts.join("\n\n")}\n\n${wrapped(NOTE, style.width)}`;
}

const NOTE =
  "L2 comes coupled (weight-decay, in the gradient, so Adam rescales it) and decoupled (decoupled-decay, and adamw, whose decay is times lr). Schedules multiply the update, and with it the learning rate; several multiply one another. plateau counts evaluations (--eval-every). Early stopping is no link: --patience (Prechelt 1998; Goodfellow, Bengio & Courville 2016).";

/** What a link does, where it stands, and its options. */
export function linkPage(name: string, style: Style): string {
  const found = links.get(named("link", name, [...links.keys()]));
  if (!found) throw new Error(`the catalogue lost the link ${name}`);
  const { family, kind, summary, source, options, main } = found;
  const rows: [string, string][] = [
    ["source", source],
    ["stands", WHERE[kind]],
    ...[...fieldsOf(options)].map(([key, field]): [string, string] => [key, optionText(field)]),
    ["write", `"${example(family, options, main)}"`],
  ];
  return `${family}: ${summary}\n\n${definitions(rows, style.width)}`;
}

function optionText({ description, default: value }: { description: string; default?: unknown }): string {
  return value === undefined ? description : `${description} (default: ${value})`;
}

/** The link with the options that must be given. */
function example(family: string, { shape }: z.ZodObject, main: string | undefined): string {
  const needed = Object.entries(shape).filter(([, schema]) => !schema.safeParse(undefined).success);
  const words = needed.map(([key]) => (key === main ? `<${key}>` : `${key}=<${key}>`));
  return words.length > 0 ? `${family}:${words.join(",")}` : family;
}
