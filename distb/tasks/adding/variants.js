const usual = {
    minT: 2,
    lengths: (T) => [T, T],
    lengthPer: "batch",
    first: (L) => [0, Math.floor(L / 2)],
    second: (L) => [Math.floor(L / 2), L],
    apart: "disjoint",
    values: [0, 1],
    offset: 0,
    scale: 1,
    valueChannel: 0,
    centred: false,
};
const tenth = (n) => Math.floor(n / 10);
export const addingVariants = {
    /** Arjovsky, Shah & Bengio 2016, sec. 4.2; code amarshah/complex_RNN, adding_problem.py. */
    urnn: {
        ...usual,
        summary: "one marker in each half, values in [0, 1], target the sum",
        cite: "arjovsky2016",
    },
    /** Hochreiter & Schmidhuber 1997, sec. 5.4. Reading: when pair 0 is marked its marker stays -1. */
    hs97: {
        ...usual,
        summary: "the original: markers early, -1 at both ends, values in [-1, 1], lengths T to 1.1 T",
        cite: "hochreiter1997",
        minT: 20,
        lengths: (T) => [T, T + tenth(T)],
        lengthPer: "row",
        first: () => [0, 10],
        // "the first T/2 - 1 still unmarked pairs": the first T/2 pairs without the marked one.
        second: (_, T) => [0, Math.floor(T / 2)],
        apart: "redraw",
        ends: (L) => [0, L - 1],
        values: [-1, 1],
        offset: 0.5,
        scale: 1 / 4,
    },
    /** Bai, Kolter & Koltun 2018; code locuslab/TCN, adding_problem/utils.py. Their no-skill loss 0.1767 is a misprint. */
    tcn: {
        ...usual,
        summary: "two different steps anywhere",
        cite: "bai2018",
        first: (L) => [0, L],
        second: (L) => [0, L],
        apart: "redraw",
    },
    /** Mhammedi et al. 2017; code zmhammedi/Orthogonal_RNN, toy_problems.py. */
    orn: {
        ...usual,
        summary: "two steps anywhere but the last; on a collision the second moves on one step",
        cite: "mhammedi2017",
        first: (L) => [0, L - 1],
        second: (L) => [0, L - 1],
        apart: "next",
    },
    /** Helfrich, Willmott & Ye 2018; code SpartinStuff/scoRNN, scoRNN_adding.py. */
    scornn: {
        ...usual,
        summary: "one marker in each half, the halves split at (T - 1)/2",
        cite: "helfrich2018",
        minT: 3,
        first: (L) => [0, Math.floor((L - 1) / 2)],
        second: (L) => [Math.floor((L - 1) / 2), L],
    },
    /** Pascanu, Mikolov & Bengio 2013; code pascanur/trainingRNNs, addition.py, which the docstring there contradicts. */
    pascanu: {
        ...usual,
        summary: "markers in [0, .1 L) and [.1 L, .5 L), target the mean, marker channel first, one length a batch",
        cite: "pascanu2013",
        minT: 10,
        lengths: (T) => [T, T + tenth(T) - 1],
        first: (L) => [0, tenth(L)],
        second: (L) => [tenth(L), tenth(L) + Math.floor((2 * L) / 5)],
        scale: 1 / 2,
        valueChannel: 1,
    },
    /**
     * Martens & Sutskever 2011, Sutskever's thesis 2013.
     * Deviates: the published ranges [1, L/10] and [L/10, L/2] share a step; here the second starts one later.
     */
    sutskever: {
        ...usual,
        summary: "markers in [1, L/10] and (L/10, L/2], -1 at the start and near the end, target the mean",
        cite: "martens2011",
        minT: 10,
        lengths: (T) => [T, T + tenth(T)],
        lengthPer: "row",
        first: (L) => [1, tenth(L) + 1],
        second: (L) => [tenth(L) + 1, Math.floor(L / 2) + 1],
        ends: (L) => [0, L - 3],
        scale: 1 / 2,
    },
    /** Raffel & Ellis 2015; code craffel's lstm_problems.py. There float rounding sometimes leaves out the length 1.1 T. */
    raffel: {
        ...usual,
        summary: "as hs97, but step 0 is never marked",
        cite: "raffel2015",
        minT: 22,
        lengths: (T) => [T, T + tenth(T)],
        lengthPer: "row",
        first: () => [1, 10],
        second: (L) => [1, Math.floor(L / 2) - 1],
        apart: "redraw",
        ends: (L) => [0, L - 1],
        values: [-1, 1],
        offset: 0.5,
        scale: 1 / 4,
    },
    /** Lasagne, examples/recurrent.py (there T = 50). Padding is shifted with the inputs, as there. */
    lasagne: {
        ...usual,
        summary: "first marker in [0, L/10), inputs and targets centred over the batch, lengths T to 1.1 T",
        cite: "lasagne",
        minT: 10,
        lengths: (T) => [T, T + tenth(T) - 1],
        lengthPer: "row",
        first: (L) => [0, tenth(L)],
        centred: true,
    },
    /** Vorontsov et al. 2017; code veugene/spectre_release, data.py, which halves the sum that the paper asks for. */
    spectre: {
        ...usual,
        summary: "as urnn, but the target is the mean",
        cite: "vorontsov2017",
        scale: 1 / 2,
    },
};
