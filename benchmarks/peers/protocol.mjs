/** As protocol.py, for peers in JavaScript; and safetensors, which is a header in JSON before the numbers. */
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** The losses that are compared: the first is before any update. */
const STEPS = 3;

const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

/**
 * `load(request, tensors)` returns the gradients by our names, and a function that makes one training step and returns
 * the loss before it as a number.
 */
export async function serve(library, load) {
  say({ library });
  let step;
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    if (request.load) {
      const loaded = await load(request.load, readTensors(request.load.file));
      step = loaded.step;
      writeTensors(request.load.answer, loaded.gradients);
      const losses = [];
      while (losses.length < STEPS) losses.push(await step());
      say({ losses });
    } else say({ milliseconds: await timed(step, request.round) });
  }
}

async function timed(step, shortest) {
  const start = performance.now();
  for (let calls = 1; ; calls++) {
    await step();
    const elapsed = performance.now() - start;
    if (elapsed >= shortest) return elapsed / calls;
  }
}

/** Tensors of float32 by name: { shape, data }. */
export function readTensors(file) {
  const bytes = readFileSync(file);
  const begin = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, begin).toString());
  const tensor = ({ shape, data_offsets: [from, to] }) => {
    return { shape, data: new Float32Array(new Uint8Array(bytes.subarray(begin + from, begin + to)).buffer) };
  };
  return Object.fromEntries(Object.entries(header).map(([name, of]) => [name, tensor(of)]));
}

function writeTensors(file, tensors) {
  let offset = 0;
  const header = {};
  const parts = [];
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    header[name] = { dtype: "F32", shape, data_offsets: [offset, offset + data.byteLength] };
    parts.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    offset += data.byteLength;
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  writeFileSync(file, Buffer.concat([length, text, ...parts]));
}
