import type { z } from "zod";
import type { Cell } from "../ir/index.js";
import { mistake, printOptions } from "../notation/index.js";

/** Sizes of a layer: its input X, and those of the cell's own dimensions, e.g. H. */
export type Sizes = Readonly<Record<string, number>>;

/** A change to a cell's equations. */
export interface Wrapper {
  /** As printed, e.g. "residual". */
  readonly name: string;
  /** The changed cell. Throws EquationError when the cell does not have what is to be changed. */
  wrap(cell: Cell, sizes: Sizes): Cell;
}

/** What lists and parsers need to know of one kind of wrapper. */
export interface WrapperFamily {
  readonly family: string;
  /** A text that `parseWrappers` accepts. */
  readonly example: string;
  readonly summary: string;
  /** Key into the references. */
  readonly cite: string;
  readonly options: z.ZodObject;
  /** The option that may be written without its name. */
  readonly main?: string;
  /** The wrapper of unchecked options. Throws RangeError with one sentence. */
  fromUnknown(options: unknown): Wrapper;
}

interface Definition<O extends z.ZodObject> {
  readonly family: string;
  /** A text that `parseWrappers` accepts. */
  readonly example: string;
  readonly summary: string;
  readonly cite: string;
  /** Strict, each option described. */
  readonly options: O;
  readonly main?: keyof z.input<O> & string;
  wrap(cell: Cell, options: z.output<O>, sizes: Sizes): Cell;
}

/** Defines a family of wrappers: a function from options to a wrapper, which carries what lists need to know. */
export function defineWrapper<O extends z.ZodObject>({
  wrap,
  ...about
}: Definition<O>): ((options: z.input<O>) => Wrapper) & WrapperFamily {
  const { family, main } = about;
  const fromUnknown = (given: unknown): Wrapper => {
    const parsed = about.options.safeParse(given);
    if (!parsed.success) throw new RangeError(mistake(family, about.options, parsed.error, given));
    return Object.freeze({
      name: printOptions(family, about.options, parsed.data, main),
      wrap: (cell: Cell, sizes: Sizes) => wrap(cell, parsed.data, sizes),
    });
  };
  return Object.freeze(Object.assign((options: z.input<O>) => fromUnknown(options), about, { fromUnknown }));
}
