import { initialise } from "../init/index.js";
import { parameters } from "../ir/index.js";
import { stream } from "../rng/index.js";
import { paramInfos } from "./roles.js";
/**
 * First values of all parameters, flat in the layout of `parameters(network)`, and the printed forms of the
 * initialisers that drew them, one a parameter. Drawn from the seed's own stream for initialisation; chrono's
 * longest time is the task's longest lag.
 */
export function initialParameters(experiment, task, network) {
    const layout = parameters(network);
    const source = stream(experiment.seed, "init");
    const drawn = initialise(paramInfos(network), experiment.init, { steps: task.lag.max }, source);
    const values = new Float64Array(layout.reduce((n, p) => n + p.size, 0));
    layout.forEach(({ offset }, i) => {
        values.set(drawn.values[i] ?? [], offset);
    });
    return { values, names: drawn.names };
}
