#!/usr/bin/env python3
# Compares the speed of textrnn and PyTorch on this machine. In every round both run in turn, each
# in a new process, so that a disturbance of the machine falls on both. PyTorch has prepared batches,
# fused Adam, and the best of 1 or all threads and of dense or sparse gradients; the steps of textrnn
# include packing. Needs torch and numpy. Usage: tests/bench/compare_torch.py --help.
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time

SHAPES = {  # V, D, H, B, T; T = 0: lengths distributed as in IMDB
    "small": (10000, 32, 32, 32, 64),
    "medium": (20000, 100, 128, 32, 128),
    "large": (30000, 128, 512, 64, 256),
    "imdb": (20000, 100, 128, 32, 0),
}
CELLS = ["rnn", "gru", "lstm"]
PARTS = ["training", "text", "start", "sweeps"]
LINE = " ".join(f"w{i}" for i in range(20))


# ------------------------------------------------------------------- PyTorch, in a new process


def peak_megabytes():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


def peer_model(torch, shape, cell, sparse):
    vocabulary, dim, hidden = SHAPES[shape][:3]
    layers = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}
    return torch.nn.ModuleDict({
        "embedding": torch.nn.Embedding(vocabulary, dim, sparse=sparse),
        "rnn": layers[cell](dim, hidden, batch_first=True),
        "classifier": torch.nn.Linear(hidden, 2),
    })


def logits(torch, model, ids, lengths):
    """Logits [B, C] of ids [B, T], or of a PackedSequence of ids and its lengths; mean pooling."""
    if lengths is None:
        return model["classifier"](model["rnn"](model["embedding"](ids))[0].mean(1))
    vectors = torch.nn.utils.rnn.PackedSequence(model["embedding"](ids.data), ids.batch_sizes)
    states, _ = torch.nn.utils.rnn.pad_packed_sequence(model["rnn"](vectors)[0], batch_first=True)
    return model["classifier"](states.sum(1) / lengths.unsqueeze(1))


def peer_batches(torch, shape):
    """Ids drawn from Zipf's law. imdb: 16 batches with lengths e^(5.16 + 0.75 z) <= 400, sorted."""
    import numpy
    vocabulary, _, _, size, length = SHAPES[shape]
    random = numpy.random.default_rng(1)
    sums = numpy.cumsum(1 / numpy.arange(1, vocabulary + 1))

    def words(*dims):
        found = numpy.searchsorted(sums, random.random(dims) * sums[-1])
        return torch.from_numpy(numpy.minimum(found, vocabulary - 1))

    labels = torch.arange(size) % 2
    if length:
        return [(words(size, length), None, labels) for _ in range(2)]
    drawn = numpy.exp(5.16 + 0.75 * random.standard_normal(16 * size)).clip(1, 400).astype(int)
    batches = []
    for part in numpy.sort(drawn)[::-1].reshape(16, size):
        lengths = torch.from_numpy(part.copy())
        packed = torch.nn.utils.rnn.pack_padded_sequence(words(size, int(part[0])), lengths,
                                                         batch_first=True)
        batches.append((packed, lengths, labels))
    random.shuffle(batches)
    return batches


def peer_training(torch, task):
    model = peer_model(torch, task["shape"], task["cell"], task["sparse"])
    table = list(model["embedding"].parameters())
    rest = list(model["rnn"].parameters()) + list(model["classifier"].parameters())
    dense = rest if task["sparse"] else table + rest
    optimizers = [torch.optim.Adam(dense, lr=1e-3, fused=True)]
    if task["sparse"]:
        optimizers.append(torch.optim.SparseAdam(table, lr=1e-3))
    batches = peer_batches(torch, task["shape"])

    def step(ids, lengths, labels):
        for optimizer in optimizers:
            optimizer.zero_grad()
        scores = logits(torch, model, ids, lengths)
        torch.nn.functional.cross_entropy(scores, labels).backward()
        torch.nn.utils.clip_grad_norm_(dense, 5)  # does not accept sparse gradients
        for optimizer in optimizers:
            optimizer.step()

    for batch in batches:
        step(*batch)
    tokens, start = 0, time.perf_counter()
    while tokens == 0 or time.perf_counter() - start < task["seconds"]:
        for batch in batches:
            step(*batch)
            tokens += batch[0].numel() if batch[1] is None else batch[0].data.numel()
    return {"tokens_per_s": tokens / (time.perf_counter() - start)}


def peer_text(torch, task):
    model = peer_model(torch, "medium", task["cell"], False)
    text = peer_batches(torch, "medium")[0][0].reshape(-1)[:task["tokens"]].reshape(1, -1)
    milliseconds = []
    with torch.inference_mode():
        for _ in range(200):
            start = time.perf_counter()
            torch.softmax(logits(torch, model, text, None), 1)
            milliseconds.append(1e3 * (time.perf_counter() - start))
    return {"p50_ms": statistics.median(milliseconds[10:])}


def peer_save(torch, task):
    model = peer_model(torch, "medium", "lstm", False)
    torch.save({"state": model.state_dict(),
                "ids": {f"w{i}": i for i in range(SHAPES["medium"][0])}}, task["file"])
    return {}


def peer_start(torch, task):
    saved = torch.load(task["file"])
    model = peer_model(torch, "medium", "lstm", False)
    model.load_state_dict(saved["state"])
    ids = torch.tensor([[saved["ids"][word] for word in LINE.split()]])
    with torch.inference_mode():
        return {"probability": torch.softmax(logits(torch, model, ids, None), 1).max().item()}


def peer(task):
    import torch
    torch.set_num_threads(task["threads"])
    torch.set_flush_denormal(True)  # as textrnn does
    torch.manual_seed(1)
    imported = peak_megabytes()
    do = {"training": peer_training, "text": peer_text, "save": peer_save, "start": peer_start}
    result = do[task["do"]](torch, task)
    result.update(version=torch.__version__, peak_mb=peak_megabytes(), import_mb=imported)
    print(json.dumps(result))


# ----------------------------------------------------------------------------------- comparison


def output_of(command, text=None):
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}:\n{done.stderr}")
    return done.stdout


class Comparison:
    def __init__(self, options):
        self.options = options
        self.threads = sorted({1, os.cpu_count()})
        self.values = {}  # figure: one value per round
        self.versions = {}

    def add(self, value, *name):
        self.values.setdefault(name, []).append(value)

    def torch(self, do, threads=1, **task):
        task.update(do=do, threads=threads, seconds=self.options.seconds)
        result = json.loads(output_of([sys.executable, __file__, "--peer", json.dumps(task)]))
        self.versions["PyTorch"] = result["version"]
        return result

    def bench(self, threads, *arguments):
        result = json.loads(output_of([self.options.bench, "--json", "--threads", str(threads),
                                       *arguments]))
        self.versions["textrnn"] = f"{result['version']} ({result['build']})"
        self.versions["on"] = result["processor"]
        result["figures"] = {row["what"]: row["median"] for row in result["figures"]}
        return result

    def training(self):
        for shape in self.options.shapes:
            for cell in self.options.cells:
                for threads in self.threads:
                    self.train_ours(shape, cell, threads)
                    for sparse in (False, True):
                        self.train_theirs(shape, cell, threads, sparse)

    def train_ours(self, shape, cell, threads):
        result = self.bench(threads, "--parts", "training", "--shapes", shape, "--cells", cell,
                            "--rounds", "1" if shape == "large" else "9")
        for row in result["training"]:
            self.add(row["tokens_per_s"], "ours", shape, cell, row["optimizer"], threads)
        if shape == "medium" and threads == self.threads[-1]:
            peak = result["figures"]["peak memory of this process, MB"]
            self.add(peak, "memory", cell, "textrnn")

    def train_theirs(self, shape, cell, threads, sparse):
        result = self.torch("training", threads, shape=shape, cell=cell, sparse=sparse)
        kind = "SparseAdam" if sparse else "Adam"
        self.add(result["tokens_per_s"], "torch", shape, cell, kind, threads)
        if shape == "medium" and threads == self.threads[-1]:
            peak = result["peak_mb"]
            self.add(peak, "memory", cell, f"PyTorch, {kind}")
            self.add(peak - result["import_mb"], "memory", cell, f"PyTorch, {kind}, beyond import")

    def text(self):
        for cell in self.options.cells:
            result = self.bench(1, "--parts", "inference", "--quick", "--shapes", "small",
                                "--cells", cell)
            for tokens in (16, 256):
                what = f"text of {tokens} tokens, {cell}, ms"
                self.add(result["figures"][what], "text", what, "textrnn")
                for threads in self.threads:
                    peer = self.torch("text", threads, cell=cell, tokens=tokens)
                    self.add(peer["p50_ms"], "text", what, f"PyTorch, threads: {threads}")

    def prepare_start(self, directory):
        self.file = os.path.join(directory, "model.pt")
        self.model = os.path.join(directory, "run")
        self.torch("save", file=self.file)
        words = [f"w{i}" for i in range(SHAPES["medium"][0] - 2)]
        with open(os.path.join(directory, "train.tsv"), "w") as data:
            data.write("label\ttext\n")
            for i in range(0, len(words), 100):
                data.write(f"{'ab'[i // 100 % 2]}\t{' '.join(words[i:i + 100])}\n")
        with open(os.path.join(directory, "config.toml"), "w") as config:
            config.write(f'[data]\ntrain = "{data.name}"\n[train]\nepochs = 1\n')
        output_of([self.options.textrnn, "train", config.name, "--out", self.model, "--quiet"])

    def start(self):
        begin = time.perf_counter()
        output_of([self.options.textrnn, "predict", self.model], LINE + "\n")
        self.add(1e3 * (time.perf_counter() - begin), "start", "lstm", "textrnn")
        begin = time.perf_counter()
        self.torch("start", file=self.file)
        self.add(1e3 * (time.perf_counter() - begin), "start", "lstm", "PyTorch")

    def sweeps(self):
        for row in self.bench(self.threads[-1], "--parts", "sweeps", "--rounds", "1")["sweeps"]:
            self.add(row["step_ms"], "sweep", row["sweep"], row["value"])

    # ------------------------------------------------------------------------------ tables

    def median(self, name):
        return statistics.median(self.values[name])

    def ratio(self, above, below):
        ratios = [a / b for a, b in zip(self.values[above], self.values[below])]
        return f"{statistics.median(ratios):.3g} ({min(ratios):.3g}-{max(ratios):.3g})"

    def fastest(self, *name):
        return max((n for n in self.values if n[:len(name)] == name), key=self.median)

    def training_table(self):
        most = self.threads[-1]
        yield ["training, tokens/s", "", "lazy_adam", "adam", f"threads: {most} to 1",
               "PyTorch's best", "", "lazy_adam to it", "adam to its best Adam"]
        for shape in self.options.shapes:
            for cell in self.options.cells:
                lazy, adam = (("ours", shape, cell, kind, most) for kind in ("lazy_adam", "adam"))
                best = self.fastest("torch", shape, cell)
                dense = self.fastest("torch", shape, cell, "Adam")
                yield [shape, cell, f"{self.median(lazy):.0f}", f"{self.median(adam):.0f}",
                       self.ratio(lazy, (*lazy[:-1], 1)), f"{self.median(best):.0f}",
                       f"{best[3]}, threads: {best[4]}", self.ratio(lazy, best),
                       self.ratio(adam, dense)]

    def plain_table(self, kind, title):
        """Rows of figures where less is better, and their ratios to the figure of textrnn."""
        yield [title, "", "median", "to textrnn's"]
        for name in self.values:
            if name[0] == kind:
                yield [*name[1:], f"{self.median(name):.4g}",
                       self.ratio(name, (kind, name[1], "textrnn"))]

    def sweep_table(self):
        yield ["textrnn, medium lstm, ms a step", "", "median", "to the first"]
        for name in self.values:
            if name[0] == "sweep":
                first = next(n for n in self.values if n[:2] == name[:2])
                yield [name[1], str(name[2]), f"{self.median(name):.4g}", self.ratio(name, first)]

    def print(self):
        print(", ".join(f"{name} {value}" for name, value in self.versions.items()))
        print(f"Python {platform.python_version()}, processors: {os.cpu_count()}")
        print(f"medians (ranges) of rounds: {self.options.rounds}")
        for part, rows in (("training", self.training_table()),
                           ("training", self.plain_table("memory", "peak memory of training, MB")),
                           ("text", self.plain_table("text", "one text")),
                           ("start", self.plain_table("start", "start, load, predict, exit, ms")),
                           ("sweeps", self.sweep_table())):
            rows = list(rows) if part in self.options.only else []
            if len(rows) < 2:
                continue
            widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
            print()
            for row in rows:
                print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def names(known):
    def parse(text):
        for name in text.split(","):
            if name not in known:
                raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(known)}")
        return text.split(",")
    return parse


def main():
    parser = argparse.ArgumentParser(description="compare the speed of textrnn and PyTorch")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--shapes", type=names(SHAPES), default=list(SHAPES))
    parser.add_argument("--cells", type=names(CELLS), default=CELLS)
    parser.add_argument("--only", type=names(PARTS), default=PARTS, help=",".join(PARTS))
    parser.add_argument("--seconds", type=float, default=1.5, help="duration of a PyTorch training per round")
    parser.add_argument("--textrnn", default="build/textrnn", help="the program")
    parser.add_argument("--bench", default="build/bench", help="the benchmark program")
    parser.add_argument("--json", metavar="FILE", help="also write the values of all rounds to FILE")
    parser.add_argument("--peer", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        peer(json.loads(options.peer))
        return
    comparison = Comparison(options)
    with tempfile.TemporaryDirectory() as directory:
        if "start" in options.only:
            comparison.prepare_start(directory)
        for done in range(options.rounds):
            print(f"\rround {done + 1} of {options.rounds}", end="", file=sys.stderr, flush=True)
            for part in options.only:
                getattr(comparison, part)()
    print(file=sys.stderr)
    comparison.print()
    if options.json:
        values = [{"what": list(name), "values": v} for name, v in comparison.values.items()]
        with open(options.json, "w") as file:
            json.dump({"versions": comparison.versions, "values": values}, file, indent=1)


if __name__ == "__main__":
    main()
