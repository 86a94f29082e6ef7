import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { environment, hindsight, hindsightLine, main, store, tiny } from "./hindsight.js";

const fresh = () => mkdtempSync(join(store, "store-"));
const train = ["train", "adding", ...tiny, "--quiet"];
const runsIn = (folder: string) => readdirSync(folder).filter((name) => !name.startsWith("."));
const file = (folder: string, name: string) =>
  readFileSync(join(folder, runsIn(folder)[0] ?? "", name), "utf8");
const oneLine = (text: string) => expect(text.trimEnd().split("\n")).toHaveLength(1);

describe("train", () => {
  it("stores its run and says where; a repeat has a name of its own", async () => {
    const folder = fresh();
    const { stdout } = await hindsight([...train, "--store", folder]);
    expect(stdout).toMatch(/^stored in .*\/adding-lstm-[0-9a-f]{8}$/m);
    await hindsightLine([...train, "--json"], { HINDSIGHT_STORE: folder });
    expect(runsIn(folder)).toEqual([
      expect.stringMatching(/^adding-lstm-[0-9a-f]{8}$/),
      expect.stringMatching(/\.2$/),
    ]);
  });

  it("leaves nothing with --no-store", async () => {
    const folder = join(fresh(), "none");
    expect((await hindsightLine([...train, "--no-store"], { HINDSIGHT_STORE: folder })).stdout).not.toContain(
      "stored",
    );
    expect(existsSync(folder)).toBe(false);
  });
});

/** Starts a run, kills it as soon as it has saved a checkpoint, and says where it is. */
async function killed(folder: string, argv: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [main, ...argv, "--store", folder, "--json"], {
    env: environment(),
    stdio: ["ignore", "pipe", "ignore"],
  });
  const isSaved = () =>
    runsIn(folder).some((run) => readdirSync(join(folder, run)).some((name) => /^checkpoint-/.test(name)));
  child.stdout.on("data", () => {
    if (isSaved()) child.kill("SIGKILL");
  });
  await new Promise((resolve) => child.on("close", resolve));
  expect(child.signalCode).toBe("SIGKILL");
}

describe("resume", () => {
  const long = [...train, "--steps", "150", "--eval-every", "25", "--save-every", "10", "--no-stop"];

  it("goes on with a killed run to the same bits, and tells all of its records", async () => {
    const [here, there] = [fresh(), fresh()];
    await killed(here, long);
    const listed = await hindsightLine(["runs", "--store", here, "--status", "unfinished"]);
    expect(listed.stdout).toMatch(/adding-lstm-[0-9a-f]{8} {2}unfinished/);
    const resumed = await hindsight(["resume", "adding", "--store", here, "--json"]);
    const whole = await hindsightLine([...long, "--store", there, "--json"]);
    expect({ code: resumed.code, stderr: resumed.stderr }).toEqual({ code: 0, stderr: "" });
    expect(resumed.stdout).toBe(whole.stdout);
    expect(file(here, "metrics.jsonl")).toBe(file(there, "metrics.jsonl"));
    const verified = await hindsight(["verify", "adding", "--store", here, "--quiet"]);
    expect(verified).toMatchObject({ code: 0, stderr: "" });
    expect(verified.stdout).toMatch(
      /^adding-lstm-[0-9a-f]{8}: the same bits in all of its 150 steps\.\nparameters [0-9a-f]{64}\n$/,
    );
  });

  it("goes on with a run that is to stop early, to the same best parameters", async () => {
    const words =
      "--data 6 --batch 2 --eval-every 2 --eval-sequences 5 --patience 3 --save-every 5 --no-stop";
    const schedule = "plateau:0.9,patience=1 sgd:lr=0.1,momentum=0.5";
    const patient = [...train, ...words.split(" "), "--steps", "400", "--chain", schedule];
    const [here, there] = [fresh(), fresh()];
    const { code, stdout } = await hindsightLine([...patient, "--store", there]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /Stopped early at step \d+ of 400, not solved \(.*\), with the\s+parameters\s+of\s+step\s+\d+:/s,
    );
    const listed = await hindsightLine(["runs", "--store", there, "--status", "stopped early"]);
    expect(listed.stdout).toMatch(/^adding-lstm-[0-9a-f]{8} {2}stopped early +\d+ of 400 /m);
    expect((await hindsightLine(["verify", "adding", "--store", there, "--quiet"])).stdout).toMatch(
      /the same bits/,
    );
    await killed(here, patient);
    await hindsightLine(["resume", "adding", "--store", here, "--quiet"]);
    expect(file(here, "metrics.jsonl")).toBe(file(there, "metrics.jsonl"));
    const endOf = (folder: string) => JSON.parse(file(folder, "summary.json")).end as unknown;
    expect(endOf(here)).toEqual(endOf(there));
  });

  it("says in one sentence when there is nothing to resume", async () => {
    const { code, stderr } = await hindsightLine(["resume", "nothing", "--store", fresh()]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/^hindsight: There is no run "nothing"/),
    });
    oneLine(stderr);
  });
});

describe("a store that cannot be written", () => {
  it("refuses before anything is trained", async () => {
    const path = join(fresh(), "file");
    writeFileSync(path, "");
    const { code, stdout, stderr } = await hindsightLine([...train, "--store", join(path, "runs")]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      /^hindsight: Runs cannot be stored in .*, because a part of its path is a file; name another/,
    );
    oneLine(stderr);
  });

  it.runIf(process.getuid?.() !== 0)("because it is read-only", async () => {
    const folder = fresh();
    chmodSync(folder, 0o500);
    const { code, stderr } = await hindsightLine([...train, "--store", folder]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/because permission is denied; name another/),
    });
  });

  it.runIf(process.platform === "linux")("in a part of the machine where nobody can", async () => {
    const { code, stderr } = await hindsightLine([...train, "--store", "/proc/hindsight"]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/^hindsight: Runs cannot be stored in \/proc/),
    });
  });

  it.runIf(process.platform !== "win32")(
    "any more: the run ends, its outcome is shown, and it can be resumed",
    async () => {
      const folder = fresh();
      // No file may grow beyond 4 blocks; the signal of the limit is ignored, so that writing fails as on a full disk.
      const line = `trap '' XFSZ; ulimit -f 4; exec "$0" "$@"`;
      const argv = [main, ...train, "--steps", "40", "--save-every", "5", "--store", folder];
      const child = spawn("bash", ["-c", line, process.execPath, ...argv], { env: environment() });
      let [stdout, stderr] = ["", ""];
      child.stdout.on("data", (data) => {
        stdout += data;
      });
      child.stderr.on("data", (data) => {
        stderr += data;
      });
      const code = await new Promise((resolve) => child.on("close", resolve));
      expect(stderr).toMatch(
        /^hindsight: The run can no longer be stored in .*, because the file may not grow any further; what was stored before is kept/,
      );
      oneLine(stderr);
      expect(stdout).toContain("Not solved in 40 steps");
      expect(code).toBe(1);
      const resumed = await hindsight(["resume", "adding", "--store", folder, "--quiet"]);
      expect(resumed).toMatchObject({ code: 0, stderr: "" });
      expect((await hindsightLine(["verify", "adding", "--store", folder, "--quiet"])).code).toBe(0);
    },
  );
});

describe("runs", () => {
  it("shows, compares, exports and removes", async () => {
    const folder = fresh();
    const at = ["--store", folder];
    await hindsightLine([...train, ...at]);
    await hindsightLine([...train, ...at, "--cell", "gru", "--seed", "5"]);
    const listed = await hindsightLine(["runs", ...at, "--sort", "cell", "--json"]);
    const entries = listed.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { id: string; seed: number });
    expect(entries.map(({ seed }) => seed)).toEqual([5, 1]);
    const [gru = "", lstm = ""] = entries.map(({ id }) => id);

    const shown = await hindsightLine(["runs", "show", lstm, ...at]);
    for (const part of [
      "adding (T 10, variant urnn), lstm 4",
      "begun 20",
      "Loss while training",
      "Not solved in 20 steps",
    ])
      expect(shown.stdout).toContain(part);
    const compared = await hindsightLine(["runs", "compare", lstm, gru, ...at]);
    expect(compared.stdout).toMatch(new RegExp(`^${gru} +gru +5 +\\S.* 20 +\\S+$`, "m"));
    for (const { stdout } of [listed, shown, compared].slice(1))
      expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);

    const csv = await hindsightLine(["runs", "export", lstm, gru, ...at]);
    expect(csv.stdout.trimEnd().split("\n")).toHaveLength(1 + 2 * 21);
    const out = join(folder, "x.parquet");
    const parquet = await hindsightLine(["runs", "export", lstm, "--format", "parquet", "--out", out, ...at]);
    expect(parquet.stdout).toBe(`21 rows of 11 columns in ${out}\n`);
    expect(execFileSync("head", ["-c", "4", out], { encoding: "utf8" })).toBe("PAR1");
    expect(
      (await hindsightLine(["runs", "export", lstm, "--out", join(folder, "no", "x.csv"), ...at])).stderr,
    ).toMatch(/cannot be written, because it does not exist; name another file\.$/m);

    expect((await hindsightLine(["runs", "rm", lstm, "nothing", ...at])).code).toBe(2);
    expect((await hindsightLine(["runs", "rm", lstm, ...at])).stdout).toBe(`removed ${lstm}\n`);
    expect((await hindsightLine(["runs", ...at])).stdout).not.toContain(lstm);
  });

  it("says so when there are none", async () => {
    const folder = fresh();
    mkdirSync(folder, { recursive: true });
    expect((await hindsightLine(["runs", "--store", folder])).stdout).toMatch(
      /^There are no runs in .*; hindsight\s+train\s+stores one\.$/m,
    );
    expect((await hindsightLine(["runs", "shwo"])).stderr).toMatch(
      /no command of runs "shwo"; did you mean "show"\?/,
    );
  });
});
