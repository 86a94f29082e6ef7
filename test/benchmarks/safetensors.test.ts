import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readTensors, writeTensors } from "../../benchmarks/safetensors.js";

const folder = mkdtempSync(join(tmpdir(), "hindsight-safetensors-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("reads back what it wrote, every bit", () => {
  const tensors = {
    x: { shape: [2, 3], data: Float32Array.of(1, -2, 3e-40, Number.NaN, Number.POSITIVE_INFINITY, -0) },
    "readout.d": { shape: [1], data: Float32Array.of(0.1) },
  };
  const file = join(folder, "a.safetensors");
  writeTensors(file, tensors);
  expect(readTensors(file)).toEqual(tensors);
});
