import type { Cell } from "../ir/index.js";

/** The name, or with the next number behind it where the cell has a thing of that name. */
export function freshName({ inputs, states, params, values }: Cell, wanted: string): string {
  const taken = (name: string) =>
    [inputs, states, params, values].some((group) => Object.hasOwn(group, name));
  let name = wanted;
  for (let i = 2; taken(name); i++) name = `${wanted}${i}`;
  return name;
}
