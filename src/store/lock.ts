import { closeSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { StoreError } from "./error.js";

/** Who writes a run. All of it is in the name of the lock's file: there is no moment at which it is half written. */
interface Holder {
  readonly host: string;
  readonly pid: number;
  /** When the process started, in ticks since the machine did; "0" where the system does not tell. */
  readonly started: string;
}

const LOCK = /^lock-(\d+)-(\d+)-(.+)$/;

/** The right to write a folder: the name of a file in it, which may be moved with the folder. */
export type Lock = string;

/**
 * Takes the right to write a folder. Everybody first puts up a lock and then looks for others, so that of two who come
 * at once at least one sees the other; locks of processes that are gone are taken away.
 *
 * @throws StoreError when another process, or another part of this one, holds it
 */
export function lock(folder: string): Lock {
  const mine: Lock = nameOf({ host: hostname(), pid: process.pid, started: startOf(process.pid) ?? "0" });
  const path = join(folder, mine);
  try {
    closeSync(openSync(path, "wx"));
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== "EEXIST") throw e;
    throw new StoreError(`This process already writes the run in ${folder}; wait until it ends.`);
  }
  for (const [name, holder] of locksIn(folder)) {
    if (name === mine) continue;
    if (isAlive(holder)) {
      rmSync(path, { force: true });
      throw new StoreError(heldBy(holder, join(folder, name)));
    }
    rmSync(join(folder, name), { force: true });
  }
  return mine;
}

/** Gives the right back. */
export function unlock(folder: string, held: Lock): void {
  rmSync(join(folder, held), { force: true });
}

/** Whether a process writes the folder now. */
export function isLocked(folder: string): boolean {
  return locksIn(folder).some(([, holder]) => isAlive(holder));
}

function heldBy({ host, pid }: Holder, path: string): string {
  return host === hostname()
    ? `Process ${pid} writes this run (${path}); wait until it ends, or end it.`
    : `Process ${pid} on ${host} writes this run; if it does not run any more, remove ${path}.`;
}

const nameOf = ({ host, pid, started }: Holder) => `lock-${pid}-${started}-${encodeURIComponent(host)}`;

function locksIn(folder: string): [name: string, holder: Holder][] {
  return readdirSync(folder).flatMap((name): [string, Holder][] => {
    const [, pid, started = "", host = ""] = name.match(LOCK) ?? [];
    return pid === undefined ? [] : [[name, { host: decodeURIComponent(host), pid: Number(pid), started }]];
  });
}

/** Of a process on another machine nothing is known: it may be alive. */
function isAlive({ host, pid, started }: Holder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return (startOf(pid) ?? started) === started;
}

/** Tells a process from another one that got its number later: field 22 of /proc/pid/stat, see proc(5). */
function startOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, ...fields] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    // A zombie has ended; only its parent has not noticed.
    return state === "Z" ? "gone" : fields[18];
  } catch {
    return undefined;
  }
}
