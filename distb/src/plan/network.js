import { Context, once } from "./context.js";
import { planLayer } from "./layer.js";
import { Arena, atEnd, atStep, fixed } from "./memory.js";
import { planReadout } from "./readout.js";
/** Plans forward and backward pass of a network. */
export function plan(network, sizes, options) {
    const { T, B } = sizes;
    const { size: Y, on } = network.readout;
    const last = on === "last";
    const L = last ? 1 : T;
    const arena = new Arena(options.lanes);
    const context = new Context(network, sizes, arena);
    const x = arena.take("x", network.input, B, T);
    const readoutMemory = {
        target: arena.take("target", Y, B, L),
        weight: arena.take("weight", 1, B, L),
        y: arena.take("y", Y, B, L),
        loss: arena.take("loss", 1, B, L),
    };
    const layers = [];
    let below = atStep(x);
    for (const level of context.levels.slice(0, -1)) {
        const layer = planLayer(context, level, below);
        layers.push(layer);
        below = layer.memory.output;
    }
    const top = context.levels.at(-1);
    if (!top)
        throw new Error("a network has a readout");
    const readout = planReadout(context, top, below, last, readoutMemory);
    const dx = options.inputGradient ? arena.take("dx", network.input, B, T) : undefined;
    const injects = layers.map((l, i) => inject(l, last && i === layers.length - 1, arena, sizes));
    // Temporaries of the backward passes share memory: layer after layer, plain or probing.
    const start = arena.size;
    let end = start;
    const fromHere = (make) => {
        arena.size = start;
        const made = make();
        end = Math.max(end, arena.size);
        return made;
    };
    const pass = (probe) => {
        const topInject = injects.at(-1);
        const passes = topInject?.before ? [only(topInject.before)] : [];
        passes.push(fromHere(() => readout.backward(topInject?.to ?? (dx && atStep(dx)))));
        if (topInject?.after)
            passes.push(only(topInject.after));
        let from;
        for (const [i, layer] of [...layers.entries()].reverse()) {
            const out = i > 0 ? injects[i - 1]?.to : dx && atStep(dx);
            const exponents = from;
            passes.push(fromHere(() => layer.backward({ inject: injects[i]?.from, dx: out, below: i > 0, probe, from: exponents })));
            from = probe && layer.rescales ? layer.memory.profile?.exponent : undefined;
        }
        return passes;
    };
    const plain = pass(false);
    const probing = pass(true);
    arena.size = end;
    const summed = [context.grads, ...[...layers, readout].flatMap((l) => l.weights.derivedGradients)];
    return Object.freeze({
        network,
        sizes,
        options,
        parameters: context.parameters,
        buffers: arena.buffers,
        elements: arena.size,
        params: context.params,
        grads: context.grads,
        x,
        ...(dx && { dx }),
        ...readoutMemory,
        layers: layers.map((l) => l.memory),
        phases: {
            forward: [...layers.flatMap((l) => l.forward), ...readout.forward],
            clear: [
                once("sums", plain.flatMap((p) => p.clear)),
            ],
            backward: plain.flatMap((p) => p.sections),
            probe: probing.flatMap((p) => p.sections),
            finish: [
                once("gradients", summed.map((buffer) => ({ kind: "zero", buffer }))),
                ...plain.flatMap((p) => p.finish),
            ],
        },
        rowsIndependent: context.rowsIndependent,
    });
}
function inject({ level: { name, cell }, memory }, lastOnly, arena, { T, B }) {
    const width = memory.output.buffer.cols;
    const carry = memory.carry[cell.output];
    if (lastOnly && carry) {
        // Only the last step is scored: what arrives there joins the cotangent of the final state.
        const buffer = arena.take(`${name}.d${cell.output}.end`, width, B);
        const join = {
            kind: "loop",
            rows: "batch",
            cols: width,
            locals: [
                { kind: "load", from: fixed(carry), access: "vector" },
                { kind: "load", from: fixed(buffer), access: "vector" },
                { kind: "op", op: "add", args: [0, 1] },
            ],
            stores: [{ local: 2, to: fixed(carry) }],
        };
        return { to: fixed(buffer), after: { name: `${name}.join`, over: "last", instructions: [join] } };
    }
    const buffer = arena.take(`${name}.d${cell.output}.all`, width, B, T);
    if (!lastOnly)
        return { to: atStep(buffer), from: atStep(buffer) };
    return {
        to: atEnd(buffer, 1),
        from: atStep(buffer),
        before: once(`${name}.clear`, [{ kind: "zero", buffer }]),
    };
}
const only = (section) => ({ sections: [section], clear: [], finish: [] });
