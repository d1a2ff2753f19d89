#!/usr/bin/env python3
"""Measures how far training moves the rows of embedding.weight, by how often their word occurs in
the training texts. For each optimizer it trains CONFIG, and once with learning rate 0, which keeps
the initial rows; it prints the mean of |row - initial row| / |initial row| per class of frequency.
Usage: row_movement.py PROGRAM CONFIG [KEY=VALUE]..."""
import collections
import json
import math
import pathlib
import struct
import subprocess
import sys
import tempfile

RUNS = {"sgd": ["optimizer.name=sgd", "optimizer.learning_rate=0.5"],
        "adam": ["optimizer.name=adam"],
        "lazy_adam": ["optimizer.name=lazy_adam"],
        "adamw, weight decay 0.1": ["optimizer.name=adamw", "optimizer.weight_decay=0.1"]}
CLASSES = (1, 2), (2, 5), (5, 20), (20, 100), (100, 1000), (1000, math.inf)


def rows_of(path):
    """The words and the rows of a model's embedding.weight."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        start = file.tell()
        tensor = header["embedding.weight"]
        words, width = tensor["shape"]
        begin, end = tensor["data_offsets"]
        file.seek(start + begin)
        values = struct.unpack(f"<{words * width}f", file.read(end - begin))
    names = json.loads(header["__metadata__"]["vocabulary"])
    return names, [values[i * width:(i + 1) * width] for i in range(words)]


def main():
    program, config, *settings = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        def train(name, more):
            run = f"{folder}/{name}"
            command = [program, "train", config, "--out", run, "--quiet"]
            for setting in settings + more:
                command += ["--set", setting]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            return run + "/model.safetensors"

        first = train("initial", ["optimizer.learning_rate=0", "train.epochs=1"])
        words, initial = rows_of(first)
        train_file = next(line.split("=")[1].strip().strip('"')
                          for line in pathlib.Path(config).read_text().splitlines()
                          if line.startswith("train = "))
        texts = [line.split("\t", 1)[1] for line in open(train_file, encoding="utf-8")][1:]
        tokens = subprocess.run([program, "tokens", first], input="\n".join(texts) + "\n",
                                capture_output=True, text=True, check=True).stdout.split()
        counts = collections.Counter(tokens)
        print("occurrences of the word:  " + "  ".join(
            f"{low}" if high == low + 1 else f"{low}-{high - 1}" if high < math.inf else f"{low}+"
            for low, high in CLASSES))
        for name, more in RUNS.items():
            _, rows = rows_of(train(name, more))
            means = []
            for low, high in CLASSES:
                moved = [math.dist(rows[i], initial[i]) / math.hypot(*initial[i])
                         for i, word in enumerate(words)
                         if low <= counts[word] < high and any(initial[i])]
                means.append(f"{sum(moved) / len(moved):.3f}" if moved else "-")
            print(f"{name:30} " + "  ".join(means))


if __name__ == "__main__":
    main()
