import { type Command, Option } from "commander";
import { parseReservoir, type Reservoir, reservoirSchema } from "../../src/reservoir/index.js";
import { list, number, type Reader } from "./number.js";
import { fieldsOf } from "./schema.js";

/** Those that take no list: they say how to measure, not what. */
const ONE: ReadonlySet<string> = new Set(["ridge", "samples", "seed"]);
/** Compared when nothing else is. */
const RADII = [0.5, 0.9, 0.99];

const fields = [...fieldsOf(reservoirSchema)].map(([key, field]) => ({
  key,
  field,
  flag: `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  many: !ONE.has(key),
}));

/** Adds the options of a reservoir, as its schema has them; most take lists. */
export function addReservoir(command: Command): void {
  for (const { key, field, flag, many } of fields) {
    const { isNumber, description, default: value } = field;
    const said = key === "radius" ? `${RADII.join(",")} where nothing else is a list, else ${value}` : value;
    const read: Reader<unknown> = isNumber ? number(flag) : (text) => text;
    const unit = `${isNumber ? "x" : "name"}${many ? "s" : ""}`;
    command.addOption(
      new Option(`${flag} <${unit}>`, `${description} (default: ${said})`).argParser(
        many ? list(flag, read) : read,
      ),
    );
  }
}

/** A reservoir, with a name that says in what it differs from the others. */
export interface Named {
  readonly name: string;
  readonly reservoir: Reservoir;
}

/** Every combination of what was given as lists. Throws BadInput with one sentence. */
export function reservoirsOf(given: Readonly<Record<string, unknown>>): readonly Named[] {
  const lists = fields.flatMap(({ key, many }) =>
    many && Array.isArray(given[key])
      ? [{ key, values: [...new Set(given[key] as readonly unknown[])] }]
      : [],
  );
  if (given.radius === undefined && lists.every(({ values }) => values.length === 1))
    lists.unshift({ key: "radius", values: RADII });
  const single = fields.flatMap(({ key, many }) =>
    !many && given[key] !== undefined ? [[key, given[key]]] : [],
  );
  const chosen = lists.reduce<readonly Readonly<Record<string, unknown>>[]>(
    (made, { key, values }) => made.flatMap((one) => values.map((value) => ({ ...one, [key]: value }))),
    [Object.fromEntries(single)],
  );
  const varied = lists.filter(({ values }) => values.length > 1).map(({ key }) => key);
  return chosen.map((one) => ({
    name: varied.map((key) => `${spaced(key)} ${String(one[key])}`).join(", ") || "reservoir",
    reservoir: parseReservoir(one),
  }));
}

/** "inputScale" as "input scale". */
function spaced(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
