#!/usr/bin/env node
import { readFileSync } from "node:fs";
const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
const argv = process.argv.slice(2);
// Answered here, so that it costs no more than starting Node.
if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V"))
    process.stdout.write(`${version}\n`);
else {
    const { main } = await import("./program.js");
    process.exitCode = await main(argv, version);
}
