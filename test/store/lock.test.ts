import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isLocked, lock, unlock } from "../../src/store/lock.js";
import { names, temporary } from "./folder.js";

const put = (folder: string, pid: number, started: string, host = hostname()) =>
  writeFileSync(join(folder, `lock-${pid}-${started}-${encodeURIComponent(host)}`), "");

describe("a lock", () => {
  it("is held by one, and given back", () => {
    const folder = temporary();
    const held = lock(folder);
    expect(isLocked(folder)).toBe(true);
    expect(() => lock(folder)).toThrow(/^This process already writes the run/);
    unlock(folder, held);
    expect(isLocked(folder)).toBe(false);
    lock(folder);
  });

  it("of a living process is respected, and the refused one leaves nothing", async () => {
    const folder = temporary();
    const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000); console.log(1)"]);
    await once(child.stdout, "data");
    put(folder, child.pid ?? 0, startOf(child.pid ?? 0));
    expect(() => lock(folder)).toThrow(new RegExp(`^Process ${child.pid} writes this run`));
    expect(names(folder)).toHaveLength(1);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(isLocked(folder)).toBe(false);
    lock(folder);
    expect(names(folder)).toHaveLength(1);
  });

  it("of a process that is gone is taken over", () => {
    const folder = temporary();
    const { pid } = spawnSync(process.execPath, ["-e", "0"]);
    put(folder, pid, "5");
    expect(isLocked(folder)).toBe(false);
    const held = lock(folder);
    expect(readdirSync(folder)).toEqual([held]);
  });

  it.runIf(process.platform === "linux")(
    "of a process whose number another one has now is taken over",
    () => {
      const folder = temporary();
      put(folder, process.ppid, "1");
      lock(folder);
      expect(names(folder)).toHaveLength(1);
    },
  );

  it("of another machine is respected, and says what to remove", () => {
    const folder = temporary();
    put(folder, 1, "1", "some/where else");
    expect(() => lock(folder)).toThrow(
      /^Process 1 on some\/where else writes this run; .* remove .*lock-1-1-some%2F/,
    );
  });
});

/** As the store sees it. */
function startOf(pid: number): string {
  const { stdout } = spawnSync("cut", ["-d", " ", "-f", "22", `/proc/${pid}/stat`], { encoding: "utf8" });
  return stdout.trim() || "0";
}
