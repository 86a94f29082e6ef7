import { peakOf } from "./peaks.js";
import { interleaved } from "./rounds.js";
/** Lets runners, and the limits they are measured against, take turns. */
export async function race(runners, rounds, onRound) {
    if (runners.length === 0)
        return [];
    const peaks = [];
    for (const limit of new Set(runners.flatMap((runner) => runner.limit ?? []))) {
        const contestant = await peakOf(limit);
        if (contestant)
            peaks.push({ limit, contestant });
    }
    const all = await interleaved([...runners, ...peaks.map(({ contestant }) => contestant)], rounds, onRound);
    const best = new Map(peaks.map(({ limit }, i) => [limit, Math.max(...(all[runners.length + i] ?? []))]));
    return runners.map(({ limit }, i) => {
        const peak = limit && best.get(limit);
        return { measured: all[i] ?? [], ...(peak !== undefined && { peak }) };
    });
}
