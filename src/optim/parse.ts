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
 * What acts on the update acts behind the optimiser, also where it is written before it: a schedule is one of the
 * learning rate wherever it stands.
 *
 * Throws RangeError with one sentence that says what is wrong and what to write.
 */
export function parseChain(text: string, defaults: { readonly lr?: number } = {}): Chain {
  const given = parseWords(text, (name) => find(name).main).map(({ name: link, options }) => {
    const needsRate =
      find(link).kind === "optimiser" && defaults.lr !== undefined && options.lr === undefined;
    return { ...options, ...(needsRate && { lr: defaults.lr }), link };
  });
  const at = given.findIndex(({ link }) => find(link).kind === "optimiser");
  const isEarly = ({ link }: LinkDescription, i: number) => i < at && find(link).kind === "update";
  const early = given.filter(isEarly);
  const others = given.filter((link, i) => !isEarly(link, i));
  return buildChain(others.toSpliced(at - early.length + 1, 0, ...early));
}

const find = (name: string) => lookUp("link", name, links);
