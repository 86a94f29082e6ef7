import { type ChildProcess, fork, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

export const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A place for the folders of one process's tests; test/setup removes it with everything temporary. */
export const store = mkdtempSync(join(tmpdir(), "cli-"));

const stores = new Map<string, string>();

/** The runs of one file of tests: files that share a process do not see one another's. */
function storeOfFile(): string {
  const { testPath = "" } = expect.getState();
  const known = stores.get(testPath) ?? mkdtempSync(join(store, "runs-"));
  stores.set(testPath, known);
  return known;
}

/** An environment that decides nothing by itself; PATH is for the compiler. */
export function environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { PATH = "", HOME = "" } = process.env;
  return { PATH, HOME, COLUMNS: "80", HINDSIGHT_STORE: storeOfFile(), LANG: "C.UTF-8", ...more };
}

/** Runs the built command line to its end. `onOutput` may interfere while it runs. */
export function hindsight(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  onOutput: (child: ReturnType<typeof spawn>, stdout: string) => void = () => undefined,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...argv], {
      env: environment(env),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (data: Buffer) => {
      stdout += data.toString();
      onOutput(child, stdout);
    });
    child.stderr.on("data", (data: Buffer) => {
      stderr += data.toString();
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

let shared:
  | { readonly child: ChildProcess; readonly waiting: Map<number, (ended: Ended) => void> }
  | undefined;
let asked = 0;

/** Starts the process that runs one command line after another. It ends when this one does. */
function startShared() {
  const script = fileURLToPath(new URL("./lines.mjs", import.meta.url));
  const child = fork(script, { stdio: ["ignore", "ignore", "inherit", "ipc"], execArgv: [] });
  const waiting = new Map<number, (ended: Ended) => void>();
  child.on("message", ({ id, ...ended }: Ended & { readonly id: number }) => waiting.get(id)?.(ended));
  child.on("exit", () => {
    for (const resolve of waiting.values())
      resolve({ code: null, stdout: "", stderr: "the process has ended" });
    shared = undefined;
  });
  child.unref();
  child.channel?.unref();
  return { child, waiting };
}

/**
 * Runs a command line as `hindsight` does, but in a process that ran others before: starting one costs more than most
 * command lines do. For tests of what a command says and writes, not of how its process begins and ends.
 */
export function hindsightLine(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  shared ??= startShared();
  const { child, waiting } = shared;
  return new Promise((resolve) => {
    const id = asked++;
    waiting.set(id, (ended) => {
      waiting.delete(id);
      resolve(ended);
    });
    child.send({ id, argv, env: environment(env) });
  });
}

/** A run that takes a moment. */
export const tiny = [
  "--T",
  "10",
  "--hidden",
  "4",
  "--batch",
  "4",
  "--steps",
  "20",
  "--eval-sequences",
  "20",
  "--backend",
  "interp",
];
