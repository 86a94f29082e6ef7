import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readTensors as read } from "../../src/store/index.js";

/** Tensors of float64 by name, and the text that the file says of itself. */
export interface Tensors {
  readonly about: Readonly<Record<string, string>>;
  get(name: string): { readonly shape: readonly number[]; readonly data: Float64Array };
}

/** A file that PyTorch wrote. */
export function readTensors(url: URL): Tensors {
  const { metadata, tensors } = read(fileURLToPath(url));
  return {
    about: metadata,
    get(name) {
      const { shape, data } = tensors.get(name) ?? {};
      if (!shape || !(data instanceof Float64Array)) throw new Error(`${url.pathname} has no tensor ${name}`);
      return { shape, data };
    },
  };
}

const folder = new URL("../fixtures/torch/", import.meta.url);

/** The files that PyTorch wrote. */
export const torchFiles: readonly { readonly name: string; readonly url: URL }[] = readdirSync(folder)
  .filter((name) => name.endsWith(".safetensors"))
  .sort()
  .map((name) => ({ name: name.replace(".safetensors", ""), url: new URL(name, folder) }));
