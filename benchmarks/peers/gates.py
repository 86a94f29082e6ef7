"""How a library's stacked weights are made of our tensors, one a gate, and taken apart again."""

import numpy as np

# The names after W, U and b in the order in which the libraries stack them.
GATES = {"rnn": [""], "lstm": ["i", "f", "g", "o"], "gru": ["r", "z", "n"]}


def stack(tensors, kind, cell):
    """[gates·H, X], [gates·H, H] or [gates·H]."""
    return np.concatenate([tensors[f"0.{kind}{gate}"] for gate in GATES[cell]])


def unstack(stacked, kind, cell):
    parts = np.split(np.asarray(stacked), len(GATES[cell]))
    return {f"0.{kind}{gate}": np.ascontiguousarray(part) for gate, part in zip(GATES[cell], parts)}
