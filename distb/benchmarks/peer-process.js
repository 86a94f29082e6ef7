import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
/** Seconds after which a peer counts as not answering; the slowest compile for a minute. */
const PATIENCE = 300;
/** A library in a process of its own, which answers each request, a line of JSON, with a line of JSON. */
export class PeerProcess {
    child;
    lines;
    complaints = "";
    failure;
    constructor(command, argv, cwd) {
        // In a group of its own, so that Ctrl-C is heard by us alone; it ends when its stdin does.
        this.child = spawn(command, argv, { cwd, detached: true });
        this.child.on("error", (e) => {
            this.failure = e;
        });
        this.child.stdin.on("error", () => undefined); // the missing answer says it
        this.child.stderr.on("data", (data) => {
            this.complaints += data.toString();
        });
        this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    }
    /** What it says of itself when it is ready. */
    async library() {
        return String((await this.answer()).library);
    }
    async ask(request) {
        this.child.stdin.write(`${JSON.stringify(request)}\n`);
        return this.answer();
    }
    end() {
        this.child.kill();
    }
    async answer() {
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
            if (!value.startsWith("{"))
                continue;
            clearTimeout(timer);
            return JSON.parse(value);
        }
    }
}
/** The line that says what went wrong: in Python the last, in Node the one that names an error. */
function lastWords(text) {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    const line = lines.findLast((one) => /^\S*(Error|Exception)\b/.test(one)) ?? lines.at(-1);
    return line?.trim() ?? "it ended without a word";
}
