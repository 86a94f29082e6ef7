import { type Axis, isRange } from "./axis.js";
import { isRefusal, type MakeTask, settingOf } from "./experiment.js";
import { isPlain, type Plain, withoutAt } from "./path.js";

/** Where the value of every axis is written. */
export type Paths = ReadonlyMap<string, (value: unknown) => readonly PropertyKey[]>;

/** The paths of the values of axes that are written below `path`. */
export function pathsOf(axes: readonly Axis[], path: readonly string[]): Paths {
  return new Map(
    axes.map(({ name, values }) => [
      name,
      (value: unknown) => {
        const i = isRange(values) ? -1 : values.indexOf(value);
        return [...path, name, ...(i < 0 ? [] : [i])];
      },
    ]),
  );
}

/**
 * The part of a setting that cannot be without which it could: a value on an axis, or a field of the base. Finds the
 * place for a sentence that comes from rooms that know no files.
 */
export function culprit(
  base: Plain,
  values: Plain,
  paths: Paths,
  makeTask: MakeTask,
): readonly PropertyKey[] {
  const works = (b: Plain, v: Plain) => {
    try {
      settingOf(b, v, makeTask);
      return true;
    } catch (e) {
      if (!isRefusal(e)) throw e;
      return false;
    }
  };
  for (const [axis, place] of paths) {
    const { [axis]: value, ...others } = values;
    if (works(base, others)) return place(value);
  }
  const field = fieldsBelow(base).find((path) => works(withoutAt(base, path), values));
  if (field) return ["experiment", ...field];
  const name = isPlain(base.task) ? base.task.name : undefined;
  return name !== undefined && !works({ task: { name } }, {})
    ? ["experiment", "task", "name"]
    : ["experiment"];
}

/** Paths of all fields, the deepest first. */
function fieldsBelow(input: Plain, path: readonly string[] = []): readonly (readonly string[])[] {
  return Object.entries(input).flatMap(([key, value]) => {
    const here = [...path, key];
    return [...(isPlain(value) ? fieldsBelow(value, here) : []), here];
  });
}
