import { readFileSync } from "node:fs";
import { BadInput } from "../../src/lab/index.js";
import { makeSweep, parseYaml, type Sweep } from "../../src/sweep/index.js";
import { families, makeTask } from "../../tasks/index.js";
import { named } from "../names.js";
import { type GivenSweep, optionSource, sweepInput } from "../options/sweep.js";

/** The sweep of a file. Throws BadInput with one sentence. */
export function fromFile(path: string): Sweep {
  const { value, source } = parseYaml(textOf(path), path);
  return makeSweep(value, source, makeTask);
}

/** The sweep of a task's name and options, some of which are lists. Throws BadInput or RangeError with one sentence. */
export function fromOptions(name: string, given: Readonly<Record<string, unknown>> & GivenSweep): Sweep {
  const family = families[named("task", name, Object.keys(families))];
  if (!family) throw new Error(`the catalogue lost the task ${name}`);
  return makeSweep(sweepInput(family, given), optionSource, makeTask);
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file, and no task of that name; write the path of a file or hindsight tasks",
  EISDIR: "it is a folder; write the path of a file",
  EACCES: "permission is denied; make it readable",
};

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (e) {
    const { code = "", message } = e as NodeJS.ErrnoException;
    throw new BadInput(`The sweep ${path} cannot be read: ${WHY[code] ?? message}.`, { cause: e });
  }
}
