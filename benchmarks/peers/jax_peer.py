"""JAX: the whole training step under jit, the gradient of a lax.scan. The input's product stands before the scan, and
the gates of a step are one product, as its users write it when speed matters (unrolling the
scan made it slower). Argument: the number of threads."""

import os
import sys

# XLA starts as many threads as it may run on.
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(sys.argv[1])])

import jax
import jax.numpy as jnp
from gates import stack, unstack
from jax import lax
from jax.nn import sigmoid
from protocol import serve


def rnn(p, xs, h):
    def step(h, x):
        return jnp.tanh(x + h @ p["U"]), None

    return lax.scan(step, h, xs)[0]


def lstm(p, xs, h):
    def step(state, x):
        h, c = state
        i, f, g, o = jnp.split(x + h @ p["U"], 4, axis=-1)
        c = sigmoid(f) * c + sigmoid(i) * jnp.tanh(g)
        return (sigmoid(o) * jnp.tanh(c), c), None

    return lax.scan(step, (h, h), xs)[0][0]


def gru(p, xs, h):
    def step(h, x):
        xr, xz, xn = jnp.split(x, 3, axis=-1)
        hr, hz, hn = jnp.split(h @ p["U"], 3, axis=-1)
        r, z = sigmoid(xr + hr), sigmoid(xz + hz)
        n = jnp.tanh(xn + r * (hn + p["cn"]))
        return n + z * (h - n), None

    return lax.scan(step, h, xs)[0]


CELLS = {"rnn": rnn, "lstm": lstm, "gru": gru}


def load(request, tensors):
    cell = request["cell"]
    x, target = jnp.asarray(tensors["x"]), jnp.asarray(tensors["target"])
    parameters = {
        "W": jnp.asarray(stack(tensors, "W", cell).T),
        "U": jnp.asarray(stack(tensors, "U", cell).T),
        "b": jnp.asarray(stack(tensors, "b", cell)),
        "V": jnp.asarray(tensors["readout.V"].T),
        "d": jnp.asarray(tensors["readout.d"]),
        **({"cn": jnp.asarray(tensors["0.cn"])} if cell == "gru" else {}),
    }
    start = jnp.zeros((x.shape[1], parameters["U"].shape[0]), jnp.float32)

    def loss(p):
        h = CELLS[cell](p, x @ p["W"] + p["b"], start)
        return jnp.mean((h @ p["V"] + p["d"] - target) ** 2)

    differentiate = jax.value_and_grad(loss)

    @jax.jit
    def update(p, mean, square, rate, root):
        value, gradients = differentiate(p)
        norm = jnp.sqrt(sum(jnp.sum(g * g) for g in jax.tree.leaves(gradients)))
        gradients = jax.tree.map(lambda g: g * jnp.minimum(1.0, 1.0 / norm), gradients)
        mean = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, mean, gradients)
        square = jax.tree.map(lambda s, g: 0.999 * s + 0.001 * g * g, square, gradients)
        p = jax.tree.map(lambda v, m, s: v - rate * m / (jnp.sqrt(s) / root + 1e-8), p, mean, square)
        return value, p, mean, square

    zeros = jax.tree.map(jnp.zeros_like, parameters)
    state = [parameters, zeros, zeros]
    count = 0

    def step():
        nonlocal state, count
        count += 1
        value, *state = update(*state, 5e-3 / (1 - 0.9**count), (1 - 0.999**count) ** 0.5)
        return float(value)

    _, g = jax.jit(differentiate)(parameters)
    gradients = {
        **unstack(g["W"].T, "W", cell),
        **unstack(g["U"].T, "U", cell),
        **unstack(g["b"], "b", cell),
        "readout.V": g["V"].T,
        "readout.d": g["d"],
        **({"0.cn": g["cn"]} if cell == "gru" else {}),
    }
    return {name: jax.device_get(gradient).copy() for name, gradient in gradients.items()}, step


serve(f"JAX {jax.__version__}", load)
