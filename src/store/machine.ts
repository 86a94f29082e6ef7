import { execFileSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { arch, cpus, hostname, platform, release, totalmem } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** Where a run was made. */
export interface Machine {
  readonly host: string;
  readonly cpu: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  readonly system: string;
}

export function machine(): Machine {
  const all = cpus();
  return {
    host: hostname(),
    cpu: all[0]?.model.trim() ?? "unknown",
    cores: all.length,
    memory: totalmem(),
    system: `${platform()} ${release()} ${arch()}`,
  };
}

/** The commit of the checkout that Hindsight runs from, with "+" when it has changes; undefined where it is installed. */
export function commit(): string | undefined {
  const git = (...argv: string[]) =>
    execFileSync("git", ["-C", dirname(fileURLToPath(import.meta.url)), ...argv], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 2000,
    }).trim();
  try {
    const root = realpathSync(git("rev-parse", "--show-toplevel"));
    // Installed into somebody's project, the commit would be that of the project.
    if (import.meta.url.slice(`file://${root}`.length).includes("node_modules")) return undefined;
    return git("describe", "--always", "--abbrev=40", "--exclude=*", "--dirty=+");
  } catch {
    return undefined;
  }
}
