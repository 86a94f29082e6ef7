import { arch, cpus, platform, release, totalmem } from "node:os";

/** Where the figures that follow were measured. A figure without it says nothing. */
export interface MachineRecord {
  readonly kind: "machine";
  readonly cpu: string;
  readonly cores: number;
  readonly memory: number;
  readonly system: string;
  readonly node: string;
  readonly hindsight: string;
}

export function machineRecord(hindsight: string): MachineRecord {
  const all = cpus();
  return {
    kind: "machine",
    cpu: all[0]?.model.trim() ?? "unknown",
    cores: all.length,
    memory: totalmem(),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    hindsight,
  };
}
