/** The papers that cells cite, by key: authors, year, title, venue. */
export const references: Readonly<Record<string, string>> = {
  elman1990: "Elman 1990, Finding Structure in Time, Cognitive Science 14",
  le2015:
    "Le, Jaitly & Hinton 2015, A Simple Way to Initialize Recurrent Networks of Rectified Linear Units, arXiv:1504.00941",
  li2018: "Li, Li, Cook, Zhu & Gao 2018, Independently Recurrent Neural Network (IndRNN), CVPR",
  chang2019: "Chang, Chen, Haber & Chi 2019, AntisymmetricRNN: A Dynamical System View, ICLR",
  rusch2021: "Rusch & Mishra 2021, Coupled Oscillatory Recurrent Neural Network (coRNN), ICLR",
  rusch2022: "Rusch, Mishra, Erichson & Mahoney 2022, Long Expressive Memory for Sequence Modeling, ICLR",
  orvieto2023: "Orvieto et al. 2023, Resurrecting Recurrent Neural Networks for Long Sequences, ICML",
  mikolov2015:
    "Mikolov, Joulin, Chopra, Mathieu & Ranzato 2015, Learning Longer Memory in Recurrent Neural Networks, ICLR workshop",
  zilly2017: "Zilly, Srivastava, Koutník & Schmidhuber 2017, Recurrent Highway Networks, ICML",
  hochreiter1997: "Hochreiter & Schmidhuber 1997, Long Short-Term Memory, Neural Computation 9",
  gers2000: "Gers, Schmidhuber & Cummins 2000, Learning to Forget, Neural Computation 12",
  gers2002:
    "Gers, Schraudolph & Schmidhuber 2002, Learning Precise Timing with LSTM Recurrent Networks, JMLR 3",
  greff2017: "Greff et al. 2017, LSTM: A Search Space Odyssey, IEEE TNNLS 28",
  westhuizen2018:
    "van der Westhuizen & Lasenby 2018, The unreasonable effectiveness of the forget gate, arXiv:1804.04849",
  cho2014:
    "Cho et al. 2014, Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine Translation, EMNLP",
  chung2014:
    "Chung et al. 2014, Empirical Evaluation of Gated Recurrent Neural Networks on Sequence Modeling, NIPS workshop; form of cuDNN",
  zhou2016:
    "Zhou, Wu, Zhang & Zhou 2016, Minimal Gated Unit for Recurrent Neural Networks, Int. J. Automation and Computing 13",
  collins2017:
    "Collins, Sohl-Dickstein & Sussillo 2017, Capacity and Trainability in Recurrent Neural Networks, ICLR",
  feng2024: "Feng, Tung, Ahmed, Bengio & Hajimirsadeghi 2024, Were RNNs All We Needed?, arXiv:2410.01201",
  lukosevicius2012:
    "Lukoševičius 2012, A Practical Guide to Applying Echo State Networks, Neural Networks: Tricks of the Trade",
  jaeger2002: "Jaeger 2002, Short term memory in echo state networks, GMD Report 152",
  ba2016: "Ba, Kiros & Hinton 2016, Layer Normalization, arXiv:1607.06450",
  rumelhart1986:
    "Rumelhart, Hinton & Williams 1986, Learning representations by back-propagating errors, Nature 323",
  nair2010: "Nair & Hinton 2010, Rectified Linear Units Improve Restricted Boltzmann Machines",
  maas2013: "Maas, Hannun & Ng 2013, Rectifier Nonlinearities Improve Neural Network Acoustic Models",
  gal2016:
    "Gal & Ghahramani 2016, A Theoretically Grounded Application of Dropout in Recurrent Neural Networks, NIPS",
  krueger2017:
    "Krueger et al. 2017, Zoneout: Regularizing RNNs by Randomly Preserving Hidden Activations, ICLR",
  kanuparthi2019:
    "Kanuparthi et al. 2019, h-detach: Modifying the LSTM Gradient Towards Better Optimization, ICLR",
  graves2013: "Graves 2013, Generating Sequences With Recurrent Neural Networks, arXiv:1308.0850",
  cooijmans2016:
    "Cooijmans et al. 2017, Recurrent Batch Normalization, ICLR (arXiv:1603.09025, 2016); feed-forward: Ioffe & Szegedy 2015, Batch Normalization, ICML",
  he2016: "He et al. 2016, Deep Residual Learning for Image Recognition",
  zhang2016: "Zhang et al. 2016, Architectural Complexity Measures of Recurrent Neural Networks, NIPS",
  salimans2016: "Salimans & Kingma 2016, Weight Normalization, NIPS",
  lezcano2019:
    "Lezcano-Casado & Martínez-Rubio 2019, Cheap Orthogonal Constraints in Neural Networks, ICML; kind cayley: Helfrich, Willmott & Ye 2018, Orthogonal Recurrent Neural Networks with Scaled Cayley Transform, ICML",
  vorontsov2017:
    "Vorontsov, Trabelsi, Kadoury & Pal 2017, On orthogonality and learning recurrent networks with long term dependencies, ICML",
  he2015: "He et al. 2015, Delving Deep into Rectifiers",
  clevert2016: "Clevert, Unterthiner & Hochreiter 2016, Fast and Accurate Deep Network Learning by ELUs",
  klambauer2017: "Klambauer et al. 2017, Self-Normalizing Neural Networks",
  hendrycks2016: "Hendrycks & Gimpel 2016, Gaussian Error Linear Units",
};
