import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the peers' programs are, seen from here or from dist. They come with the repository, not with the package. */
export const peerFolder =
  ["./peers", "../../benchmarks/peers"]
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path)) ?? "";

/** A library to compare with: how to start it, and how to install it. */
export interface Peer {
  readonly name: string;
  readonly command: string;
  readonly argv: readonly string[];
  /** Which commands install it, in the peers' folder. */
  readonly install: readonly (readonly string[])[];
}

/** The cells that all peers have, each with one layer of ours that computes the same. */
export const peerCells: readonly string[] = ["rnn", "lstm", "gru"];

const environment = join(peerFolder, ".venv");
const bin = join(environment, process.platform === "win32" ? "Scripts" : "bin");
const python = (name: string, requirements: string, argv: readonly string[]): Peer => ({
  name,
  command: join(bin, "python"),
  argv,
  install: [
    ["python3", "-m", "venv", environment],
    [join(bin, "python"), "-m", "pip", "install", "--quiet", "-r", requirements],
  ],
});
// jax-js follows the unrolled sequence by recursion; most systems have a stack of 8 MB, of which Node takes one.
const node = (name: string, file: string): Peer => ({
  name,
  command: process.execPath,
  argv: ["--stack-size=7000", file],
  install: [["npm", "install", "--silent", "--no-audit", "--no-fund"]],
});

const torch = (name: string, ...argv: readonly string[]) =>
  python(name, "requirements-torch.txt", ["torch_peer.py", ...argv]);
const jax = (name: string, ...argv: readonly string[]) =>
  python(name, "requirements-jax.txt", ["jax_peer.py", ...argv]);

export const peers: readonly Peer[] = [
  torch("PyTorch", "1"),
  torch("PyTorch ×2", "2"),
  torch("PyTorch compiled", "1", "compile"),
  torch("PyTorch compiled ×2", "2", "compile"),
  jax("JAX", "1"),
  jax("JAX ×2", "2"),
  node("TensorFlow.js wasm", "tfjs_peer.mjs"),
  node("jax-js wasm", "jaxjs_peer.mjs"),
];

/** @throws RangeError where the peers are not there */
export function checkPeers(): void {
  if (peerFolder === "")
    throw new RangeError(
      "The peers come with the repository, not with the package; clone it and run its dist/cli/main.js bench peers.",
    );
}

/** Runs the commands that install a peer. @throws Error with the last line of what went wrong */
export async function install({ install: commands }: Peer): Promise<void> {
  for (const [command = "", ...argv] of commands) await run(command, argv);
}

function run(command: string, argv: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, argv, { cwd: peerFolder, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (data: Buffer) => {
      said += data.toString();
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ended with ${code}: ${said.trim().split("\n").at(-1)}`));
    });
  });
}
