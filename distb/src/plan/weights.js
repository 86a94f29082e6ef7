import { once, value } from "./context.js";
import { fixed } from "./memory.js";
import { gradientTerms, isTransposed, } from "./schedule.js";
/** Values derived from parameters are computed before the time loop, their gradients pulled back after it. */
export function planWeights(context, { name, dims }, d) {
    const { arena } = context;
    const size = (dim) => (dim === undefined ? 1 : value(dims, dim));
    const places = new Map();
    const gradientPlaces = new Map();
    for (const p of context.parameters.filter((p) => p.layer === name)) {
        const [rows, cols] = p.shape.length < 2 ? [1, p.size] : [p.rows, p.cols];
        const shape = { at: p.offset, ld: cols, rows, cols };
        places.set(p.local, { buffer: context.params, ...shape });
        gradientPlaces.set(p.local, { buffer: context.grads, ...shape });
    }
    const roots = [];
    const derivedGradients = [];
    for (const [n, e] of Object.entries(d.once)) {
        const [rows, cols] = e.shape.length === 2 ? [size(e.shape[0]), size(e.shape[1])] : [1, size(e.shape[0])];
        const place = (buffer) => ({ buffer, at: 0, ld: buffer.ld, rows, cols });
        const buffer = arena.take(`${name}.${n}`, cols, rows);
        const gradient = arena.take(`${name}.d${n}`, cols, rows);
        derivedGradients.push(gradient);
        places.set(n, place(buffer)).set(`d${n}`, place(gradient));
        gradientPlaces.set(n, place(gradient));
        roots.push({ name: n, value: e, to: fixed(buffer) });
    }
    const sums = new Map(Object.entries(d.adjoint.params).map(([p, e]) => [
        p,
        gradientTerms(e).map((term) => {
            const [m, n] = [size(e.shape[0]), size(e.shape[1])];
            if (term.op !== "outer")
                return arena.take(`${name}.sum(${p})`, size(e.shape.at(-1)), e.shape.length === 2 ? m : 1);
            return isTransposed(m, n, arena)
                ? arena.take(`${name}.sum(${p})`, m, n)
                : arena.take(`${name}.sum(${p})`, n, m);
        }),
    ]));
    const graph = {
        carried: new Set(),
        lastOnly: true,
        names: d.names,
        leaf: (e) => {
            throw new Error(`${e.name} depends on the example`);
        },
        spent: () => false,
        place: (e) => value(places, e.name ?? ""),
    };
    const flat = (n, s) => once(n, [...s.prepare, ...s.ahead, ...s.loop, ...s.after, ...s.finish]);
    const run = (n, more) => roots.length === 0 ? [] : [flat(n, context.schedule({ ...graph, ...more, name: n }, dims))];
    return {
        place: (p) => value(places, p),
        gradients: (seen) => Object.entries(d.adjoint.params).map(([p, e]) => ({
            name: p,
            value: seen(e),
            to: value(gradientPlaces, p),
            sums: value(sums, p),
        })),
        forward: run(`${name}.derived`, { roots, gradients: [] }),
        derivedGradients,
        pullBack: run(`${name}'.derived`, {
            roots: [],
            gradients: Object.entries(d.onceAdjoint).map(([p, e]) => ({
                name: p,
                value: e,
                to: value(gradientPlaces, p),
            })),
        }),
    };
}
