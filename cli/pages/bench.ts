import type {
  BenchRecord,
  GrowthRecord,
  MachineRecord,
  PeerRecord,
  ShareRecord,
  StartTimeRecord,
  StepTimeRecord,
} from "../../benchmarks/index.js";
import { shapeName } from "../../benchmarks/index.js";
import { type Style, significant, table } from "../../src/report/index.js";
import { wrapped } from "../text.js";

/** "AMD EPYC, 2 cores, linux 6.1 x64, Node v20.20.2, Hindsight 0.1.0". */
export function machineLine({ cpu, cores, system, node, hindsight }: MachineRecord, style: Style): string {
  return wrapped(`${cpu}, ${cores} cores, ${system}, Node ${node}, Hindsight ${hindsight}`, style.width);
}

/** What is printed as one table. */
export function groupOf(record: BenchRecord): string {
  if (record.kind === "step-time") return shapeName(record.shape);
  if (record.kind === "peer") return `${record.cell}, ${shapeName(record.shape)}`;
  return record.kind === "growth" ? `${record.cell} ${record.sweep}` : record.kind;
}

/** A table of records of one group. */
export function benchPage(records: readonly BenchRecord[], style: Style): string {
  const of = <K extends BenchRecord["kind"]>(kind: K) =>
    records.filter((record): record is Extract<BenchRecord, { kind: K }> => record.kind === kind);
  const pages = [
    stepsTable(of("step-time"), style),
    peersTable(of("peer"), style),
    growthTable(of("growth"), style),
    sharesTable(of("share"), style),
    startTable(of("start-time"), style),
  ];
  return pages.filter((page) => page !== "").join("\n\n");
}

/** A bar of this length for a share of 1; as long as the column, so that bars begin together. */
function bar(share: number, length: number, style: Style): string {
  const filled = Math.round(Math.max(0, Math.min(1, share)) * length);
  return (style.unicode ? "█" : "#").repeat(filled) + (style.unicode ? "░" : ".").repeat(length - filled);
}

/** Names and bars share what 80 columns leave for them. */
const barLength = (names: readonly string[]): number =>
  Math.max(2, Math.min(16, 28 - Math.max(...names.map((name) => name.length))));

const percent = (share: number) => `${Math.round(100 * share)} %`;
const times = (name: string, threads: number) => (threads > 1 ? `${name} ×${threads}` : name);
const megabytes = (bytes: number | undefined) =>
  bytes === undefined ? "-" : `${significant(bytes / 2 ** 20, 2)}`;

function stepsTable(records: readonly StepTimeRecord[], style: Style): string {
  const [first] = records;
  if (!first) return "";
  const head = ["cell", "backend", "ms", "GFLOP/s", "seq/s", "MiB", "of peak", ""];
  const length = barLength(records.map(({ cell }) => cell));
  const rows = records.map((record) => {
    const name = [record.cell, times(record.backend, record.threads)];
    if (!record.verified) return [...name, "refused", "", "", megabytes(record.bytes), "", ""];
    const { milliseconds, gflops, peak, sequencesPerSecond } = record;
    const share = peak === undefined ? Number.NaN : gflops / peak;
    const shown =
      peak === undefined ? ["-", bar(0, length, style)] : [percent(share), bar(share, length, style)];
    const speed = [milliseconds, gflops, sequencesPerSecond].map((x) => significant(x));
    return [...name, ...speed, megabytes(record.bytes), ...shown];
  });
  const limits = new Map<string, number>();
  for (const record of records)
    if (record.verified && record.peak !== undefined) {
      const name = times(record.backend, record.threads);
      limits.set(name, Math.max(record.peak, limits.get(name) ?? 0));
    }
  const peaks = [...limits].map(([name, peak]) => `${name} ${significant(peak)}`).join(", ");
  const engines = new Set(records.map(({ engine }) => engine.replace(/, \d+ threads?\)/, ")")));
  const refused = records.flatMap((r) =>
    r.verified ? [] : [`${r.cell}, ${r.engine}: refused: ${r.reason}.`],
  );
  const notes = [`Peak in GFLOP/s: ${peaks}.`, `Engines: ${[...engines].join(", ")}.`, ...refused];
  return [
    shapeName(first.shape),
    table(head, rows, style),
    ...notes.map((n) => wrapped(n, style.width)),
  ].join("\n");
}

function peersTable(records: readonly PeerRecord[], style: Style): string {
  const [first] = records;
  if (!first) return "";
  const timed = records.filter((record) => record.verified);
  const best = (name: string) =>
    Math.min(...timed.flatMap((r) => (r.isOurs && r.name.startsWith(name) ? r.milliseconds : [])));
  const [native, wasm] = [best("native"), best("wasm")];
  const slowest = Math.max(...timed.map(({ gflops }) => gflops));
  const ratio = (x: number) => (Number.isFinite(x) ? `${significant(x, 2)} x` : "-");
  const rows = records.map((record) => {
    if (!record.verified) return [record.name, "refused", "", "", "", ""];
    const { name, milliseconds: ms, gflops, isOurs } = record;
    const ratios = isOurs ? ["", ""] : [ratio(ms / native), ratio(ms / wasm)];
    return [name, significant(ms), significant(gflops), ...ratios, bar(gflops / slowest, 16, style)];
  });
  const head = ["", "ms", "GFLOP/s", "native is", "wasm is", "speed"];
  const refused = records.flatMap((r) => (r.verified ? [] : [`${r.name}: refused: ${r.reason}.`]));
  const rounds = Math.max(...timed.map((record) => record.rounds));
  const rare = timed.flatMap((r) =>
    r.rounds < rounds ? [`${r.name} takes long: ${r.rounds} of ${rounds} rounds.`] : [],
  );
  const libraries = [...new Set(records.filter((r) => !r.isOurs).map(({ library }) => library))].join(", ");
  const notes = [
    `Times as fast as the peer, our best of each backend. Peers: ${libraries}.`,
    ...rare,
    ...refused,
  ];
  return [groupOf(first), table(head, rows, style), ...notes.map((n) => wrapped(n, style.width))].join("\n");
}

function growthTable(records: readonly GrowthRecord[], style: Style): string {
  const [first] = records;
  if (!first) return "";
  const rows = records.map(({ shape, milliseconds, gflops, bytes, relative }) => [
    shapeName(shape),
    significant(milliseconds),
    significant(gflops),
    megabytes(bytes),
    significant(relative),
  ]);
  const head = ["", "ms", "GFLOP/s", "MiB", "time per FLOP"];
  const title = `${first.cell}: growth in ${first.sweep}, ${first.engine}`;
  return `${title}\n${table(head, rows, style)}\nTime per FLOP is relative to the first row: 1 is growth as counted.`;
}

const shareWords = {
  data: { title: "Making a batch, as a share of a training step", other: "batch, ms", share: "share" },
  update: {
    title: "Gradient norm, clipping and Adam, as a share of a training step",
    other: "update, ms",
    share: "share",
  },
  probe: {
    title: "Recording the profile of every step, against a plain training step",
    other: "with profile, ms",
    share: "costs",
  },
} as const;

function sharesTable(records: readonly ShareRecord[], style: Style): string {
  const [first] = records;
  if (!first) return "";
  const rows = records.map(({ cell, shape, engine, step, other, share }) => [
    `${cell}, ${shapeName(shape)}`,
    engine.split(" ")[0] ?? engine,
    significant(step),
    significant(other),
    `${significant(100 * share, 2)} %`,
  ]);
  const { title, other, share } = shareWords[first.of];
  return `${title}\n${table(["", "backend", "step, ms", other, share], rows, style)}`;
}

function startTable(records: readonly StartTimeRecord[], style: Style): string {
  if (records.length === 0) return "";
  const rows = records.map(({ what, milliseconds, node }) => [
    what,
    significant(milliseconds),
    significant(milliseconds / node, 2),
  ]);
  return `From the start of the process\n${table(["", "ms", "x node -e 0"], rows, style)}`;
}
