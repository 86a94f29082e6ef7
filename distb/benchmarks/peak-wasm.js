import { timed } from "./rounds.js";
/** The product loop that is timed: rows of 4 and columns of 2 vectors, over a depth that stays in the first-level cache. */
const [ROWS, VECTORS, DEPTH] = [4, 2, 256];
const LANES = 4;
const BYTES = 4;
const WEIGHTS = ROWS * DEPTH * BYTES;
/** Products of one call: a few milliseconds. */
const TURNS = 4000;
/**
 * The limit of WebAssembly's 128-bit SIMD: the inner loop of a matrix product as the engine prints it, with operands in
 * the first-level cache. In registers alone it would be a little faster; no product runs there. A round returns
 * GFLOP/s. `relaxed` fuses multiply and add; undefined where this Node has no such instruction.
 */
export async function wasmPeak(relaxed) {
    const { default: loadWabt } = await import("wabt");
    const module = (await loadWabt()).parseWat("peak.wat", peakWat(relaxed), {
        simd: true,
        relaxed_simd: relaxed,
    });
    const bytes = new Uint8Array(module.toBinary({}).buffer);
    module.destroy();
    const made = await WebAssembly.instantiate(bytes, {}).catch((e) => {
        if (e instanceof Error && e.name === "CompileError")
            return undefined;
        throw e;
    });
    if (!made)
        return undefined;
    const { run } = made.instance.exports;
    if (typeof run !== "function")
        throw new Error("the peak module exports no function");
    const work = 2 * ROWS * VECTORS * LANES * DEPTH * TURNS;
    return {
        name: relaxed ? "wasm peak, relaxed SIMD" : "wasm peak",
        round: () => work / timed(() => run(TURNS)) / 1e6,
    };
}
function peakWat(relaxed) {
    const tile = Array.from({ length: ROWS * VECTORS }, (_, i) => [Math.floor(i / VECTORS), i % VECTORS]);
    const names = tile.map(([i, v]) => `$s${i}_${v}`);
    const columns = Array.from({ length: VECTORS }, (_, v) => v);
    const add = (sum, x, w) => relaxed ? `(f32x4.relaxed_madd ${x} ${w} ${sum})` : `(f32x4.add (f32x4.mul ${x} ${w}) ${sum})`;
    const row = (i) => [
        `(local.set $x (v128.load32_splat offset=${i * DEPTH * BYTES} (local.get $xp)))`,
        ...columns.map((v) => {
            const sum = `$s${i}_${v}`;
            return `(local.set ${sum} ${add(`(local.get ${sum})`, "(local.get $x)", `(local.get $w${v})`)})`;
        }),
    ].join("\n");
    return `(module (memory 1)
  (func (export "run") (param $turns i32)
    (local $k i32) (local $xp i32) (local $wp i32) (local $x v128)
    ${columns.map((v) => `(local $w${v} v128)`).join(" ")}
    ${names.map((name) => `(local ${name} v128)`).join(" ")}
    (loop $turn
      (local.set $xp (i32.const 0))
      (local.set $wp (i32.const ${WEIGHTS}))
      (local.set $k (i32.const ${DEPTH}))
      (loop $product
        ${columns.map((v) => `(local.set $w${v} (v128.load offset=${v * LANES * BYTES} (local.get $wp)))`).join("\n")}
        ${Array.from({ length: ROWS }, (_, i) => row(i)).join("\n")}
        (local.set $xp (i32.add (local.get $xp) (i32.const ${BYTES})))
        (local.set $wp (i32.add (local.get $wp) (i32.const ${VECTORS * LANES * BYTES})))
        (local.set $k (i32.sub (local.get $k) (i32.const 1)))
        (br_if $product (local.get $k)))
      (local.set $turns (i32.sub (local.get $turns) (i32.const 1)))
      (br_if $turn (local.get $turns)))
    ${names.map((name, i) => `(v128.store offset=${i * LANES * BYTES} (i32.const 0) (local.get ${name}))`).join("\n")}))`;
}
