import { readFileSync } from "node:fs";
import {
  type BlackBox,
  jsonLine,
  type NonFinite,
  parseExperiment,
  parseJsonLine,
  type Seen,
} from "../lab/index.js";
import { writeWhole } from "./atomic.js";
import { encodedParameters, joined } from "./checkpoint.js";
import { isSystem, StoreError, why } from "./error.js";
import { decodeTensors, encodeTensors, type Tensor } from "./safetensors.js";

const FORMAT = "hindsight black box 1";
const OPTIMISER = "optimiser.";

/** A black box as it is read: its parameters have lost their names, which the experiment knows. */
export type StoredBox = Omit<BlackBox, "parameters">;

/**
 * Writes a step that is not finite as one safetensors file: parameters by name and the optimiser's arrays before the
 * step; experiment, step and report in the metadata. The file is all that is needed to make the step again.
 *
 * @throws StoreError when it cannot be written
 */
export function writeBlackBox(path: string, box: BlackBox): void {
  const { experiment, step, params, optimiser, parameters, precision, backend, hindsight, seen, report } =
    box;
  const tensors = [
    ...encodedParameters(parameters, params),
    ...optimiser.map((data, i): [string, Tensor] => [`${OPTIMISER}${i}`, { shape: [data.length], data }]),
  ];
  const about = {
    format: FORMAT,
    hindsight,
    backend,
    precision,
    step: String(step),
    experiment: jsonLine(experiment),
    seen: jsonLine(seen),
    report: jsonLine(report),
  };
  try {
    writeWhole(path, encodeTensors(tensors, about));
  } catch (e) {
    if (!isSystem(e)) throw e;
    throw new StoreError(`${path} cannot be written, because ${why(e)}; name another file.`);
  }
}

/** @throws StoreError for a file that is none; BadInput for an experiment that this version does not know */
export function readBlackBox(path: string): StoredBox {
  const { metadata, tensors } = decodeTensors(bytesOf(path), path);
  const { format, hindsight = "", backend = "", precision, step, experiment, seen, report } = metadata;
  if (format !== FORMAT || experiment === undefined || seen === undefined || report === undefined)
    throw new StoreError(`${path} is not a black box of Hindsight; give the file of a run that diverged.`);
  const of = (isOptimiser: boolean) =>
    [...tensors].filter(([name]) => name.startsWith(OPTIMISER) === isOptimiser).map(([, { data }]) => data);
  try {
    return {
      hindsight,
      backend,
      precision: precision === "float64" ? "float64" : "float32",
      step: Number(step),
      experiment: parseExperiment(parseJsonLine(experiment)),
      seen: parseJsonLine(seen) as unknown as Seen,
      report: parseJsonLine(report) as unknown as NonFinite,
      params: joined(of(false)),
      optimiser: of(true),
    };
  } catch (e) {
    if (e instanceof SyntaxError) throw new StoreError(`${path} is damaged: its metadata are not JSON.`);
    throw e;
  }
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (e) {
    if (!isSystem(e)) throw e;
    throw new StoreError(`${path} cannot be read, because ${why(e)}; give a file or the name of a run.`);
  }
}
