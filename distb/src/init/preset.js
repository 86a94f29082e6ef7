import { constant, zeros } from "./constant.js";
import { glorotUniform } from "./fan.js";
import { identity } from "./identity.js";
import { orthogonal } from "./orthogonal.js";
import { torchBias, torchUniform } from "./torch.js";
/**
 * Our defaults: every path starts with a gain near 1, and gates open as long as the task is. The input of a recurrent
 * layer is U(±1/√H): Glorot's limit for few inputs is larger, drives tanh from its linear part, and an orthogonal
 * recurrence then loses what it was chosen for (adding, T = 100, H = 64: 2e-3 of the gradient left instead of 7e-2).
 */
const hindsight = {
    summary: "orthogonal recurrence (identity for ReLU), chrono gate biases, inputs U(±1/√H), Glorot elsewhere",
    chrono: true,
    choose(param, { denseFanIn }) {
        if (param.constant !== undefined)
            return constant(param.constant);
        if (param.role === "recurrent")
            return isVector(param) ? constant(1) : param.relu ? identity() : orthogonal();
        if (param.role === "input" && denseFanIn === undefined)
            return torchUniform(param.hidden);
        return isMatrix(param) ? glorotUniform() : zeros();
    },
};
/**
 * PyTorch's RNN, GRU, LSTM and Linear. It knows no forget bias, so an author's constant counts only where PyTorch has
 * a layer with constants (role "other", e.g. the gain of a normalisation).
 */
const pytorch = {
    summary: "PyTorch's defaults: U(±1/√H) for everything",
    chrono: false,
    choose({ role, constant: value, hidden, cols, secondBias }, { denseFanIn }) {
        if (role === "other" && value !== undefined)
            return constant(value);
        if (role === "readout")
            return torchUniform(cols);
        if (role === "readoutBias")
            return torchUniform(hidden);
        if (denseFanIn !== undefined)
            return torchUniform(denseFanIn);
        return role === "bias" && !secondBias ? torchBias(hidden) : torchUniform(hidden);
    },
};
/**
 * Keras's SimpleRNN, GRU, LSTM and Dense, per gate. Its Glorot limit for the input matrices is that of all gates drawn
 * as one, and is kept. Deviates: Keras's recurrent matrices are orthogonal as one [H, gates·H] matrix; here each is.
 */
const keras = {
    summary: "Keras's defaults: Glorot, orthogonal recurrence (per gate here), forget bias 1 in an LSTM",
    chrono: false,
    choose(param, { paired }) {
        // unit_forget_bias; Keras's GRU has none, and its bias is zero.
        if (param.memory === "keep")
            return constant(paired ? 1 : 0);
        if (param.constant !== undefined)
            return constant(param.constant);
        if (param.role === "recurrent")
            return isVector(param) ? constant(1) : orthogonal();
        if (param.role === "input")
            return glorotUniform(1, param.gates);
        return isMatrix(param) ? glorotUniform() : zeros();
    },
};
/** Every preset by its name. */
export const presets = new Map(Object.entries({ hindsight, pytorch, keras }));
/** A recurrent vector is the diagonal of a matrix; ones are the identity. A [1, 1] matrix is not a vector. */
function isVector({ rows, cols }) {
    return cols === 1 && rows > 1;
}
function isMatrix({ role }) {
    return role === "input" || role === "recurrent" || role === "readout";
}
