import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";

/** Tensors of float64 by name, and the text that the file says of itself. */
export interface Tensors {
  readonly about: Readonly<Record<string, string>>;
  get(name: string): { readonly shape: readonly number[]; readonly data: Float64Array };
}

const entry = z.object({
  dtype: z.literal("F64"),
  shape: z.array(z.number()),
  data_offsets: z.tuple([z.number(), z.number()]),
});
const header = z.object({ __metadata__: z.record(z.string(), z.string()) }).catchall(entry);

/** Reads a file in the safetensors format: the length of a JSON header, the header, the numbers. */
export function readTensors(url: URL): Tensors {
  const file = readFileSync(url);
  const start = 8 + Number(file.readBigUInt64LE(0));
  const { __metadata__: about, ...entries } = header.parse(JSON.parse(file.toString("utf8", 8, start)));
  return {
    about,
    get(name) {
      const found = entry.safeParse(entries[name]);
      if (!found.success) throw new Error(`${url.pathname} has no tensor ${name}`);
      const [from, to] = found.data.data_offsets;
      // A copy, because the numbers need not lie at a multiple of 8.
      return {
        shape: found.data.shape,
        data: new Float64Array(Uint8Array.from(file.subarray(start + from, start + to)).buffer),
      };
    },
  };
}

const folder = new URL("../fixtures/torch/", import.meta.url);

/** The files that PyTorch wrote. */
export const torchFiles: readonly { readonly name: string; readonly url: URL }[] = readdirSync(folder)
  .filter((name) => name.endsWith(".safetensors"))
  .sort()
  .map((name) => ({ name: name.replace(".safetensors", ""), url: new URL(name, folder) }));
