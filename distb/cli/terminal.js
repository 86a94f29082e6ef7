const COLUMNS = 80;
/**
 * Opens the terminal of a process. A stdout whose reader has gone ends the process quietly: there is nobody left to
 * work for.
 */
export function openTerminal(process, noColor) {
    const { stdout, stderr, env } = process;
    stdout.on("error", (error) => {
        if (error.code !== "EPIPE")
            throw error;
        process.exit(0);
    });
    stderr.on("error", () => undefined);
    const notes = styleOf(stderr, env, noColor);
    let shown = 0;
    const status = (line) => {
        if (shown === 0 && line === "")
            return;
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
export function styleOf(stream, env, noColor) {
    const isDumb = env.TERM === "dumb";
    const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
    return {
        width: stream.columns || Number(env.COLUMNS) || COLUMNS,
        color: stream.isTTY === true && !isDumb && !noColor && !env.NO_COLOR,
        unicode: !isDumb && (!locale || /utf-?8/i.test(locale)),
    };
}
