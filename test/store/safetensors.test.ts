import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeTensors,
  encodeTensors,
  readTensors,
  StoreError,
  type Tensor,
  writeTensors,
} from "../../src/store/index.js";
import { temporary } from "./folder.js";

const folder = temporary();
const encoded = (tensors: Readonly<Record<string, Tensor>>, metadata = {}) =>
  Buffer.concat(encodeTensors(Object.entries(tensors), metadata));

/** A file with this header and so many bytes behind it. */
function made(header: string, bytes = 0): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(bytes)]);
}

it("reads back what it wrote, every bit", () => {
  const tensors = {
    x: { shape: [2, 3], data: Float32Array.of(1, -2, 3e-40, Number.NaN, Number.POSITIVE_INFINITY, -0) },
    "readout.d": { shape: [1], data: Float32Array.of(0.1) },
    scalar: { shape: [], data: Float64Array.of(Math.PI) },
    none: { shape: [0, 4], data: new Float64Array() },
  };
  const file = join(folder, "a.safetensors");
  writeTensors(file, tensors, { "who says": 'that "quotes" hurt' });
  const { metadata, tensors: found } = readTensors(file);
  expect(Object.fromEntries(found)).toEqual(tensors);
  expect(metadata).toEqual({ "who says": 'that "quotes" hurt' });
});

it("reads back any names, shapes and numbers", () => {
  const data = fc.oneof(fc.float32Array({ maxLength: 6 }), fc.float64Array({ maxLength: 6 }));
  const names = fc.string({ unit: "grapheme" }).filter((name) => name !== "__metadata__");
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(names, data), { selector: ([name]) => name }), (pairs) => {
      const tensors = pairs.map(([name, data]) => [name, { shape: [data.length], data }] as const);
      const back = decodeTensors(Buffer.concat(encodeTensors(tensors)), "it").tensors;
      expect(back.size).toBe(pairs.length);
      for (const [name, { data }] of tensors) expect(back.get(name)?.data).toEqual(data);
    }),
    { numRuns: 50, examples: [[[["__proto__", Float32Array.of(1)]]]] },
  );
});

describe("one sentence for a file that breaks a rule of the format", () => {
  const f32 = (from: number, to: number, shape = [(to - from) / 4]) =>
    `{"dtype":"F32","shape":[${shape.join(",")}],"data_offsets":[${from},${to}]}`;
  const cases: readonly (readonly [string, Buffer, RegExp])[] = [
    ["empty", Buffer.alloc(0), /has 0 bytes, too few/],
    ["text", Buffer.from("hello, I am a text file"), /header alone would take/],
    ["no JSON", made("hello"), /header is not a JSON object/],
    ["a list", made("[1]"), /header is not a JSON object/],
    ["a type it does not read", made(`{"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}`, 4), /BF16/],
    ["no shape", made(`{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}`, 4), /"a" has no shape/],
    ["no offsets", made(`{"a":{"dtype":"F32","shape":[1]}}`, 4), /"a" has no data_offsets/],
    [
      "sizes that do not fit",
      made(`{"a":${f32(0, 8, [3])}}`, 8),
      /has 8 bytes, but its shape \[3\] takes 12/,
    ],
    ["a hole", made(`{"a":${f32(0, 4)},"b":${f32(8, 12)}}`, 12), /"b" begins at byte 8, where 4 is expected/],
    ["an overlap", made(`{"a":${f32(0, 8)},"b":${f32(4, 8)}}`, 8), /"b" begins at byte 4, where 8/],
    ["a name that is there twice", made(`{"a":${f32(0, 4)},"\\u0061":${f32(0, 4)}}`, 4), /names "a" twice/],
    ["bytes that belong to nothing", made(`{"a":${f32(0, 4)}}`, 6), /2 bytes belong to no tensor/],
    ["metadata that are no texts", made(`{"__metadata__":{"a":1}}`), /metadata are not texts/],
  ];
  it.each(cases)("%s", (_, bytes, why) => {
    expect(() => decodeTensors(bytes, "x.safetensors")).toThrow(why);
    expect(() => decodeTensors(bytes, "x.safetensors")).toThrow(/^x\.safetensors is not a whole .*\.$/);
  });

  it("cut off anywhere", () => {
    const whole = encoded({ a: { shape: [3], data: Float32Array.of(1, 2, 3) } }, { b: "c" });
    for (let n = 0; n < whole.length; n++)
      expect(() => decodeTensors(whole.subarray(0, n), "it"), String(n)).toThrow(StoreError);
  });

  it("never anything else than that sentence, whatever is broken", () => {
    const whole = encoded({ a: { shape: [2], data: Float32Array.of(1, 2) } }, { b: "c" });
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const broken = Buffer.from(whole);
        broken[at] = byte;
        try {
          decodeTensors(broken, "it");
        } catch (e) {
          expect(e).toBeInstanceOf(StoreError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

it("reads a file from the disk", () => {
  const file = join(folder, "b.safetensors");
  writeFileSync(file, "foreign");
  expect(() => readTensors(file)).toThrow(/b\.safetensors is not a whole safetensors file/);
});
