/** The papers that cells cite, by key. */
export const references = {
    elman1990: "Elman 1990, Finding Structure in Time",
    le2015: "Le, Jaitly & Hinton 2015, A Simple Way to Initialize Recurrent Networks of Rectified Linear Units",
    gers2000: "Gers, Schmidhuber & Cummins 2000, Learning to Forget",
    cho2014: "Cho et al. 2014, Learning Phrase Representations using RNN Encoder-Decoder",
    chung2014: "Chung et al. 2014, Empirical Evaluation of Gated Recurrent Neural Networks; form of cuDNN",
    rumelhart1986: "Rumelhart, Hinton & Williams 1986, Learning representations by back-propagating errors",
};
