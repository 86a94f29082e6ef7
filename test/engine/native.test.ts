import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { lstm, meanSquaredError } from "../../src/cells/index.js";
import { compile } from "../../src/engine/index.js";
import type { Network } from "../../src/ir/index.js";

const network: Network = {
  input: 2,
  layers: [{ cell: lstm, dims: { H: 3 } }],
  readout: { cell: meanSquaredError, on: "last", size: 1 },
};
const sizes = { T: 3, B: 2 };
const batch = { T: 3, x: new Float64Array(12).fill(0.5), target: [1, 1], weight: [0.5, 0.5] };

let folder = "";
const before = { CC: process.env.CC, HINDSIGHT_CACHE: process.env.HINDSIGHT_CACHE };
/** A cache that has the network. */
let filled = "";
beforeAll(async () => {
  filled = mkdtempSync(join(tmpdir(), "hindsight-filled-"));
  process.env.HINDSIGHT_CACHE = filled;
  await loss();
});
afterAll(() => rmSync(filled, { recursive: true, force: true }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hindsight-test-"));
  process.env.HINDSIGHT_CACHE = join(folder, "cache");
});
afterEach(() => {
  for (const [name, value] of Object.entries(before))
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  rmSync(folder, { recursive: true, force: true });
});

async function loss(options: Parameters<typeof compile>[2] = { backend: "native" }): Promise<number> {
  const engine = await compile(network, sizes, options);
  engine.params.fill(0.1);
  const { loss } = engine.forward(batch);
  engine.dispose();
  return loss;
}

const entries = () => readdirSync(join(folder, "cache")).filter((f) => f.endsWith(".so"));
const fill = () => cpSync(filled, join(folder, "cache"), { recursive: true, preserveTimestamps: true });

describe("the compile cache", () => {
  it("keeps one entry for one content, readable by its owner only", async () => {
    const first = await loss();
    const [entry = ""] = entries();
    const { mtimeMs, mode } = statSync(join(folder, "cache", entry));
    expect(await loss()).toBe(first);
    expect(entries()).toHaveLength(1);
    expect(statSync(join(folder, "cache", entry)).mtimeMs).toBe(mtimeMs);
    expect(mode & 0o077).toBe(0);
    expect(statSync(join(folder, "cache")).mode & 0o077).toBe(0);
  });

  it.each([
    ["cut short", (path: string) => truncateSync(path, 100)],
    ["overwritten", (path: string) => writeFileSync(path, "not a library")],
    ["without its hash", (path: string) => rmSync(`${path}.sha256`)],
  ])("rebuilds an entry that was %s", async (_, damage) => {
    fill();
    const [entry = ""] = entries();
    const path = join(folder, "cache", entry);
    const [whole, first] = [readFileSync(path), await loss()];
    damage(path);
    expect(await loss()).toBe(first);
    expect(readFileSync(path).equals(whole)).toBe(true);
  });

  it("serves two processes that compile the same thing at once", async () => {
    const script = `
      import { compile } from ${JSON.stringify(join(process.cwd(), "dist/src/engine/index.js"))};
      import { lstm, meanSquaredError } from ${JSON.stringify(join(process.cwd(), "dist/src/cells/index.js"))};
      const e = await compile({ input: 2, layers: [{ cell: lstm, dims: { H: 3 } }], readout: { cell: meanSquaredError, on: "last", size: 1 } }, { T: 3, B: 2 }, { backend: "native" });
      e.params.fill(0.1);
      console.log(e.forward({ T: 3, x: new Float64Array(12).fill(0.5), target: [1, 1], weight: [0.5, 0.5] }).loss);`;
    if (!existsSync("dist/src/engine/index.js")) execFileSync("npx", ["tsc", "-p", "tsconfig.build.json"]);
    const run = () =>
      new Promise<string>((resolve, reject) => {
        const child = spawn(process.execPath, ["--input-type=module", "-e", script], { env: process.env });
        let out = "";
        child.stdout.on("data", (d) => {
          out += d;
        });
        child.on("close", (code) => (code === 0 ? resolve(out.trim()) : reject(new Error(`exit ${code}`))));
      });
    const said = await Promise.all([run(), run(), run()]);
    expect(new Set(said).size).toBe(1);
    expect(Number(said[0])).toBeCloseTo(await loss(), 6);
    expect(readdirSync(join(folder, "cache")).every((f) => /\.so(\.sha256)?$/.test(f))).toBe(true);
  });

  it("that cannot be written is replaced by a private folder, and says so", async () => {
    writeFileSync(join(folder, "file"), "");
    process.env.HINDSIGHT_CACHE = join(folder, "file");
    const notices: string[] = [];
    expect(await loss({ backend: "native", notice: (m) => notices.push(m) })).toBeGreaterThan(0);
    expect(notices).toEqual([expect.stringMatching(/cache .*cannot be used/)]);
  });
});

describe("without a compiler", () => {
  it("native by name is refused in one sentence that says what to do", async () => {
    process.env.CC = "false";
    await expect(loss()).rejects.toThrow(
      /^the native backend needs a C compiler, and "false" does not work; .*--backend wasm$/,
    );
  });

  it("a compiler that greets and then fails is refused with its complaint", async () => {
    mkdirSync(folder, { recursive: true });
    const cc = join(folder, "cc");
    writeFileSync(
      cc,
      '#!/bin/sh\n[ "$1" = --version ] && echo "cc 1.0" && exit 0\necho "error: no luck" >&2\nexit 1\n',
    );
    chmodSync(cc, 0o755);
    process.env.CC = cc;
    await expect(loss()).rejects.toThrow(/failed \(error: no luck\)/);
  });

  it("auto computes the same on wasm and says so once", async () => {
    fill();
    const native = await loss();
    process.env.CC = "false";
    const notices: string[] = [];
    const notice = (m: string) => notices.push(m);
    expect(await loss({ backend: "auto", notice })).toBeCloseTo(native, 6);
    await loss({ backend: "auto", notice });
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(/no native backend.*wasm/);
  });
});

describe("sizes", () => {
  it.each([
    [{ T: 0, B: 1 }, /T is a whole number of at least 1; given 0/],
    [{ T: 2.5, B: 1 }, /T is a whole number of at least 1; given 2.5/],
    [{ T: 10, B: -1 }, /B is a whole number of at least 1; given -1/],
  ])("%j is refused", async (bad, message) => {
    await expect(compile(network, bad)).rejects.toThrow(message);
  });

  it.each([
    "native",
    "wasm",
    "interp",
  ] as const)("that would not fit are refused by %s before anything is allocated", async (backend) => {
    await expect(compile(network, { T: 1e9, B: 1000 }, { backend })).rejects.toThrow(
      /need .* GiB of memory, and .* has .* GiB; lower T/,
    );
  });

  it("a batch of another length is refused with what is needed", async () => {
    fill();
    const engine = await compile(network, sizes, { backend: "native" });
    expect(() => engine.forward({ ...batch, x: [1, 2] })).toThrow(
      /batch.x has 2 elements; T 3, B 2 and the network need 12/,
    );
    expect(() => engine.forward({ ...batch, T: 4 })).toThrow(/a batch has 1 to 3 steps/);
    engine.dispose();
  });
});
