import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Seconds after which a peer counts as not answering; the slowest compile for a minute. */
const PATIENCE = 300;

/** A library in a process of its own, which answers each request, a line of JSON, with a line of JSON. */
export class PeerProcess {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private complaints = "";
  private failure: Error | undefined;

  constructor(command: string, argv: readonly string[], cwd: string) {
    // In a group of its own, so that Ctrl-C is heard by us alone; it ends when its stdin does.
    this.child = spawn(command, argv, { cwd, detached: true });
    this.child.on("error", (e) => {
      this.failure = e;
    });
    this.child.stdin.on("error", () => undefined); // the missing answer says it
    this.child.stderr.on("data", (data: Buffer) => {
      this.complaints += data.toString();
    });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  /** What it says of itself when it is ready. */
  async library(): Promise<string> {
    return String((await this.answer()).library);
  }

  async ask(request: unknown): Promise<Readonly<Record<string, unknown>>> {
    this.child.stdin.write(`${JSON.stringify(request)}\n`);
    return this.answer();
  }

  end(): void {
    this.child.kill();
  }

  private async answer(): Promise<Readonly<Record<string, unknown>>> {
    const timer = setTimeout(() => {
      this.failure = new Error(`no answer within ${PATIENCE} s`);
      this.end();
    }, 1000 * PATIENCE);
    // A library may print lines of its own.
    for (;;) {
      const { value, done } = await this.lines.next();
      if (done) {
        clearTimeout(timer);
        throw this.failure ?? new Error(lastWords(this.complaints));
      }
      if (!value.startsWith("{")) continue;
      clearTimeout(timer);
      return JSON.parse(value) as Readonly<Record<string, unknown>>;
    }
  }
}

/** The line that says what went wrong: in Python the last, in Node the one that names an error. */
function lastWords(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const line = lines.findLast((one) => /^\S*(Error|Exception)\b/.test(one)) ?? lines.at(-1);
  return line?.trim() ?? "it ended without a word";
}
