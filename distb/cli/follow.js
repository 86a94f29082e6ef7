/** Listens to a run until its end; `onRecord` hears every record first. */
export async function follow(name, records, onRecord) {
    const losses = [];
    const evaluations = [];
    const profiles = {};
    let start;
    let end;
    for await (const record of records) {
        onRecord(record);
        if (record.kind === "start")
            start = record;
        else if (record.kind === "step")
            losses.push({ x: record.step, y: record.loss });
        else if (record.kind === "evaluation")
            evaluations.push({ x: record.step, y: record.loss });
        else if (record.kind === "profile")
            profiles[record.step === 0 ? "profileAtStart" : "profileAtEnd"] = record.profile;
        else
            end = record;
    }
    if (!start || !end)
        throw new Error("the run ended without its start or end record");
    return { name, start, end, losses, evaluations, ...profiles };
}
