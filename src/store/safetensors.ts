import { readFileSync } from "node:fs";
import { writeWhole } from "./atomic.js";
import { StoreError } from "./error.js";

/** A tensor, dense and row-major: dtype F32 or F64. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

export interface Tensors {
  /** What the file says of itself: `__metadata__`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** By name, in the order of their bytes. */
  readonly tensors: ReadonlyMap<string, Tensor>;
}

const SIZES = { F32: 4, F64: 8 } as const;
const METADATA = "__metadata__";
const LARGEST_HEADER = 100e6;
const ALIGNMENT = 8;

/**
 * Tensors in Hugging Face's safetensors format: the length of a header in 8 bytes, little-endian; the header in JSON; the
 * numbers, little-endian, without gaps. Source: https://huggingface.co/docs/safetensors.
 *
 * The parts of the file in order, the first with length and header; the others are views of the tensors.
 */
export function encodeTensors(
  tensors: Iterable<readonly [name: string, tensor: Tensor]>,
  metadata: Readonly<Record<string, string>> = {},
): readonly [Buffer, ...Uint8Array[]] {
  let offset = 0;
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [[METADATA, metadata]] : [];
  const parts: Uint8Array[] = [];
  for (const [name, { shape, data }] of tensors) {
    const dtype = data instanceof Float32Array ? "F32" : "F64";
    header.push([name, { dtype, shape, data_offsets: [offset, offset + data.byteLength] }]);
    offset += data.byteLength;
    parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  // Assignment would take a tensor named "__proto__" for the object's prototype.
  const json = Buffer.from(JSON.stringify(Object.fromEntries(header)));
  const padding = (ALIGNMENT - (json.length % ALIGNMENT)) % ALIGNMENT;
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length + padding));
  return [Buffer.concat([length, json, Buffer.alloc(padding, " ")]), ...parts];
}

/**
 * Reads what `encodeTensors`, PyTorch or anybody else wrote; the numbers are copied.
 *
 * @throws StoreError with one sentence about `name` for a file that is cut off, breaks a rule of the format, or holds
 * other numbers than float32 and float64
 */
export function decodeTensors(bytes: Buffer, name: string): Tensors {
  const refuse = (what: string): never => {
    throw new StoreError(`${name} is not a whole safetensors file: ${what}.`);
  };
  if (bytes.length < 8) return refuse(`it has ${bytes.length} bytes, too few for the length of its header`);
  const length = Number(bytes.readBigUInt64LE(0));
  const start = 8 + length;
  if (length > LARGEST_HEADER || start > bytes.length)
    return refuse(`it has ${bytes.length} bytes, but its header alone would take ${length}`);
  const json = bytes.toString("utf8", 8, start);
  const header = object(parsed(json)) ?? refuse("its header is not a JSON object");
  const twice = repeated(topKeys(json));
  if (twice !== undefined) return refuse(`its header names ${JSON.stringify(twice)} twice`);

  const metadata = header[METADATA] === undefined ? {} : texts(header[METADATA]);
  if (!metadata) return refuse("its metadata are not texts by name");
  const entries = Object.keys(header).flatMap((key) => {
    if (key === METADATA) return [];
    const entry = entryOf(header[key]);
    return [[key, typeof entry === "string" ? refuse(`tensor "${key}" ${entry}`) : entry] as const];
  });
  entries.sort(([, a], [, b]) => a.from - b.from || a.to - b.to);
  let end = 0;
  const tensors = entries.map(([key, { dtype, shape, from, to }]) => {
    if (from !== end) return refuse(`tensor "${key}" begins at byte ${from}, where ${end} is expected`);
    end = to;
    if (start + to > bytes.length)
      return refuse(`tensor "${key}" ends at byte ${start + to} of ${bytes.length}`);
    // Copied, since numbers must begin at a multiple of their size.
    const { buffer } = new Uint8Array(bytes.subarray(start + from, start + to));
    const data = dtype === "F32" ? new Float32Array(buffer) : new Float64Array(buffer);
    return [key, { shape, data }] as const;
  });
  if (start + end !== bytes.length) return refuse(`${bytes.length - start - end} bytes belong to no tensor`);
  return { metadata, tensors: new Map(tensors) };
}

/** `encodeTensors` into a file, as a whole or not at all. */
export function writeTensors(
  file: string,
  tensors: Readonly<Record<string, Tensor>>,
  metadata?: Readonly<Record<string, string>>,
): void {
  writeWhole(file, encodeTensors(Object.entries(tensors), metadata));
}

/** @throws StoreError as `decodeTensors` */
export function readTensors(file: string): Tensors {
  return decodeTensors(readFileSync(file), file);
}

interface Entry {
  readonly dtype: keyof typeof SIZES;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** What a header says of a tensor, or what is wrong with it. */
function entryOf(value: unknown): Entry | string {
  const { dtype, shape, data_offsets: offsets } = object(value) ?? {};
  if (dtype !== "F32" && dtype !== "F64") return `has dtype ${String(dtype)}; Hindsight reads F32 and F64`;
  if (!sizes(shape)) return "has no shape";
  if (!sizes(offsets) || offsets.length !== 2) return "has no data_offsets";
  const [from = 0, to = 0] = offsets;
  const bytes = shape.reduce((n, length) => n * length, SIZES[dtype]);
  if (to - from !== bytes)
    return `has ${to - from} bytes, but its shape [${shape.join(", ")}] takes ${bytes}`;
  return { dtype, shape, from, to };
}

function sizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

function object(value: unknown): Record<string, unknown> | undefined {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : undefined;
}

function texts(value: unknown): Record<string, string> | undefined {
  const found = object(value);
  const areTexts = found && Object.values(found).every((text) => typeof text === "string");
  return areTexts ? (found as Record<string, string>) : undefined;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function repeated(keys: readonly string[]): string | undefined {
  return keys.find((key, i) => keys.indexOf(key) !== i);
}

/** The keys of a JSON object as written: `JSON.parse` keeps the last of those that are there twice. */
function topKeys(json: string): string[] {
  const keys: string[] = [];
  let depth = 0;
  let last = "";
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (token === ":" && depth === 1) keys.push(JSON.parse(last) as string);
    last = token;
  }
  return keys;
}
