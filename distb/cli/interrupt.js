/**
 * Runs something that Ctrl-C can stop: the first one aborts the signal, so that what was done so far can be shown;
 * the second ends the process at once.
 */
export async function interruptible(terminal, work) {
    const controller = new AbortController();
    const onInterrupt = () => {
        if (controller.signal.aborted)
            process.exit(130);
        terminal.note("Stopping after this step; Ctrl-C again ends at once.");
        controller.abort();
    };
    process.on("SIGINT", onInterrupt);
    try {
        return await work(controller.signal);
    }
    finally {
        process.off("SIGINT", onInterrupt);
    }
}
