import { initialise } from "../init/index.js";
import { evaluate, zeros } from "../interp/index.js";
import { type Expr, type Network, type Parameter, parameters, resolve, showExpr } from "../ir/index.js";
import { stream } from "../rng/index.js";
import type { Experiment } from "./experiment.js";
import { paramInfos } from "./roles.js";
import type { Task } from "./task.js";

/** The value of an equation of a layer's parameters. */
function firstValue(
  from: Expr,
  layer: Parameter["layer"],
  network: Network,
  values: Float64Array,
): Float64Array {
  const dims = resolve(network).find(({ name }) => name === layer)?.dims ?? {};
  const places = new Map(
    parameters(network)
      .filter((p) => p.layer === layer)
      .map((p) => [p.local, p]),
  );
  const sizes = { B: 1, dims };
  const [made] = evaluate(
    [from],
    ({ name = "", shape }) => {
      const { offset = 0, size = 0 } = places.get(name) ?? {};
      const value = zeros(shape, true, sizes);
      value.data.set(values.subarray(offset, offset + size));
      return value;
    },
    sizes,
  );
  return made?.data ?? new Float64Array();
}

/**
 * First values of all parameters, flat in the layout of `parameters(network)`, and the printed forms of the
 * initialisers that drew them, one a parameter. Drawn from the seed's own stream for initialisation; chrono's
 * longest time is the task's longest lag.
 */
export function initialParameters(
  experiment: Experiment,
  task: Task,
  network: Network,
): { values: Float64Array; names: string[] } {
  const layout = parameters(network);
  const source = stream(experiment.seed, "init");
  const drawn = initialise(paramInfos(network), experiment.init, { steps: task.lag.max }, source);
  const values = new Float64Array(layout.reduce((n, p) => n + p.size, 0));
  layout.forEach(({ offset }, i) => {
    values.set(drawn.values[i] ?? [], offset);
  });
  const names = layout.map(({ from }, i) => (from ? showExpr(from) : (drawn.names[i] ?? "")));
  for (const p of layout) if (p.from) values.set(firstValue(p.from, p.layer, network, values), p.offset);
  return { values, names };
}
