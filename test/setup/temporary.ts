import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Everything temporary of the tests lies in one folder, which goes with them, even if a test did not end well. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "hs-"));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
