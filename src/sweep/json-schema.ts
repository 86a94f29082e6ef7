import { z } from "zod";
import { isPlain, type Plain } from "./path.js";
import { sweepSchema } from "./schema.js";

/** JSON Schema of a sweep file, for editors: completion, explanations, mistakes while typing. */
export function sweepJsonSchema(): Plain {
  const { $schema, ...schema } = z.toJSONSchema(sweepSchema, { io: "input", reused: "inline" });
  return { $schema, title: "Hindsight sweep", ...withNamedAxes(schema) };
}

/** The options of tasks are any name below "task."; every other name that is not listed is a mistake. */
function withNamedAxes(schema: Plain): Plain {
  const { properties } = schema;
  if (!isPlain(properties)) return schema;
  const inner = Object.fromEntries(
    Object.entries(properties).map(([name, child]) => {
      const node = isPlain(child) ? withNamedAxes(child) : child;
      if (name !== "vary" || !isPlain(node)) return [name, node];
      const { additionalProperties, ...known } = node;
      return [
        name,
        { ...known, patternProperties: { "^task\\.": additionalProperties }, additionalProperties: false },
      ];
    }),
  );
  return { ...schema, properties: inner };
}
