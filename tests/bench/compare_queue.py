#!/usr/bin/env python3
"""Compares how many texts of a long file a second are predicted: by `textrnn predict MODEL FILE`, by
PyTorch with the same model, and by the program fasttext (bigrams, D 10) trained on TRAIN. In every
round each runs once. The times of textrnn and fastText include loading the model, tokens and ids;
PyTorch's includes neither: it gets ids, sorted by length, in packed batches (the best of several
sizes and thread counts on a sample). Usage: compare_queue.py MODEL TRAIN.tsv TEST.tsv [--texts N]"""
import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "install"))
from torch_model import Classifier

BATCHES = 32, 64, 128, 256, 512
SAMPLE = 1000  # texts that select PyTorch's batch size and threads


def rows(path, count=None):
    with open(path, encoding="utf-8") as file:
        next(file)
        lines = file.read().split("\n")[:-1]
    return [line.split("\t", 1) for line in lines][:count]


def seconds_of(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def fasttext_model(train, folder):
    with open(f"{folder}/train.ft", "w", encoding="utf-8") as file:
        for label, text in rows(train):
            file.write(f"__label__{label} {text}\n")
    subprocess.run(["fasttext", "supervised", "-input", file.name, "-output", f"{folder}/ft",
                    "-dim", "10", "-wordNgrams", "2", "-verbose", "0"], check=True)
    return f"{folder}/ft.bin"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("train")
    parser.add_argument("test")
    parser.add_argument("--texts", type=int, help="texts of TEST to predict (default: all)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--program", default="build/textrnn")
    options = parser.parse_args()
    texts = [text for _, text in rows(options.test, options.texts)]
    path = options.model / "model.safetensors" if options.model.is_dir() else options.model
    model = Classifier(path)
    torch.set_flush_denormal(True)  # as textrnn does

    @torch.inference_mode()
    def predict(threads, size, ids):
        torch.set_num_threads(threads)
        ids = sorted(ids, key=len, reverse=True)
        for first in range(0, len(ids), size):
            model.packed(ids[first:first + size]).argmax(1)

    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/texts"
        with open(file, "w", encoding="utf-8") as out:
            out.write("".join(text + "\n" for text in texts))
        run = lambda *a: subprocess.run([options.program, *a], check=True, capture_output=True,
                                        text=True).stdout
        ids = [torch.tensor([int(i) for i in line.split()] or [1])
               for line in run("tokens", str(path), file, "--ids").split("\n")[:-1]]
        all_threads = os.cpu_count()
        ways = {f"textrnn, {n} threads": lambda n=n: run("predict", str(path), file, "--threads",
                                                         str(n)) for n in {1, all_threads}}
        peers = {}
        for n in {1, all_threads}:
            for size in BATCHES:
                peers[f"PyTorch, {n} threads, batches of {size}"] = n, size
        best = min(peers, key=lambda peer: seconds_of(lambda: predict(*peers[peer], ids[:SAMPLE])))
        ways[best] = lambda: predict(*peers[best], ids)
        if shutil.which("fasttext"):
            words = fasttext_model(options.train, folder)
            ways["fastText, 1 thread"] = lambda: subprocess.run(
                ["fasttext", "predict", words, file], check=True, capture_output=True)
        else:
            print("skipped - fasttext is not installed (Debian's package of that name)")
        seconds = {way: [] for way in ways}
        for _ in range(options.rounds):
            for way, work in ways.items():
                seconds[way].append(seconds_of(work))
    print(f"{len(texts)} texts, torch {torch.__version__}, medians of {options.rounds} rounds")
    for way, found in seconds.items():
        print(f"{len(texts) / statistics.median(found):10.0f} texts/s  {way}")


if __name__ == "__main__":
    main()
