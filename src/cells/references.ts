/** The papers that cells cite, by key. */
export const references: Readonly<Record<string, string>> = {
  elman1990: "Elman 1990, Finding Structure in Time",
  le2015: "Le, Jaitly & Hinton 2015, A Simple Way to Initialize Recurrent Networks of Rectified Linear Units",
  gers2000: "Gers, Schmidhuber & Cummins 2000, Learning to Forget",
  cho2014: "Cho et al. 2014, Learning Phrase Representations using RNN Encoder-Decoder",
  chung2014: "Chung et al. 2014, Empirical Evaluation of Gated Recurrent Neural Networks; form of cuDNN",
  rumelhart1986: "Rumelhart, Hinton & Williams 1986, Learning representations by back-propagating errors",
  nair2010: "Nair & Hinton 2010, Rectified Linear Units Improve Restricted Boltzmann Machines",
  maas2013: "Maas, Hannun & Ng 2013, Rectifier Nonlinearities Improve Neural Network Acoustic Models",
  he2015: "He et al. 2015, Delving Deep into Rectifiers",
  clevert2016: "Clevert, Unterthiner & Hochreiter 2016, Fast and Accurate Deep Network Learning by ELUs",
  klambauer2017: "Klambauer et al. 2017, Self-Normalizing Neural Networks",
  hendrycks2016: "Hendrycks & Gimpel 2016, Gaussian Error Linear Units",
};
