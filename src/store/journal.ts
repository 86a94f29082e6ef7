import { createHash, type Hash } from "node:crypto";
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from "node:fs";

const CHUNK = 1 << 16;
const NEWLINE = 10;

/**
 * A file of lines that only grows. A line that cannot be written as a whole is taken back, so that the file always ends
 * with a whole one, unless the process is killed while it writes.
 *
 * A journal opened at an earlier place writes again what it had from there on: as long as the lines are the same, the file
 * is left as it is; with the first that differs, the old end is cut off.
 */
export class Journal {
  private constructor(
    private readonly file: number,
    private end: number,
    private size: number,
    private readonly hash: Hash,
  ) {}

  /** Opens or makes the file, to go on behind so many bytes; by default behind its last whole line. */
  static open(path: string, end?: number): Journal {
    closeSync(openSync(path, "a"));
    const file = openSync(path, "r+");
    const begin = end ?? wholeLines(path);
    return new Journal(file, begin, fstatSync(file).size, hashOf(path, begin));
  }

  /** Bytes of the lines written so far. */
  get bytes(): number {
    return this.end;
  }

  /** SHA-256, in hex, of the lines written so far. */
  get sha256(): string {
    return this.hash.copy().digest("hex");
  }

  append(line: string): void {
    const bytes = Buffer.from(`${line}\n`);
    if (this.end === this.size || !this.isThere(bytes)) this.write(bytes);
    this.end += bytes.length;
    this.hash.update(bytes);
  }

  private write(bytes: Buffer): void {
    if (this.end < this.size) this.cut();
    try {
      for (let done = 0; done < bytes.length; )
        done += writeSync(this.file, bytes, done, bytes.length - done, this.end + done);
    } catch (e) {
      this.takeBack();
      throw e;
    }
    this.size = this.end + bytes.length;
  }

  /** Cuts off what an earlier process wrote beyond the end of the run. */
  finish(): void {
    if (this.end < this.size) this.cut();
    this.sync();
  }

  /** Brings all lines to the disk. */
  sync(): void {
    fsyncSync(this.file);
  }

  close(): void {
    closeSync(this.file);
  }

  private isThere(bytes: Buffer): boolean {
    const old = Buffer.alloc(bytes.length);
    return readSync(this.file, old, 0, old.length, this.end) === old.length && old.equals(bytes);
  }

  /** Where even that fails, readers leave out what has no end. */
  private takeBack(): void {
    try {
      this.cut();
    } catch {}
  }

  private cut(): void {
    ftruncateSync(this.file, this.end);
    this.size = this.end;
  }
}

/** SHA-256, in hex, of the first `bytes` bytes of a file; undefined when it is shorter. */
export function sha256Of(path: string, bytes: number): string | undefined {
  return statSync(path).size < bytes ? undefined : hashOf(path, bytes).digest("hex");
}

function hashOf(path: string, bytes: number): Hash {
  const hash = createHash("sha256");
  for (const part of chunks(path, bytes)) hash.update(part);
  return hash;
}

/** The whole lines of a file, without their ends, of its first `bytes` bytes; what follows the last newline is left out. */
export function* readLines(path: string, bytes?: number): Generator<string> {
  let rest: Buffer[] = [];
  for (const chunk of chunks(path, bytes)) {
    let from = 0;
    for (let to = chunk.indexOf(NEWLINE); to >= 0; to = chunk.indexOf(NEWLINE, from)) {
      yield Buffer.concat([...rest, chunk.subarray(from, to)]).toString();
      rest = [];
      from = to + 1;
    }
    if (from < chunk.length) rest.push(Buffer.from(chunk.subarray(from)));
  }
}

/** How many of the first `bytes` bytes of a file are whole lines. */
function wholeLines(path: string, bytes?: number): number {
  let whole = 0;
  for (const line of readLines(path, bytes)) whole += Buffer.byteLength(line) + 1;
  return whole;
}

/** The first `bytes` bytes of a file, piece by piece; a piece is good until the next one. */
function* chunks(path: string, bytes = Number.POSITIVE_INFINITY): Generator<Buffer> {
  const file = openSync(path, "r");
  try {
    const chunk = Buffer.alloc(CHUNK);
    for (let at = 0; at < bytes; ) {
      const n = readSync(file, chunk, 0, Math.min(CHUNK, bytes - at), at);
      if (n === 0) return;
      at += n;
      yield chunk.subarray(0, n);
    }
  } finally {
    closeSync(file);
  }
}
