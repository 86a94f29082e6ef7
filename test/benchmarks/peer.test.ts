import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expected, open, type Truth } from "../../benchmarks/peer-match.js";
import { PeerProcess } from "../../benchmarks/peer-process.js";
import { subject } from "../../benchmarks/subject.js";
import { compile } from "../../src/engine/index.js";
import { parameters } from "../../src/ir/index.js";
import { writeTensors } from "../../src/store/index.js";

const folder = mkdtempSync(join(tmpdir(), "hindsight-peer-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a process", () => {
  const started = (program: string) => new PeerProcess(process.execPath, ["-e", program], folder);

  it("is heard through the lines that its library prints", async () => {
    const child = started(`console.log("hello from the library"); console.log('{"library":"some 1.0"}')`);
    expect(await child.library()).toBe("some 1.0");
  });

  it("that fails says why", async () => {
    await expect(started(`throw new TypeError("no such device")`).library()).rejects.toThrow(
      "TypeError: no such device",
    );
    await expect(new PeerProcess("no-such-program", [], folder).library()).rejects.toThrow(/ENOENT/);
  });
});

describe("a peer", () => {
  const of = subject("gru", { T: 6, B: 3, H: 4 });
  let truth: Truth;

  beforeAll(async () => {
    const engine = await compile(of.network, of.shape, { backend: "wasm" });
    truth = expected(engine, of, join(folder, "request.safetensors"));
    engine.dispose();
  });

  /** A library that answers with these gradients and losses. */
  function library(grads: Float64Array, losses: readonly number[]) {
    const tensors = parameters(of.network).map(({ name, offset, size }) => {
      return [
        name,
        { shape: [size], data: Float32Array.from(grads.subarray(offset, offset + size)) },
      ] as const;
    });
    const file = join(folder, "gradients.safetensors");
    writeTensors(file, Object.fromEntries(tensors));
    const program = join(folder, "peer.mjs");
    const protocol = pathToFileURL(resolve("benchmarks/peers/protocol.mjs")).href;
    writeFileSync(
      program,
      `import { readTensors, serve } from ${JSON.stringify(protocol)};
       const losses = ${JSON.stringify(losses)};
       await serve("fake 1.0", (request, tensors) => {
         if (request.cell !== "gru" || tensors.x.shape.join() !== "6,3,2") throw new Error("a wrong request");
         return { gradients: readTensors(${JSON.stringify(file)}), step: () => losses.shift() };
       });`,
    );
    return { name: "fake", command: process.execPath, argv: [program], install: [] };
  }

  it("that agrees is verified, and answers rounds", async () => {
    const peer = await open(library(truth.pass.grads, truth.losses), truth, folder);
    try {
      expect(peer).toMatchObject({ library: "fake 1.0", verdict: { verified: true } });
      expect(await peer.round()).toBeGreaterThan(0);
    } finally {
      peer.end();
    }
  });

  it("whose gradient or loss differs is refused", async () => {
    const wrong = truth.pass.grads.map((v, i) => (i === 0 ? 2 * v : v));
    const first = await open(library(wrong, truth.losses), truth, folder);
    first.end();
    expect(first.verdict).toMatchObject({
      verified: false,
      reason: expect.stringContaining("gradient of 0.Wr"),
    });
    const second = await open(library(truth.pass.grads, [...truth.losses.slice(0, 2), 9]), truth, folder);
    second.end();
    expect(second.verdict).toMatchObject({
      verified: false,
      reason: expect.stringContaining("loss of step 3"),
    });
  });

  it("that cannot be had says so", async () => {
    const absent = { name: "absent", command: "no-such-program", argv: [], install: [] };
    await expect(open(absent, truth, folder)).rejects.toThrow(/^not installed: .*ENOENT/);
  });
});
