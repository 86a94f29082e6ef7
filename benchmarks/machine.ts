import { type Machine, machine } from "../src/store/index.js";

/** Where the figures that follow were measured. A figure without it says nothing. */
export interface MachineRecord extends Omit<Machine, "host"> {
  readonly kind: "machine";
  readonly node: string;
  readonly hindsight: string;
}

export function machineRecord(hindsight: string): MachineRecord {
  const { host: _, ...facts } = machine();
  return { kind: "machine", ...facts, node: process.version, hindsight };
}
