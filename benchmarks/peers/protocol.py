"""The peers' side of the conversation: one JSON object a line, requests on stdin, answers on stdout.

    <- {"library": "..."}                                    as soon as the library is loaded
    -> {"load": {"cell", "T", "B", "file", "answer"}}        weights and batch are in `file`
    <- {"losses": [...]}                                     of the first training steps; gradients are in `answer`
    -> {"round": 50}                                         train for so many milliseconds
    <- {"milliseconds": 12.3}                                a step
"""

import json
import sys
import time

from safetensors.numpy import load_file, save_file

# The losses that are compared: the first is before any update.
STEPS = 3


def say(answer):
    print(json.dumps(answer), flush=True)


def serve(library, load):
    """`load(request, tensors)` returns the gradients by our names, and a function that makes one training step and
    returns the loss before it as a number."""
    say({"library": library})
    step = None
    for line in sys.stdin:
        request = json.loads(line)
        if "load" in request:
            gradients, step = load(request["load"], load_file(request["load"]["file"]))
            save_file(gradients, request["load"]["answer"])
            say({"losses": [step() for _ in range(STEPS)]})
        else:
            say({"milliseconds": timed(step, request["round"])})


def timed(step, shortest):
    start = time.perf_counter()
    calls = 0
    while True:
        step()
        calls += 1
        elapsed = 1000 * (time.perf_counter() - start)
        if elapsed >= shortest:
            return elapsed / calls
