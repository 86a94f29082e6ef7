const usual = {
    minT: () => 1,
    blanks: (T) => [T - 1, T - 1],
    delimiters: () => 1,
    recallAfter: 1,
    scored: "all",
    encoding: "one-hot",
    scalarDelimiter: "next",
    delimiterClass: false,
};
const s4 = {
    ...usual,
    summary: "T blanks, then S delimiters on which the symbols are recalled; only the recall is scored",
    cite: "gu2020",
    blanks: (T) => [T, T],
    delimiters: (S) => S,
    recallAfter: 0,
    scored: "recall",
    delimiterClass: true,
};
export const copyVariants = {
    /** Arjovsky, Shah & Bengio 2016, sec. 4.1; code amarshah/complex_RNN, memory_problem.py. */
    urnn: {
        ...usual,
        summary: "T - 1 blanks, one delimiter, recall from the next step on",
        cite: "arjovsky2016",
    },
    /** Lezcano-Casado & Martínez-Rubio 2019; code lezcano/expRNN, 1_copying.py. */
    exprnn: {
        ...usual,
        summary: "T blanks, one delimiter, recall starts on the delimiter",
        cite: "lezcano2019",
        blanks: (T) => [T, T],
        recallAfter: 0,
    },
    /** Bai, Kolter & Koltun 2018; code locuslab/TCN, copy_memory/utils.py. */
    tcn: {
        ...usual,
        summary: "T - 1 blanks, then delimiters to the end; scalar input",
        cite: "bai2018",
        delimiters: (S) => S + 1,
        encoding: "scalar",
        delimiterClass: true,
    },
    /** Kanuparthi et al. 2019; code bhargav104/h-detach, generator.py. */
    hdetach: { ...usual, summary: "as urnn with scalar input", cite: "kanuparthi2019", encoding: "scalar" },
    /** Kerg et al. 2019; code nnRNN/nnRNN_release, copytask.py (one-hot there with --onehot). */
    nnrnn: { ...usual, summary: "as urnn with scalar input", cite: "kerg2019", encoding: "scalar" },
    /** Vorontsov et al. 2017; code veugene/spectre_release, data.py. */
    spectre: {
        ...usual,
        summary: "as urnn with scalar input, the delimiter is -1",
        cite: "vorontsov2017",
        encoding: "scalar",
        scalarDelimiter: -1,
    },
    /** van der Westhuizen & Lasenby 2018; code JosvanderWesthuizen/janet, prepare_data.py. */
    janet: {
        ...usual,
        summary: "T blanks, one delimiter, recall from the next step on: one step longer than urnn",
        cite: "westhuizen2018",
        blanks: (T) => [T, T],
        delimiterClass: true,
    },
    /** Orhan & Pitkow 2020; code eminorhan/nonnormal-init, generate_data.py. */
    orhan: {
        ...usual,
        summary: "as urnn, but T is the length of the whole sequence",
        cite: "orhan2020",
        minT: (S) => 2 * S + 1,
        blanks: (T, S) => [T - 2 * S - 1, T - 2 * S - 1],
    },
    /** Gu et al. 2020 (HiPPO); code HazyResearch/hippo-code, datasets/copying.py. There A counts blank and delimiter too. */
    s4,
    hippo: { ...s4, summary: "another name for s4" },
    /** Tallec & Ollivier 2018; code zmhammedi/Orthogonal_RNN, copyingVariable: the longest delay gives a urnn sequence. */
    variable: {
        ...usual,
        summary: "1 to T - 1 blanks, drawn for each sequence, one delimiter, recall, blanks to the length of urnn",
        cite: "tallec2018",
        minT: () => 2,
        blanks: (T) => [1, T - 1],
    },
};
