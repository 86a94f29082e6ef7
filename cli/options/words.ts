import { type Experiment, parseExperiment } from "../../src/lab/index.js";
import { makeTask } from "../../tasks/index.js";
import { experimentOptions, flagOf } from "./experiment.js";

/**
 * The words after `hindsight train` that make this experiment; what is a default is left out. Undefined where no options
 * say it: sizes of a cell's own dimensions, other wrappers on other layers.
 */
export function wordsFor(experiment: Experiment): string[] | undefined {
  const { task, layers, chain } = experiment;
  const { name, ...options } = task;
  const usual: Readonly<Record<string, unknown>> = makeTask(name).options;
  const plain = parseExperiment({ task, layers: [{ cell: "lstm" }] });
  const stack = layerWords(layers, plain.layers);
  if (stack === undefined) return undefined;
  const differing = Object.entries(options).filter(([key, value]) => value !== usual[key]);
  return [
    name,
    ...differing.flatMap(([key, value]) => [`--${key}`, String(value)]),
    ...stack,
    ...(chain === plain.chain ? [] : chainWords(chain, plain.chain)),
    ...experimentOptions.flatMap((option) => {
      const { path } = option;
      if (path === undefined || path.startsWith("layers.") || path === "chain") return [];
      const [value, usually] = [experiment, plain].map((of) => JSON.stringify(at(of, path)));
      return value === undefined || value === usually
        ? []
        : valueWords(flagOf(option).flag, at(experiment, path));
    }),
    ...(experiment.stopWhenSolved ? [] : ["--no-stop"]),
  ];
}

type Layers = Experiment["layers"];

function layerWords(layers: Layers, [usual]: Layers): string[] | undefined {
  const [first] = layers;
  if (!first || !usual) return undefined;
  const { cell, hidden, wrap } = first;
  if (layers.some((layer) => layer.dims !== undefined || layer.wrap !== wrap)) return undefined;
  const around = wrap === undefined ? [] : ["--wrap", wrap];
  if (layers.some((layer) => layer.cell !== cell || layer.hidden !== hidden))
    return ["--layers", layers.map((layer) => `${layer.cell}:${layer.hidden}`).join(","), ...around];
  return [
    ...(cell === usual.cell ? [] : ["--cell", cell]),
    ...(hidden === usual.hidden ? [] : ["--hidden", String(hidden)]),
    ...(layers.length > 1 ? ["--depth", String(layers.length)] : []),
    ...around,
  ];
}

/** --clip and --lr where these say it. */
function chainWords(chain: string, usual: string): string[] {
  const parts = (text: string) => /^(?:clip-norm:(\S+) )?adam:lr=([^,\s]+)$/.exec(text);
  const [found, known] = [parts(chain), parts(usual)];
  if (!found) return ["--chain", chain];
  const [, clip = "none", lr = ""] = found;
  return [
    ...(clip === known?.[1] ? [] : ["--clip", clip]),
    ...(Number(lr) === Number(known?.[2]) ? [] : ["--lr", lr]),
  ];
}

function valueWords(flag: string, value: unknown): string[] {
  if (value === true) return [flag];
  if (typeof value === "object" && value !== null)
    return [
      flag,
      Object.entries(value)
        .map(([key, one]) => `${key}=${one}`)
        .join(","),
    ];
  return [flag, String(value)];
}

function at(from: object, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((of, key) => (of as Readonly<Record<string, unknown>> | undefined)?.[key], from);
}

/** A word as a shell reads it back. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
