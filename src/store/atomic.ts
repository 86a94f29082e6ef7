import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isSystem, StoreError, why } from "./error.js";

const UNFINISHED = /^\.[^/]+\.[0-9a-f]{12}\.part$/;

/**
 * Writes a file as a whole: under another name, to the disk, then renamed. A reader, or whoever comes after a kill or a
 * full disk, finds the file before or the file after. (write-file-atomic takes a short write for a whole one.)
 */
export function writeWhole(path: string, parts: readonly (string | Uint8Array)[]): void {
  const part = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.part`);
  try {
    const file = openSync(part, "wx");
    try {
      for (const bytes of parts) writeFileSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } catch (e) {
    rmSync(part, { force: true });
    throw e;
  }
}

/** Removes what killed processes left of files that they were writing. Only for who holds the folder's lock. */
export function removeParts(folder: string): void {
  for (const name of readdirSync(folder))
    if (UNFINISHED.test(name)) rmSync(join(folder, name), { force: true });
}

/**
 * Writes a file of the user as a whole; what was there before stays until then.
 *
 * @throws StoreError with one sentence when it cannot be written
 */
export function save(path: string, data: string | Uint8Array): void {
  try {
    writeWhole(path, [data]);
  } catch (e) {
    if (!isSystem(e)) throw e;
    throw new StoreError(`${path} cannot be written, because ${why(e)}; name another file.`);
  }
}
