import { lookUp, parseWords } from "../notation/index.js";
import { links } from "./catalogue.js";
import { type Chain, chain } from "./chain.js";
import type { Link, LinkDescription } from "./link.js";

/** The link of a description. Throws RangeError with one sentence for an unknown link or option. */
export function buildLink({ link, ...options }: LinkDescription): Link {
  return find(link).fromUnknown(options);
}

/** The chain of its links' descriptions, e.g. `[{ link: "clip-norm", max: 1 }, { link: "adam", lr: 0.005 }]`. */
export function buildChain(descriptions: readonly LinkDescription[]): Chain {
  return chain(descriptions.map(buildLink));
}

/**
 * The chain of a text such as `clip-norm:1 adam:lr=0.005,b1=0.95` (see `parseWords`). An optimiser without `lr` gets
 * `defaults.lr`.
 *
 * Throws RangeError with one sentence that says what is wrong and what to write.
 */
export function parseChain(text: string, defaults: { readonly lr?: number } = {}): Chain {
  return buildChain(
    parseWords(text, (name) => find(name).main).map(({ name: link, options }) => {
      const needsRate =
        find(link).kind === "optimiser" && defaults.lr !== undefined && options.lr === undefined;
      return { ...options, ...(needsRate && { lr: defaults.lr }), link };
    }),
  );
}

const find = (name: string) => lookUp("link", name, links);
