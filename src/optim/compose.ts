import { type Element, element, kept, sub, type Update } from "../ir/index.js";
import type { Link } from "./link.js";

/** A link inside an update: what its numbers are called there, and what of it is measured. */
export interface Part {
  readonly link: Link;
  /** From the link's names to those of the update. */
  readonly numbers: ReadonlyMap<string, string>;
  readonly tensorNumbers: ReadonlyMap<string, string>;
  /** Positions in the update's measured values. */
  readonly before?: number;
  readonly after?: number;
}

export interface Composed {
  readonly update: Update;
  readonly parts: readonly Part[];
}

/** Any moment will do to learn what a link's numbers are called. */
const norms = { norm: 1, tensors: Float64Array.of(1), largest: 1 };
const someMoment = { step: 0, before: norms, after: norms, factor: 1 };
const someTensor = { name: "", offset: 0, size: 1 };

/**
 * Links as one update: each link's equations are applied to the gradient that the one before it made, so that one pass
 * over the memory does it all. What a link measures is the value at its place in the chain, computed from the
 * arrays once more: memory is slower than arithmetic.
 */
export function compose(links: readonly Link[]): Composed {
  const taken = new Set(["g", "p"]);
  const unique = (name: string): string => {
    let free = name;
    for (let i = 2; taken.has(free); i++) free = `${name}${i}`;
    taken.add(free);
    return free;
  };
  const named = (names: readonly string[]) => new Map(names.map((name) => [name, unique(name)]));

  const [gradient, parameter] = [element("g"), element("p")];
  const measured: Element[] = [gradient, parameter];
  const measure = (e: Element): number => (measured.includes(e) ? measured.indexOf(e) : measured.push(e) - 1);
  const next: Record<string, Element> = {};
  let g = gradient;
  const parts = links.map((link): Part => {
    const numbers = named(Object.keys(link.numbers(someMoment)));
    const tensorNumbers = named(Object.keys(link.tensorNumbers(someMoment, someTensor, 0)));
    const state = named(link.state);
    const leaves = [...numbers, ...tensorNumbers].map(([name, own]) => [name, element(own)]);
    const memory = [...state].map(([name, own]) => [name, kept(own)]);
    const before = link.measures.includes("before") && { before: measure(g) };
    const { g: made = g, ...moved } = link.equations({
      ...Object.fromEntries([...leaves, ...memory]),
      g,
      p: parameter,
    });
    for (const [name, value] of Object.entries(moved)) next[state.get(name) ?? name] = value;
    g = made;
    const after = link.measures.includes("after") && { after: measure(g) };
    return { link, numbers, tensorNumbers, ...before, ...after };
  });
  const state = Object.keys(next);
  const update: Update = {
    state,
    numbers: parts.flatMap((part) => [...part.numbers.values()]),
    tensorNumbers: parts.flatMap((part) => [...part.tensorNumbers.values()]),
    measured,
    next: { ...next, p: sub(parameter, g), g },
  };
  return { update: Object.freeze(update), parts };
}
