import { cells } from "../cells/index.js";
import { EquationError } from "../ir/index.js";
import type { Experiment } from "../lab/index.js";
import { nameOf, wordsOf } from "../notation/index.js";
import { parseWrappers } from "../wrap/index.js";
import { type About, type Cure, cure } from "./cure.js";

type Layer = Experiment["layers"][number];

const cellOf = ({ cell }: Layer) => (Object.hasOwn(cells, cell) ? cells[cell] : undefined);
const isRecurrent = (layer: Layer): boolean => Object.keys(cellOf(layer)?.states ?? {}).length > 0;

/** The cells of an experiment that have a state. */
export function recurrent({ layers }: Experiment) {
  return layers.filter(isRecurrent).flatMap((layer) => cellOf(layer) ?? []);
}

/**
 * A cure that changes every layer with a state, at the same number of units: `layer` returns the layer with it, or
 * undefined where there is none such for it.
 */
export function perLayer(
  about: About,
  sets: readonly string[],
  layer: (layer: Layer) => Layer | undefined,
  why: string,
): Cure {
  return cure(about, {
    sets,
    fits: ({ layers }) => layers.some((one) => isRecurrent(one) && layer(one) !== undefined) || why,
    change: (experiment) => ({
      ...experiment,
      layers: experiment.layers.map((one) => (isRecurrent(one) ? (layer(one) ?? one) : one)),
    }),
  });
}

const NO_STATE = "No layer has a state.";

/** A cure that is another cell. */
export function cellCure(about: About, cell: string): Cure {
  return perLayer(about, ["layers.cell"], (layer) => ({ ...layer, cell }), NO_STATE);
}

/** A cure that is a wrapper around the cell, by its text; it stands outermost, in place of one of its name. */
export function wrapper(about: About, text: string): Cure {
  const isOther = (word: string) => nameOf(word) !== nameOf(text);
  const around = ({ wrap = "" }: Layer) => [...wordsOf(wrap).filter(isOther), text].join(" ");
  return perLayer(
    about,
    [`layers.wrap.${nameOf(text)}`],
    (layer) => (canWrap(layer, around(layer)) ? { ...layer, wrap: around(layer) } : undefined),
    "No layer has a state and what is to be changed.",
  );
}

/** Whether the cell of a layer has what these wrappers change. */
function canWrap(layer: Layer, text: string): boolean {
  const cell = cellOf(layer);
  const sizes = { H: layer.hidden, ...layer.dims, X: layer.hidden };
  try {
    return (
      cell !== undefined && parseWrappers(text).reduce((inner, { wrap }) => wrap(inner, sizes), cell) !== cell
    );
  } catch (error) {
    if (error instanceof EquationError) return false;
    throw error;
  }
}

/** The cell's variant of this name, e.g. "gru-layer-norm". */
export function variantCure(about: About, variant: string): Cure {
  const found = (cell: string) =>
    Object.hasOwn(cells, `${cell}-${variant}`) ? `${cell}-${variant}` : undefined;
  return perLayer(
    about,
    ["layers.cell"],
    (layer) => {
      if (layer.cell.endsWith(`-${variant}`)) return layer;
      const cell = found(layer.cell);
      return cell === undefined ? undefined : { ...layer, cell };
    },
    `No layer has a cell with a variant ${variant}; those that have one: ${variants(variant).join(", ")}.`,
  );
}

const variants = (variant: string): string[] =>
  Object.keys(cells).flatMap((name) =>
    name.endsWith(`-${variant}`) ? [name.slice(0, -variant.length - 1)] : [],
  );
