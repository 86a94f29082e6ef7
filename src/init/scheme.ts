import { lookUp } from "../notation/index.js";
import type { Stream } from "../rng/index.js";
import { chronoKeep, chronoWrite } from "./chrono.js";
import { constant } from "./constant.js";
import { type Initialiser, withGain } from "./initialiser.js";
import { parseInitialiser } from "./parse.js";
import { type ParamInfo, type Preset, presets, type Site } from "./preset.js";

export interface InitOptions {
  /** A name in `presets`. */
  readonly preset: string;
  /** Multiplies the recurrent matrices, and the matrices of layers without recurrence. */
  readonly gain?: number;
  /** The keep gate's bias: a number, or chrono for it and its write gate; stronger than `bias`. */
  readonly forgetBias?: number | "chrono";
  /** Texts for `parseInitialiser`, each stronger than the preset for all parameters of its role. */
  readonly input?: string;
  readonly recurrent?: string;
  readonly bias?: string;
  readonly readout?: string;
}

/**
 * First values for every parameter, row-major [rows, cols], in the order given, and the printed forms of the
 * initialisers that drew them. Each parameter draws from a stream of its own name, so that one more parameter does not
 * change the others; a write gate's chrono bias is drawn from its keep gate's stream, of which it is the negative.
 *
 * `context.steps` is the longest lag, the Tmax of chrono.
 * Throws RangeError with one sentence for an unknown preset or initialiser.
 */
export function initialise(
  params: readonly ParamInfo[],
  options: InitOptions,
  context: { readonly steps: number },
  stream: Stream,
): { values: Float64Array[]; names: string[] } {
  const preset = lookUp("preset", options.preset, presets);
  const values: Float64Array[] = [];
  const names: string[] = [];
  for (const param of params) {
    const layer = params.filter((other) => layerOf(other) === layerOf(param));
    const chrono = usesChrono(param, options, preset);
    const initialiser = chrono
      ? chronoFor(param, context.steps)
      : choose(param, options, preset, siteOf(layer));
    const keep = layer.find(({ memory }) => memory === "keep");
    const source = chrono && keep ? keep.name : param.name;
    values.push(initialiser.draw(param.rows, param.cols, stream.split(source)));
    names.push(initialiser.name);
  }
  return { values, names };
}

function usesChrono({ memory }: ParamInfo, { forgetBias, bias }: InitOptions, preset: Preset): boolean {
  if (memory === undefined) return false;
  return forgetBias === undefined ? preset.chrono && bias === undefined : forgetBias === "chrono";
}

function chronoFor({ memory }: ParamInfo, steps: number): Initialiser {
  const Tmax = Math.max(2, steps); // over a single step there is nothing to keep: log U(1, 1) = 0
  return memory === "write" ? chronoWrite(Tmax) : chronoKeep(Tmax);
}

/** The initialiser of a parameter without chrono: forget bias, then the text for its role, then the preset. */
function choose(param: ParamInfo, options: InitOptions, preset: Preset, site: Site): Initialiser {
  const { forgetBias } = options;
  if (typeof forgetBias === "number") {
    if (param.memory === "keep") return constant(forgetBias);
    // A write gate alone: sigmoid(-x) = 1 - sigmoid(x).
    if (param.memory === "write" && !site.paired) return constant(-forgetBias);
  }
  const { input, recurrent, bias, readout } = options;
  const text = { input, recurrent, bias, readout, readoutBias: undefined, other: undefined }[param.role];
  const named = text ?? param.drawn;
  const chosen = named === undefined ? preset.choose(param, site) : parseInitialiser(named);
  // What the author draws otherwise is no matrix whose size a gain could choose.
  if (param.drawn !== undefined) return chosen;
  const isGained = param.role === "recurrent" || (param.role === "input" && site.denseFanIn !== undefined);
  return isGained ? withGain(chosen, options.gain ?? 1) : chosen;
}

function siteOf(layer: readonly ParamInfo[]): Site {
  const paired = ["keep", "write"].every((side) => layer.some(({ memory }) => memory === side));
  if (layer.some(({ role }) => role === "recurrent")) return { paired };
  const input = layer.find(({ role }) => role === "input");
  return input === undefined ? { paired } : { paired, denseFanIn: input.cols };
}

/** "0" of "0.bf"; parameters without a dot are one layer. */
function layerOf({ name }: ParamInfo): string {
  return name.slice(0, Math.max(0, name.lastIndexOf(".")));
}
