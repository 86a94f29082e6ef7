import type { Procedure } from "./kernel.js";

/** Procedures are made once for each shape and shared by all instructions that need it. */
export class Procedures {
  readonly list: Procedure[] = [];
  private readonly byKey = new Map<string, string>();

  constructor(private readonly prefix: string) {}

  get(key: string, make: (name: string) => Procedure): string {
    let name = this.byKey.get(key);
    if (!name) {
      name = `${this.prefix}${this.list.length}`;
      this.byKey.set(key, name);
      this.list.push(make(name));
    }
    return name;
  }
}
