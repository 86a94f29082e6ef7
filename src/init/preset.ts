import { constant, zeros } from "./constant.js";
import { glorotUniform } from "./fan.js";
import { identity } from "./identity.js";
import type { Initialiser } from "./initialiser.js";
import { orthogonal } from "./orthogonal.js";
import { normal } from "./random.js";
import { torchBias, torchUniform } from "./torch.js";

/** What a scheme must know of a parameter; a cell's declaration has it. */
export interface ParamInfo {
  /** Its layer, a dot, its name in the cell, e.g. "0.bf". */
  readonly name: string;
  readonly rows: number;
  /** 1 for a vector. */
  readonly cols: number;
  readonly role: "input" | "recurrent" | "bias" | "readout" | "readoutBias" | "other";
  /** The cell author's value, e.g. 1 for a forget bias or a gain. */
  readonly constant?: number;
  /** The cell author's initialiser, as a text. */
  readonly drawn?: string;
  /** The bias of the gate whose openness keeps memory, or of the gate that writes to the same memory. */
  readonly memory?: "keep" | "write";
  /** The recurrence of the cell is a ReLU. */
  readonly relu?: boolean;
  /** Its gate has a second bias of its own (the candidate of the reset-after GRU). */
  readonly secondBias?: boolean;
  /** How many input matrices the cell has. */
  readonly gates?: number;
  readonly hidden: number;
}

/** What a scheme must know of the layer around a parameter. */
export interface Site {
  /** The layer has a keep gate with a write gate beside it, as an LSTM. */
  readonly paired: boolean;
  /** Fan-in of the layer's input matrices when it has no recurrence (a dense layer); undefined when it has. */
  readonly denseFanIn?: number;
}

/** A named choice of initialisers for every role. */
export interface Preset {
  readonly summary: string;
  /** Keep and write gates get chrono biases. */
  readonly chrono: boolean;
  choose(param: ParamInfo, site: Site): Initialiser;
}

/**
 * Our defaults: every path starts with a gain near 1, and gates open as long as the task is. The input of a recurrent
 * layer is U(±1/√H): Glorot's limit for few inputs is larger, drives tanh from its linear part, and an orthogonal
 * recurrence then loses what it was chosen for (adding, T = 100, H = 64: 2e-3 of the gradient left instead of 7e-2).
 */
const hindsight: Preset = {
  summary: "orthogonal recurrence (identity for ReLU), chrono gate biases, inputs U(±1/√H), Glorot elsewhere",
  chrono: true,
  choose(param, { denseFanIn }) {
    if (param.constant !== undefined) return constant(param.constant);
    if (param.role === "recurrent")
      return isVector(param) ? constant(1) : param.relu ? identity() : orthogonal();
    if (param.role === "input" && denseFanIn === undefined) return torchUniform(param.hidden);
    return isMatrix(param) ? glorotUniform() : zeros();
  },
};

/**
 * PyTorch's RNN, GRU, LSTM and Linear. It knows no forget bias, so an author's constant counts only where PyTorch has
 * a layer with constants (role "other", e.g. the gain of a normalisation).
 */
const pytorch: Preset = {
  summary: "PyTorch's defaults: U(±1/√H) for everything",
  chrono: false,
  choose({ role, constant: value, hidden, cols, secondBias }, { denseFanIn }) {
    if (role === "other" && value !== undefined) return constant(value);
    if (role === "readout") return torchUniform(cols);
    if (role === "readoutBias") return torchUniform(hidden);
    if (denseFanIn !== undefined) return torchUniform(denseFanIn);
    return role === "bias" && !secondBias ? torchBias(hidden) : torchUniform(hidden);
  },
};

/**
 * Keras's SimpleRNN, GRU, LSTM and Dense, per gate. Its Glorot limit for the input matrices is that of all gates drawn
 * as one, and is kept. Deviates: Keras's recurrent matrices are orthogonal as one [H, gates·H] matrix; here each is.
 */
const keras: Preset = {
  summary: "Keras's defaults: Glorot, orthogonal recurrence (per gate here), forget bias 1 in an LSTM",
  chrono: false,
  choose(param, { paired }) {
    // unit_forget_bias; Keras's GRU has none, and its bias is zero.
    if (param.memory === "keep") return constant(paired ? 1 : 0);
    if (param.constant !== undefined) return constant(param.constant);
    if (param.role === "recurrent") return isVector(param) ? constant(1) : orthogonal();
    if (param.role === "input") return glorotUniform(1, param.gates);
    return isMatrix(param) ? glorotUniform() : zeros();
  },
};

/**
 * With the cell rnn-relu the IRNN: the recurrence starts as the identity, and so little comes in that the units hold
 * what they hold.
 *
 * Source  Le, Jaitly & Hinton 2015: identity matrix, zero biases, other matrices normal with a deviation of 0.001.
 */
const irnn: Preset = {
  summary: "identity recurrence, N(0, 0.001) elsewhere: the IRNN when the cell is rnn-relu",
  chrono: false,
  choose(param) {
    if (param.constant !== undefined) return constant(param.constant);
    if (param.role === "recurrent") return isVector(param) ? constant(1) : identity();
    return isMatrix(param) ? normal(0.001) : zeros();
  },
};

/** Every preset by its name. */
export const presets: ReadonlyMap<string, Preset> = new Map(
  Object.entries({ hindsight, pytorch, keras, irnn }),
);

/** A recurrent vector is the diagonal of a matrix; ones are the identity. A [1, 1] matrix is not a vector. */
function isVector({ rows, cols }: ParamInfo): boolean {
  return cols === 1 && rows > 1;
}

function isMatrix({ role, cols }: ParamInfo): boolean {
  return cols > 1 || role === "input" || role === "recurrent" || role === "readout";
}
