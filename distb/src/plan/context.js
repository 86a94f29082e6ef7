import { parameters, resolve } from "../ir/index.js";
import { schedule } from "./schedule.js";
/** What the parts of a plan share while it is made. */
export class Context {
    sizes;
    arena;
    parameters;
    params;
    grads;
    levels;
    /** False once a graph mixes examples. */
    rowsIndependent = true;
    constructor(network, sizes, arena) {
        this.sizes = sizes;
        this.arena = arena;
        this.parameters = parameters(network);
        const count = this.parameters.reduce((n, p) => n + p.size, 0);
        this.params = arena.takeDense("params", count);
        this.grads = arena.takeDense("grads", count);
        this.levels = resolve(network);
    }
    schedule(graph, dims) {
        const made = schedule(graph, { ...this.sizes, dims }, this.arena);
        if (!made.rowsIndependent)
            this.rowsIndependent = false;
        return made;
    }
}
export const once = (name, instructions) => ({
    name,
    over: "once",
    instructions,
});
/** The sections of a graph that runs over the rows of a batch. */
export function sections(name, s, loop) {
    const flat = loop === "last" ? "last" : "all";
    const inLoop = loop === "all" || loop === "last" ? "forward" : loop;
    const all = [
        once(`${name}.prepare`, s.prepare),
        { name: `${name}.ahead`, over: flat, instructions: s.ahead },
        { name: `${name}.loop`, over: inLoop, instructions: s.loop },
        { name: `${name}.after`, over: flat, instructions: s.after },
    ];
    return all.filter((x) => x.instructions.length > 0);
}
/** The named entry; its absence is a mistake in the planner. */
export function value(of, key) {
    const found = of instanceof Map ? of.get(key) : of[key];
    if (found === undefined)
        throw new Error(`no value named ${key}`);
    return found;
}
