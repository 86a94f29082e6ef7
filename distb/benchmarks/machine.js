import { arch, cpus, platform, release, totalmem } from "node:os";
export function machineRecord(hindsight) {
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
