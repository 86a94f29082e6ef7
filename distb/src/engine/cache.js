import { createHash, randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync, } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import envPaths from "env-paths";
const hash = (data) => createHash("sha256").update(data).digest("hex");
/** With its parents, one after another: Node's own recursion does not end below /proc. */
function makeFolder(path) {
    if (existsSync(path))
        return;
    makeFolder(dirname(path));
    try {
        mkdirSync(path, { mode: 0o700 });
    }
    catch (e) {
        if (!existsSync(path))
            throw e; // another process may have been first
    }
}
/**
 * Compiled code by content: the key is a hash of everything that decides it. An entry is a file and its hash;
 * both are written under another name and renamed, so that a reader, or a second process, sees all or nothing.
 */
export class CompileCache {
    folder;
    static opened = new Map();
    constructor(folder) {
        this.folder = folder;
    }
    /**
     * The user's cache folder (`HINDSIGHT_CACHE` names another), readable by its owner only; where it cannot be
     * used, a fresh private folder for this process, which `notice` is told.
     */
    static open(notice) {
        const wanted = process.env.HINDSIGHT_CACHE ?? envPaths("hindsight", { suffix: "" }).cache;
        const known = CompileCache.opened.get(wanted);
        if (known)
            return known;
        const made = CompileCache.make(wanted, notice);
        CompileCache.opened.set(wanted, made);
        return made;
    }
    static make(wanted, notice) {
        try {
            makeFolder(wanted);
            const { uid } = statSync(wanted);
            if (process.getuid && uid !== process.getuid())
                throw new Error("it belongs to another user");
            chmodSync(wanted, 0o700);
            const probe = join(wanted, `.probe-${randomBytes(6).toString("hex")}`);
            writeFileSync(probe, "");
            rmSync(probe);
            return new CompileCache(wanted);
        }
        catch (e) {
            const why = e instanceof Error ? e.message : String(e);
            const folder = mkdtempSync(join(tmpdir(), "hindsight-"));
            process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
            notice(`the compile cache ${wanted} cannot be used (${why}); compiling without keeping the result. Set HINDSIGHT_CACHE to a folder of your own.`);
            return new CompileCache(folder);
        }
    }
    /** Path of the file for `content`; `build` writes it when it is missing or damaged. */
    entry(content, suffix, build) {
        const path = join(this.folder, hash(content) + suffix);
        if (!this.intact(path))
            this.put(path, build);
        return path;
    }
    intact(path) {
        try {
            return hash(readFileSync(path)) === readFileSync(`${path}.sha256`, "utf8");
        }
        catch {
            return false;
        }
    }
    put(path, build) {
        const temporary = `${path}.${process.pid}-${randomBytes(6).toString("hex")}`;
        try {
            build(temporary);
            chmodSync(temporary, 0o700);
            writeFileSync(`${temporary}.sha256`, hash(readFileSync(temporary)), { mode: 0o600 });
            renameSync(temporary, path);
            renameSync(`${temporary}.sha256`, `${path}.sha256`);
        }
        finally {
            rmSync(temporary, { force: true });
            rmSync(`${temporary}.sha256`, { force: true });
        }
    }
}
