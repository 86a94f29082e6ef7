import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Listener } from "./progress.js";
import { type Contestant, interleaved, median } from "./rounds.js";
import type { StepOptions } from "./steps.js";

/** How long a person waits for something, process start included. */
export interface StartTimeRecord {
  readonly kind: "start-time";
  readonly what: string;
  /** Median over the rounds. */
  readonly milliseconds: number;
  /** What it is compared with: the empty program of Node. */
  readonly node: number;
}

const main = fileURLToPath(new URL("../cli/main.js", import.meta.url));
/** A new configuration: nothing that any other command uses by default. */
const TRAIN =
  "train adding --cell lstm --T 117 --hidden 61 --batch 31 --steps 1 --eval-sequences 1 --json --no-store".split(
    " ",
  );

/** Times whole processes: the version, and the first training step of a configuration, compiled and from the cache. */
export async function* benchStart(
  { rounds, backends: [backend = "native"] }: Pick<StepOptions, "rounds" | "backends">,
  listen: Listener,
): AsyncGenerator<StartTimeRecord> {
  const warm = mkdtempSync(join(tmpdir(), "hindsight-bench-"));
  const train = [main, ...TRAIN, "--backend", backend];
  const firstStep = '"kind":"step"';
  const contestants: Contestant[] = [
    { name: "node -e 0", round: () => waitFor(["-e", "0"]) },
    { name: "hindsight --version", round: () => waitFor([main, "--version"]) },
    { name: "first training step, from the cache", round: () => waitFor(train, firstStep, warm) },
    {
      name: "first training step, compiled",
      round: async () => {
        const cold = mkdtempSync(join(tmpdir(), "hindsight-bench-"));
        return waitFor(train, firstStep, cold).finally(() => rmSync(cold, { recursive: true }));
      },
    },
  ];
  try {
    const tell = (done: number) => listen("starting processes", done / rounds);
    const medians = (await interleaved(contestants, rounds, tell)).map(median);
    const [node = Number.NaN] = medians;
    for (const [i, { name }] of contestants.entries())
      yield { kind: "start-time", what: name, milliseconds: medians[i] ?? Number.NaN, node };
  } finally {
    rmSync(warm, { recursive: true });
  }
}

/** Milliseconds until Node, started with these words, says something, or until it ends where nothing is awaited. */
function waitFor(argv: readonly string[], awaited?: string, cache?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const env =
      cache === undefined
        ? process.env
        : { ...process.env, HINDSIGHT_CACHE: cache, HINDSIGHT_STORE: join(cache, "runs") };
    const start = performance.now();
    const child = spawn(process.execPath, argv, { env, stdio: ["ignore", "pipe", "inherit"] });
    let time: number | undefined;
    let said = "";
    child.stdout.on("data", (data: Buffer) => {
      said += data.toString();
      if (awaited !== undefined && said.includes(awaited)) time ??= performance.now() - start;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (awaited === undefined) time = performance.now() - start;
      if (code === 0 && time !== undefined) resolve(time);
      else reject(new Error(`"node ${argv.join(" ")}" ended with ${code} and said ${JSON.stringify(said)}`));
    });
  });
}
