import type { Arc, Grammar } from "./grammar.js";

/** A grammar whose strings are drawn again when they are longer than `longest` letters. */
export interface Chain {
  readonly longest: number;
  /** Probability of each arc of a state where `read` letters have been read. */
  odds(state: number, read: number): readonly { readonly arc: Arc; readonly p: number }[];
  /** Probability of each state when so many letters have been read and the string is not over. */
  states(read: number): Float64Array;
  /** Probability that a string has more than so many letters. */
  alive(read: number): number;
}

/**
 * The chain of states of such strings, exactly: an arc is as likely as before times the probability of ending in time
 * after it (Doob's h-transform), and that probability follows by going back from the end.
 */
export function chainOf(grammar: Grammar, longest: number): Chain {
  const isEnd = (state: number) => grammar[state]?.length === 0;
  // ending[n][s]: probability that from s at most n letters follow.
  const ending: number[][] = [grammar.map((_, s) => (isEnd(s) ? 1 : 0))];
  for (let n = 1; n <= longest; n++) {
    const after = ending[n - 1] ?? [];
    ending.push(
      grammar.map((arcs, s) =>
        isEnd(s) ? 1 : arcs.reduce((sum, { to }) => sum + (after[to] ?? 0) / arcs.length, 0),
      ),
    );
  }
  const inTime = (state: number, read: number) => ending[longest - read]?.[state] ?? 0;
  const oddsOf = (state: number, read: number) => {
    const arcs = grammar[state] ?? [];
    const total = inTime(state, read) * arcs.length;
    return arcs.map((arc) => ({ arc, p: inTime(arc.to, read + 1) / total })).filter(({ p }) => p > 0);
  };
  const table = ending.map((_, read) => grammar.map((_, state) => oddsOf(state, read)));
  const odds = (state: number, read: number) => table[read]?.[state] ?? [];
  const all = [Float64Array.from(grammar, (_, s) => (s === 0 ? 1 : 0))];
  for (let read = 0; read < longest; read++) {
    const next = new Float64Array(grammar.length);
    all[read]?.forEach((p, s) => {
      if (p === 0) return;
      for (const { arc, p: q } of odds(s, read)) next[arc.to] = (next[arc.to] ?? 0) + p * q;
    });
    all.push(next);
  }
  const going = all.map((p) => p.map((q, s) => (isEnd(s) ? 0 : q)));
  const alive = going.map((p) => p.reduce((a, b) => a + b, 0));
  const none = new Float64Array(grammar.length);
  return {
    longest,
    odds,
    states: (read) => (going[read] ?? none).map((p) => p / (alive[read] || 1)),
    alive: (read) => alive[read] ?? 0,
  };
}

/** Nats of surprise in the next letter on average, where the states have these probabilities. */
export function surprise(chain: Chain, states: Float64Array, read: number): number {
  const letters = new Map<number, number>();
  states.forEach((p, state) => {
    if (p === 0) return;
    for (const { arc, p: q } of chain.odds(state, read))
      letters.set(arc.letter, (letters.get(arc.letter) ?? 0) + p * q);
  });
  return [...letters.values()].reduce((sum, p) => sum - p * Math.log(p), 0);
}
