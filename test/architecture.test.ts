import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));

/** What a room may import: the doors of rooms, and packages. `all`: any room. Types alone where a name has "(types)". */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  "src/ir": [],
  "src/rng": ["@noble/hashes", "d3-random", "pure-rand"],
  "src/notation": ["zod", "fastest-levenshtein"],
  "src/optim": ["src/ir", "src/interp", "src/notation", "zod"],
  "src/cells": ["src/ir"],
  "src/wrap": ["src/ir", "src/notation", "zod"],
  "src/diff": ["src/ir"],
  "src/interp": ["src/ir", "ndarray", "ndarray-ops"],
  "src/blackbox": ["src/engine (types)", "src/interp (types)", "src/ir"],
  "src/init": ["src/rng", "src/notation"],
  "src/plan": ["src/ir", "src/diff"],
  "src/emit": ["src/plan", "src/ir"],
  "src/engine": [
    "src/ir",
    "src/diff",
    "src/interp",
    "src/plan",
    "src/emit",
    "ndarray",
    "koffi",
    "wabt",
    "env-paths",
    "node:",
  ],
  "src/probe": ["src/engine", "src/diff", "src/ir", "ml-matrix"],
  "src/lab": [
    "src/blackbox",
    "src/diff",
    "src/engine",
    "src/probe",
    "src/init",
    "src/optim",
    "src/rng",
    "src/cells",
    "src/wrap",
    "src/ir",
    "src/interp",
    "zod",
    "fastest-levenshtein",
    "@noble/hashes",
  ],
  "src/reservoir": ["src/engine", "src/cells", "src/init", "src/rng", "src/lab", "ml-matrix", "zod"],
  "src/store": [
    "src/lab",
    "fastest-levenshtein",
    "safe-stable-stringify",
    "csv-stringify",
    "hyparquet-writer",
    "node:",
  ],
  "src/diagnose": ["src/lab (types)", "src/probe (types)"],
  "src/stats": ["src/rng", "d3-array", "jstat"],
  "src/sweep": ["src/lab", "src/stats (types)", "src/cells", "src/optim", "src/rng", "yaml", "zod"],
  "src/cures": [
    "src/lab",
    "src/cells",
    "src/optim",
    "src/ir",
    "src/wrap",
    "src/notation",
    "src/sweep (types)",
  ],
  "src/report": [
    "src/lab (types)",
    "src/probe (types)",
    "src/diagnose (types)",
    "src/stats (types)",
    "asciichart",
    "cli-table3",
    "d3-array",
    "picocolors",
  ],
  // The library door.
  src: ["all"],
  tasks: ["src/rng", "src/lab (types)", "zod", "fastest-levenshtein"],
  cli: ["all"],
  benchmarks: ["all"],
};

/** Rooms that a program starts in: they have no door, nobody imports them. */
const entrances = ["src", "cli", "benchmarks"];

interface Import {
  readonly file: string;
  readonly from: string;
  readonly typesOnly: boolean;
}

function filesBelow(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((e) => {
    const path = posix.join(folder, e.name);
    if (e.isDirectory()) return e.name === "peers" || e.name === "node_modules" ? [] : filesBelow(path);
    return /(?<!\.d)\.ts$/.test(e.name) ? [path] : [];
  });
}

const files = ["src", "tasks", "cli", "benchmarks"].flatMap(filesBelow);
const text = (file: string): string => readFileSync(join(root, file), "utf8");

/** The room of a path from the root: a folder of src, or a folder at the root. */
const roomOf = (path: string): string => {
  const [top = "", second] = path.split("/");
  return top === "src" && second !== undefined && !second.includes(".") ? `src/${second}` : top;
};

/** Every import and re-export, static and dynamic. */
function importsOf(file: string): Import[] {
  const source = text(file).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const statics = [
    ...source.matchAll(/^(?:import|export)\s+(type\s)?([^;"']*?)\s*from\s*["']([^"']+)["']/gm),
  ].map(([, type, names = "", from = ""]) => ({
    file,
    from,
    typesOnly: type !== undefined || /^\{(\s*type\s[^,}]+,?)+\s*\}$/.test(names.trim()),
  }));
  const bare = [...source.matchAll(/^import\s*["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/gm)].map(
    ([, a, b]) => ({
      file,
      from: a ?? b ?? "",
      typesOnly: false,
    }),
  );
  return [...statics, ...bare];
}

/** Where an import leads: a path from the root, or the name of a package. */
const target = ({ file, from }: Import): string =>
  from.startsWith(".") ? relative(root, resolve(root, dirname(file), from)).replaceAll("\\", "/") : from;

const imports = files.flatMap(importsOf);
const shown = (i: Import): string => `${i.file} imports ${target(i)}${i.typesOnly ? " (types)" : ""}`;
const rooms = [...new Set(files.map(roomOf))];

/** True where the table allows it. */
function isAllowed(i: Import): boolean {
  const room = roomOf(i.file);
  const may = mayImport[room] ?? [];
  if (!i.from.startsWith(".")) {
    const isListed = may.some(
      (name) =>
        i.from === name || i.from.startsWith(`${name}/`) || (name.endsWith(":") && i.from.startsWith(name)),
    );
    return isListed || may.includes("all");
  }
  const to = roomOf(target(i));
  if (to === room) return true;
  if (may.includes("all")) return true;
  return may.includes(to) || (i.typesOnly && may.includes(`${to} (types)`));
}

describe("rooms", () => {
  it("there is something to look at, and what is looked for is found", () => {
    expect(files.length).toBeGreaterThan(50);
    expect(imports.some((i) => i.file === "src/diff/derive.ts" && target(i) === "src/ir/index.js")).toBe(
      true,
    );
    expect(isAllowed({ file: "src/ir/x.ts", from: "../cells/index.js", typesOnly: false })).toBe(false);
    expect(isAllowed({ file: "src/interp/x.ts", from: "../plan/index.js", typesOnly: true })).toBe(false);
    expect(isAllowed({ file: "src/report/x.ts", from: "../lab/index.js", typesOnly: false })).toBe(false);
    expect(isAllowed({ file: "src/report/x.ts", from: "../lab/index.js", typesOnly: true })).toBe(true);
    expect(isAllowed({ file: "src/lab/x.ts", from: "node:fs", typesOnly: false })).toBe(false);
  });

  it("each has a line in the table of who may import what", () => {
    expect(rooms.filter((r) => !(r in mayImport))).toEqual([]);
  });

  it("import what the table allows and nothing else", () => {
    expect(imports.filter((i) => !isAllowed(i)).map(shown)).toEqual([]);
  });

  it("are entered by their door alone", () => {
    const other = imports.filter((i) => i.from.startsWith(".") && roomOf(target(i)) !== roomOf(i.file));
    // The compiled data file of the package itself is no room.
    const inside = other.filter(
      (i) => !/\/index\.js$/.test(target(i)) && !target(i).endsWith("package.json"),
    );
    // The peak is measured with the engine's own compiler, flags and cache, which its door does not show to users.
    const doors = inside.filter((i) => roomOf(i.file) !== "benchmarks" || roomOf(target(i)) !== "src/engine");
    expect(doors.map(shown)).toEqual([]);
  });

  it("have a door whose header says what is here and what the room may not know", () => {
    for (const room of rooms.filter((r) => !entrances.includes(r))) {
      const header = text(`${room}/index.ts`).match(/^\/\*\*([\s\S]*?)\*\//)?.[1] ?? "";
      expect(header.length, room).toBeGreaterThan(60);
      expect(header, room).toMatch(/Knows?\b|know\b/);
    }
  });

  it("are named by a noun, not by a habit", () => {
    expect(files.filter((f) => /(^|\/)(utils?|common|helpers?|core|lib|misc)(\/|\.ts$)/.test(f))).toEqual([]);
  });

  it("have no circle among them", () => {
    const to = new Map(
      rooms.map((r) => [
        r,
        new Set(
          imports.filter((i) => roomOf(i.file) === r && i.from.startsWith(".")).map((i) => roomOf(target(i))),
        ),
      ]),
    );
    const reach = (from: string, seen = new Set<string>()): Set<string> => {
      for (const next of to.get(from) ?? [])
        if (next !== from && !seen.has(next)) {
          seen.add(next);
          reach(next, seen);
        }
      return seen;
    };
    expect(rooms.filter((r) => r !== "src" && reach(r).has(r))).toEqual([]);
  });
});

describe("results depend on what is written in the record alone", () => {
  const pure = files.filter((f) => f.startsWith("src/") || f.startsWith("tasks/"));

  it("no Math.random, no clock, in src and tasks", () => {
    // The compile cache names its temporary files and may look at the clock; a store may date its runs.
    const owners = /^src\/(engine\/(cache|compiler)|store\/)/;
    const found = pure.filter(
      (f) =>
        !owners.test(f) &&
        /Math\.random|Date\.now|performance\.now|new Date\b|process\.hrtime/.test(
          text(f).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ""),
        ),
    );
    expect(found).toEqual([]);
  });

  it("no argv, no terminal and no file outside the rooms that own them", () => {
    const found = pure.filter(
      (f) =>
        !/^src\/(engine|store)\//.test(f) &&
        /process\.(argv|stdout|stderr|stdin|env)|console\.|node:(fs|tty|readline|child_process)/.test(
          text(f).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ""),
        ),
    );
    expect(found).toEqual([]);
  });
});
