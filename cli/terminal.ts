import type { Style } from "../src/report/index.js";

/** The two streams of the process, and what they can show. */
export interface Terminal {
  /** What stdout can show. */
  readonly style: Style;
  /** What stderr can show. */
  readonly notes: Style;
  /** Whether stderr can rewrite its last line. */
  readonly isLive: boolean;
  /** Results: lines on stdout. */
  print(text: string): void;
  /** Remarks and errors: lines on stderr, over the status. */
  note(text: string): void;
  /** The line at the bottom of a live stderr, written over the one before; "" takes it away. */
  status(line: string): void;
}

type Environment = Readonly<Record<string, string | undefined>>;
/** What is used of a stream of the process. */
interface Output {
  write(text: string): unknown;
  on(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  getColorDepth?(env: Environment): number;
}

const COLUMNS = 80;

/**
 * Opens the terminal of a process. A stdout whose reader has gone ends the process quietly: there is nobody left to
 * work for.
 */
export function openTerminal(
  process: { stdout: Output; stderr: Output; env: Environment; exit(code: number): void },
  noColor: boolean,
): Terminal {
  const { stdout, stderr, env } = process;
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(0);
  });
  stderr.on("error", () => undefined);

  const notes = styleOf(stderr, env, noColor);
  let shown = 0;
  const status = (line: string) => {
    if (shown === 0 && line === "") return;
    // Spaces instead of the code that clears a line: it also works where escape codes are not wanted.
    stderr.write(`\r${line.padEnd(shown)}${line === "" ? "\r" : ""}`);
    shown = line.length;
  };
  return {
    style: styleOf(stdout, env, noColor),
    notes,
    isLive: stderr.isTTY === true && env.TERM !== "dumb",
    status,
    note(text) {
      status("");
      stderr.write(`${text}\n`);
    },
    print(text) {
      status("");
      stdout.write(`${text}\n`);
    },
  };
}

/**
 * What a stream can show. Colour only on a terminal that is not dumb, unless it is turned off; ASCII only where the
 * locale names another character set or the terminal is dumb, since an unset locale says nothing about a pipe.
 */
export function styleOf(
  stream: {
    readonly isTTY?: boolean;
    readonly columns?: number;
    getColorDepth?(env: Environment): number;
  },
  env: Environment,
  noColor: boolean,
): Style {
  const isDumb = env.TERM === "dumb";
  const depth = stream.getColorDepth?.(env);
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return {
    width: stream.columns || Number(env.COLUMNS) || COLUMNS,
    color: stream.isTTY === true && !isDumb && !noColor && !env.NO_COLOR,
    depth: depth === 24 || depth === 8 ? depth : 4,
    unicode: !isDumb && (!locale || /utf-?8/i.test(locale)),
  };
}
