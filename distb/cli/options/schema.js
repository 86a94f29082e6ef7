import { z } from "zod";
const Node = z.object({
    type: z.string().optional(),
    description: z.string().default(""),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    default: z.unknown().optional(),
    items: z.unknown().optional(),
    properties: z.record(z.string(), z.unknown()).default({}),
});
/** The fields of a schema by name; those of nested objects, and of the items of lists, by their path with dots. */
export function fieldsOf(schema) {
    const fields = new Map();
    const visit = (json, path) => {
        const node = Node.parse(json);
        if (path !== "")
            fields.set(path, field(node));
        for (const [name, child] of Object.entries(node.properties))
            visit(child, path === "" ? name : `${path}.${name}`);
        if (node.items !== undefined)
            visit(node.items, path);
    };
    visit(z.toJSONSchema(schema, { io: "input" }), "");
    return fields;
}
function field({ type, description, minimum, maximum, default: value }) {
    const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    return {
        description,
        isNumber: type === "integer" || type === "number",
        ...(minimum !== undefined && { minimum }),
        ...(maximum !== undefined && { maximum }),
        ...(isPlain && { default: value }),
    };
}
