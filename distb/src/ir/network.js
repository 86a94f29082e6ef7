import { EquationError } from "./error.js";
/** All layers of a network with the sizes of their dimensions; the readout is the last. */
export function resolve(network) {
    let width = network.input;
    const layers = network.layers.map(({ cell, dims }, name) => {
        const sizes = { ...dims, X: width };
        const [d] = outputShape(cell);
        width =
            sizes[d] ??
                refuse(`layer ${name}: no size is given for the dimension "${d}" of cell "${cell.name}"; give dims: { ${d}: ... }`);
        return { name, cell, dims: sizes };
    });
    const readout = {
        name: "readout",
        cell: network.readout.cell,
        dims: { X: width, Y: network.readout.size },
    };
    return [...layers, readout];
}
function outputShape(cell) {
    const d = cell.values[cell.output]?.shape[0];
    return d === undefined
        ? refuse(`the output of cell "${cell.name}" is a scalar; a layer gives a vector`)
        : [d];
}
/** The parameters of a network in their order in the flat array. */
export function parameters(network) {
    let offset = 0;
    return resolve(network).flatMap(({ name, cell, dims }) => Object.entries(cell.params).map(([local, { shape, start }]) => {
        const length = (i) => {
            const d = shape[i];
            return d === undefined
                ? 1
                : (dims[d] ??
                    refuse(`layer ${name}: no size is given for the dimension "${d}" of cell "${cell.name}"`));
        };
        const [rows, cols] = [length(0), length(1)];
        const at = offset;
        offset += rows * cols;
        return {
            name: `${name}.${local}`,
            layer: name,
            local,
            shape,
            rows,
            cols,
            offset: at,
            size: rows * cols,
            ...(start !== undefined && { start }),
        };
    }));
}
function refuse(why) {
    throw new EquationError(why);
}
