import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { isOver, openRun } from "../../src/store/index.js";
import { environment, main } from "../cli/hindsight.js";

const RUNS = 100;
/** Runs at a time. */
const LANES = 2;

const root = mkdtempSync(join(tmpdir(), "hindsight-kills-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const words =
  "train adding --T 15 --hidden 6 --batch 4 --eval-sequences 20 --eval-every 40 --profile-every 90 --no-stop --quiet --json";
const argv = [...words.split(" "), "--backend", "wasm", "--steps", "1500", "--save-every", "25"];

/** Runs a command; with a time, kills it then. Says how long it took, and whether it came to its end. */
async function command(words: readonly string[], killAfter?: number) {
  const began = performance.now();
  const child = spawn(process.execPath, [main, ...words], {
    env: environment(),
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfter);
  const code = await new Promise((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  return { milliseconds: performance.now() - began, code, stderr };
}

const folderOf = (store: string): string | undefined => {
  const [run] = readdirSync(store).filter((name) => !name.startsWith("."));
  return run === undefined ? undefined : join(store, run);
};
const bitsOf = (folder: string) => ({
  metrics: readFileSync(join(folder, "metrics.jsonl"), "utf8"),
  end: openRun(folder).summary?.end,
});

let reference: ReturnType<typeof bitsOf>;
let duration = 0;
beforeAll(async () => {
  const store = mkdtempSync(join(root, "whole-"));
  await command([...argv, "--store", store]);
  duration = (await command([...argv, "--store", mkdtempSync(join(root, "timed-"))])).milliseconds;
  reference = bitsOf(folderOf(store) ?? "");
});

it(`${RUNS} runs killed at random moments, once or several times, all end with the same bits`, async () => {
  let kills = 0;
  let left = RUNS;
  const lane = async () => {
    while (left-- > 0) {
      const store = mkdtempSync(join(root, "killed-"));
      // Two lanes share the machine, so that a whole run takes up to twice its time.
      const moment = () => Math.random() * 2 * duration;
      let ended = await command([...argv, "--store", store], moment());
      for (let again = 0; ended.code === null; again++) {
        kills++;
        const folder = folderOf(store);
        // Killed between its end and that of its process: only the lock is left.
        if (folder !== undefined && isOver(openRun(folder).state)) break;
        // Killed before its first record: there is nothing to resume yet.
        const next = folder === undefined ? argv : ["resume", folder, "--json", "--save-every", "25"];
        ended = await command([...next, "--store", store], again < 3 ? moment() : undefined);
      }
      if (ended.code !== null) expect(ended).toMatchObject({ code: 0, stderr: "" });
      const folder = folderOf(store) ?? expect.fail("the run is lost");
      expect(bitsOf(folder)).toEqual(reference);
      if (ended.code !== null)
        expect(readdirSync(folder).filter((name) => /^(\.|lock)/.test(name))).toEqual([]);
      rmSync(store, { recursive: true });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  console.log(`${RUNS} runs, ${kills} kills, all the same bits`);
  expect(kills).toBeGreaterThan(RUNS / 2);
}, 1_200_000);
