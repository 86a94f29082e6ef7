import type { Engine } from "../engine/index.js";

/** The tensors of an engine's flat parameters, as optimiser chains want them. */
export function layoutOf({ parameters }: Engine) {
  return parameters.map(({ name, offset, size, shape }) => ({ name, offset, size, bias: shape.length < 2 }));
}
