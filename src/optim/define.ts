import type { z } from "zod";
import type { Element } from "../ir/index.js";
import { mistake, printOptions } from "../notation/index.js";
import type { Kind, Link, Moment, Tensor, Watch } from "./link.js";

/** What lists and parsers need to know of one kind of link. */
export interface LinkFamily {
  readonly family: string;
  readonly kind: Kind;
  readonly summary: string;
  readonly source: string;
  readonly options: z.ZodObject;
  /** The option that may be written without its name, as in `clip-norm:1`. */
  readonly main?: string;
  /** The link of unchecked options. Throws RangeError with one sentence. */
  fromUnknown(options: unknown): Link;
}

/** How a link is written: its options, its numbers in float64, and its equations of one element. */
interface Definition<O extends z.ZodObject, N extends string, T extends string, S extends string> {
  readonly family: string;
  readonly kind: Kind;
  readonly summary: string;
  readonly source: string;
  /** Strict, each option described; options without a default must be given. */
  readonly options: O;
  readonly main?: keyof z.input<O> & string;
  /** A rule over several options, checked after each of them: a sentence when it is broken. */
  refuse?(options: z.output<O>): string | undefined;
  /** What the numbers or the scale read of the gradient's size. */
  readonly measures?: readonly ("before" | "after")[];
  readonly state?: readonly S[];
  /** See `Link.turns`. */
  readonly turns?: true;
  /** The numbers of one step. */
  numbers?(options: z.output<O>, at: Moment): Readonly<Record<N, number>>;
  /** The numbers of one step that differ between tensors. */
  tensorNumbers?(options: z.output<O>, at: Moment, tensor: Tensor, i: number): Readonly<Record<T, number>>;
  /** See `Link.equations`. */
  equations(
    element: Readonly<Record<"g" | "p" | NoInfer<N | T | S>, Element>>,
    options: z.output<O>,
  ): { readonly g: Element } & Readonly<Partial<Record<NoInfer<S>, Element>>>;
  /** See `Link.scale`. */
  scale?(options: z.output<O>, at: Moment): number;
  /** See `Link.watch`. */
  watch?(options: z.output<O>): Watch;
}

/**
 * Defines a family of links: a function from options to a link, which carries what lists need to know.
 * The function throws RangeError with one sentence for options that the schema refuses.
 */
export function defineLink<
  O extends z.ZodObject,
  N extends string = never,
  T extends string = never,
  S extends string = never,
>(definition: Definition<O, N, T, S>): ((options: z.input<O>) => Link) & LinkFamily {
  const { family, kind, summary, source, main, state = [], measures = [], turns, scale, watch } = definition;
  const fromUnknown = (given: unknown): Link => {
    const parsed = definition.options.safeParse(given);
    if (!parsed.success) throw new RangeError(mistake(family, definition.options, parsed.error, given));
    const options = parsed.data;
    const refusal = definition.refuse?.(options);
    if (refusal !== undefined) throw new RangeError(`${family}: ${refusal}`);
    return Object.freeze({
      name: printOptions(family, definition.options, options, main),
      kind,
      description: Object.freeze({ link: family, ...options }),
      state,
      measures,
      equations: (element: Readonly<Record<string, Element>>) =>
        definition.equations(element as Readonly<Record<"g" | "p" | N | T | S, Element>>, options),
      numbers: (at: Moment) => definition.numbers?.(options, at) ?? {},
      tensorNumbers: (at: Moment, tensor: Tensor, i: number) =>
        definition.tensorNumbers?.(options, at, tensor, i) ?? {},
      ...(turns && { turns }),
      ...(scale && { scale: (at: Moment) => scale(options, at) }),
      ...(watch && { watch: () => watch(options) }),
    });
  };
  const make = (options: z.input<O>) => fromUnknown(options);
  const about = { family, kind, summary, source, options: definition.options, fromUnknown };
  return Object.freeze(Object.assign(make, about, main === undefined ? {} : { main }));
}
