#!/usr/bin/env python3
"""Compares `textrnn pretrain` (skip_gram or cbow) with gensim's word2vec on one text file, a text per
line, tokens separated by blanks: alternating runs with the same settings and 2 threads each, the
time of the training alone, and Spearman's rho on WordSim-353 and SimLex-999.

Usage: tests/bench/compare_gensim.py PROGRAM TEXT [skip_gram|cbow] [ROUNDS]
Needs gensim (python3 -m pip install gensim)."""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

from gensim.models import KeyedVectors, Word2Vec
from gensim.test.utils import datapath

DIM, WINDOW, NEGATIVES, SAMPLE, MIN_COUNT, EPOCHS, THREADS = 100, 5, 5, 1e-4, 5, 5, 2


def quality(vectors):
    pairs = ("wordsim353.tsv", "simlex999.txt")
    return [float(vectors.evaluate_word_pairs(datapath(p))[1][0]) for p in pairs]


def run_textrnn(program, text, method, seed, folder):
    settings = {"pretrain.text": text, "pretrain.method": method, "pretrain.window": WINDOW,
                "pretrain.negatives": NEGATIVES, "pretrain.sample": SAMPLE,
                "pretrain.epochs": EPOCHS, "pretrain.seed": seed, "data.format": "auto",
                "text.tokenizer": "whitespace", "vocabulary.min_freq": MIN_COUNT,
                "model.embedding_dim": DIM}
    config = os.path.join(folder, "config.toml")
    open(config, "w").close()
    out = os.path.join(folder, "run")
    options = [part for key, value in settings.items() for part in ("--set", f"{key}={value}")]
    subprocess.run([program, "pretrain", config, "--out", out, "--quiet", "--threads",
                    str(THREADS), *options], check=True)
    with open(os.path.join(out, "metrics.jsonl")) as metrics:
        seconds = sum(json.loads(line)["seconds"] for line in metrics)
    vectors = os.path.join(folder, "vectors.txt")
    with open(vectors, "w") as file:
        subprocess.run([program, "vectors", out], check=True, stdout=file)
    return seconds, quality(KeyedVectors.load_word2vec_format(vectors))


def run_gensim(text, method, seed):
    model = Word2Vec(vector_size=DIM, window=WINDOW, negative=NEGATIVES, sample=SAMPLE,
                     min_count=MIN_COUNT, workers=THREADS, sg=int(method == "skip_gram"), seed=seed,
                     alpha=0.025 if method == "skip_gram" else 0.05)
    model.build_vocab(corpus_file=text)
    start = time.monotonic()
    model.train(corpus_file=text, total_examples=model.corpus_count,
                total_words=model.corpus_total_words, epochs=EPOCHS)
    return time.monotonic() - start, quality(model.wv)


def main():
    program, text = sys.argv[1:3]
    method = sys.argv[3] if len(sys.argv) > 3 else "skip_gram"
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 3
    results = {"textrnn": [], "gensim": []}
    for seed in range(1, rounds + 1):
        with tempfile.TemporaryDirectory() as folder:
            results["textrnn"].append(run_textrnn(program, text, method, seed, folder))
        results["gensim"].append(run_gensim(text, method, seed))
        for name, runs in results.items():
            seconds, (wordsim, simlex) = runs[-1]
            print(f"{method} seed {seed} {name}: {seconds:.1f} s, WordSim-353 {wordsim:.4f}, "
                  f"SimLex-999 {simlex:.4f}", flush=True)
    ratios = [g[0] / t[0] for t, g in zip(results["textrnn"], results["gensim"])]
    print(f"{method}: textrnn is {statistics.median(ratios):.2f} times as fast (median)")


if __name__ == "__main__":
    main()
