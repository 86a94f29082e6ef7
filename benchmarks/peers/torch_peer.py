"""PyTorch: nn.RNN, nn.LSTM and nn.GRU as its users train them. Arguments: the number of threads, and `compile` for
torch.compile."""

import sys

import torch
from gates import stack, unstack
from protocol import serve
from torch import nn

THREADS = int(sys.argv[1])
COMPILE = "compile" in sys.argv
CELLS = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}


class Network(nn.Module):
    def __init__(self, cell, inputs, hidden):
        super().__init__()
        self.rnn = CELLS[cell](inputs, hidden)
        self.readout = nn.Linear(hidden, 1)

    def forward(self, x, target):
        h, _ = self.rnn(x)
        return nn.functional.mse_loss(self.readout(h[-1]), target)


def load(request, tensors):
    cell = request["cell"]
    x = torch.from_numpy(tensors["x"])
    target = torch.from_numpy(tensors["target"])
    inputs, hidden = x.shape[2], tensors["readout.V"].shape[1]
    network = Network(cell, inputs, hidden)
    rnn, readout = network.rnn, network.readout
    values = {
        rnn.weight_ih_l0: stack(tensors, "W", cell),
        rnn.weight_hh_l0: stack(tensors, "U", cell),
        rnn.bias_ih_l0: stack(tensors, "b", cell),
        readout.weight: tensors["readout.V"],
        readout.bias: tensors["readout.d"],
    }
    with torch.no_grad():
        for parameter, value in values.items():
            parameter.copy_(torch.from_numpy(value))
        rnn.bias_hh_l0.zero_()
        if cell == "gru":
            rnn.bias_hh_l0[2 * hidden :] = torch.from_numpy(tensors["0.cn"])
    # Here every gate has two biases, which are added: ours is the first, and the second must not learn as well.
    if cell == "gru":
        candidate = torch.cat([torch.zeros(2 * hidden), torch.ones(hidden)])
        rnn.bias_hh_l0.register_hook(lambda gradient: gradient * candidate)
    else:
        rnn.bias_hh_l0.requires_grad_(False)

    parameters = [p for p in network.parameters() if p.requires_grad]
    optimiser = torch.optim.Adam(parameters, lr=5e-3, fused=True)
    run = torch.compile(network) if COMPILE else network

    def differentiate():
        optimiser.zero_grad(set_to_none=True)
        loss = run(x, target)
        loss.backward()
        return loss

    def step():
        loss = differentiate()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        return loss.item()

    differentiate()
    gradients = {
        **unstack(rnn.weight_ih_l0.grad, "W", cell),
        **unstack(rnn.weight_hh_l0.grad, "U", cell),
        **unstack(rnn.bias_ih_l0.grad, "b", cell),
        "readout.V": readout.weight.grad.numpy(),
        "readout.d": readout.bias.grad.numpy(),
    }
    if cell == "gru":
        gradients["0.cn"] = rnn.bias_hh_l0.grad[2 * hidden :].numpy()
    return {name: gradient.copy() for name, gradient in gradients.items()}, step


torch.set_num_threads(THREADS)
serve(f"PyTorch {torch.__version__}", load)
