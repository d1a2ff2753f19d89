#!/usr/bin/env python3
# The ablation's cost curves from PyTorch: median time of a training step over the vocabulary size,
# on one thread, for a table that is looked up (dense and sparse gradient) or multiplied by one-hot
# rows (dense and CSR). The model is embedding, mean over the text, linear layer: no RNN, so that
# the input layer shows. Needs torch. Usage: tests/bench/input_layers_torch.py [V ...]
import statistics
import sys
import time

import torch

BATCH, LENGTH, DIM, STEPS, MOST_BYTES = 32, 24, 64, 7, 4e9


def zipf_ids(vocabulary):  # the words of 1,000 ranks, spread over the vocabulary
    ranks = torch.multinomial(1 / torch.arange(1.0, 1001), BATCH * LENGTH, replacement=True)
    return ranks * (vocabulary // 1000)


def one_hot(ids, vocabulary, weight):
    return torch.nn.functional.one_hot(ids, vocabulary).to(weight.dtype) @ weight


def csr(ids, vocabulary, weight):
    rows = torch.arange(len(ids) + 1)
    return torch.sparse_csr_tensor(rows, ids, torch.ones(len(ids)), (len(ids), vocabulary)) @ weight


def lookup(sparse):
    return lambda ids, vocabulary, weight: torch.nn.functional.embedding(ids, weight, sparse=sparse)


def step_milliseconds(embed, optimizer, vocabulary):
    torch.manual_seed(1)
    weight = torch.nn.Parameter(torch.randn(vocabulary, DIM))
    linear = torch.nn.Linear(DIM, 2)
    optimizers = [optimizer([weight], lr=1e-3), torch.optim.Adam(linear.parameters(), lr=1e-3)]
    ids, labels = zipf_ids(vocabulary), torch.arange(BATCH) % 2
    times = []
    for _ in range(STEPS):
        begin = time.perf_counter()
        x = embed(ids, vocabulary, weight).view(BATCH, LENGTH, DIM).mean(1)
        torch.nn.functional.cross_entropy(linear(x), labels).backward()
        for each in optimizers:
            each.step()
            each.zero_grad()
        times.append(1e3 * (time.perf_counter() - begin))
    return statistics.median(times[2:])


SERIES = {"lookup, SparseAdam": (lookup(True), torch.optim.SparseAdam),
          "lookup, Adam": (lookup(False), torch.optim.Adam),
          "one_hot CSR, Adam": (csr, torch.optim.Adam),
          "one_hot, Adam": (one_hot, torch.optim.Adam)}

torch.set_num_threads(1)
print("V".rjust(9), *(name.rjust(19) for name in SERIES), "[ms per step]")
for size in [int(v) for v in sys.argv[1:]] or [1000, 10000, 100000, 200000]:
    cells = []
    for name, (embed, optimizer) in SERIES.items():  # ids and one-hot rows: 8 and 4 bytes each
        fits = name != "one_hot, Adam" or 12 * BATCH * LENGTH * size < MOST_BYTES
        cells.append(f"{step_milliseconds(embed, optimizer, size):.3g}" if fits else "-")
    print(f"{size:9}", *(cell.rjust(19) for cell in cells))
