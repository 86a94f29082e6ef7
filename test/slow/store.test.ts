import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { hindsight, tiny } from "../cli/hindsight.js";

const root = mkdtempSync(join(tmpdir(), "hindsight-slow-store-"));
// Ten thousand folders take their time to remove on a busy machine.
afterAll(() => rmSync(root, { recursive: true, force: true }), 60_000);
const train = ["train", "adding", ...tiny, "--quiet"];

it("lists 10 000 runs in under a second after the first time", async () => {
  const store = join(root, "many");
  await hindsight([...train, "--store", store]);
  const [id = ""] = readdirSync(store);
  for (let n = 2; n <= 10_000; n++) cpSync(join(store, id), join(store, `${id}.${n}`), { recursive: true });
  const timed = async (...words: string[]) => {
    const began = performance.now();
    const { stdout } = await hindsight(["runs", "--store", store, "--sort", "loss", ...words]);
    return { stdout, milliseconds: performance.now() - began };
  };
  const first = await timed();
  const second = await timed();
  const all = await timed("--limit", "0", "--json");
  console.log(`10 000 runs: first ${first.milliseconds | 0} ms, then ${second.milliseconds | 0} ms`);
  expect(second.stdout).toContain("9950 more");
  expect(all.stdout.trimEnd().split("\n")).toHaveLength(10_000);
  expect(second.milliseconds).toBeLessThan(1000);
}, 120_000);

/** Mounts a file system of this size, where this user may. */
function mounted(name: string, options: string): string | undefined {
  const folder = join(root, name);
  mkdirSync(folder);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { stdio: "ignore" });
    afterAll(() => execFileSync("umount", [folder]));
    return folder;
  } catch {
    return undefined;
  }
}

const small = mounted("small", "size=48k");
const readOnly = mounted("read-only", "size=1m");

describe.runIf(small !== undefined && readOnly !== undefined)("a real file system", () => {
  it("that is full ends no run and loses nothing; with room again the run goes on", async () => {
    const store = small ?? "";
    const argv = [...train, "--steps", "600", "--no-stop", "--save-every", "10", "--store", store];
    const { code, stdout, stderr } = await hindsight(argv);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^hindsight: The run can no longer be stored in .*, because the disk is full; .*\n$/,
    );
    expect(stdout).toContain("Loss while training");
    execFileSync("mount", ["-o", "remount,size=10m", store]);
    expect(await hindsight(["resume", "adding", "--quiet", "--store", store])).toMatchObject({
      code: 0,
      stderr: "",
    });
    expect((await hindsight(["verify", "adding", "--quiet", "--store", store])).stdout).toMatch(
      /the same bits in all of its 600/,
    );
  }, 60_000);

  it("that is read-only refuses to train and to resume, and can be read", async () => {
    const store = readOnly ?? "";
    await hindsight([...train, "--store", store]);
    const [id = ""] = readdirSync(store);
    rmSync(join(store, id, "summary.json"));
    const before = readFileSync(join(store, id, "metrics.jsonl"));
    execFileSync("mount", ["-o", "remount,ro", store]);
    for (const words of [train, ["resume", id], ["runs", "rm", id]]) {
      const { code, stderr } = await hindsight([...words, "--store", store]);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringMatching(/^hindsight: .*because the file system is read-only[;.].*\n$/),
      });
    }
    expect((await hindsight(["runs", "--store", store])).stdout).toContain("unfinished");
    expect((await hindsight(["verify", id, "--quiet", "--store", store])).code).toBe(0);
    expect(readFileSync(join(store, id, "metrics.jsonl"))).toEqual(before);
    execFileSync("mount", ["-o", "remount,rw", store]);
    writeFileSync(join(store, id, "note"), "");
  }, 60_000);
});
