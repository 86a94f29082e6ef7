import { z } from "zod";
import { isPlain } from "./path.js";
import { sweepSchema } from "./schema.js";

/** JSON Schema of a sweep file, for editors: completion, explanations, mistakes while typing. */
export function sweepJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(sweepSchema, { io: "input", reused: "inline" });
  const vary = schema.properties?.vary;
  if (!isPlain(vary)) throw new Error("the schema of a sweep lost its axes");
  // The options of tasks are any name below "task."; every other name is a mistake.
  const { additionalProperties, ...known } = vary;
  const strict = {
    ...known,
    patternProperties: { "^task\\.": additionalProperties },
    additionalProperties: false,
  };
  return { title: "Hindsight sweep", ...schema, properties: { ...schema.properties, vary: strict } };
}
