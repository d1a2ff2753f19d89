#!/usr/bin/env python3
"""Trains each cell on the reviews (forward RNN, pooling "last") and prints which share of
|d loss / d h| (of an LSTM, also of |d loss / d c|) reaches the word 20 words before a text's last:
median and quartiles over the test texts with more than 20 words. Usage: gradient_share.py [PROGRAM]"""
import re
import statistics
import subprocess
import sys
import tempfile

PROGRAM = sys.argv[1] if len(sys.argv) > 1 else "build/textrnn"
DISTANCE = 20
SETTINGS = "model.pooling=last", "model.bidirectional=false"


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], check=True, capture_output=True, text=True).stdout


def norms(output, state):
    """|d loss / d state| of each word, last word first."""
    return [float(n) for n in re.findall(rf"^  step .*\|d{state}\| ([0-9.e+-]+)", output, re.M)]


def main():
    with open("datasets/reviews/test.tsv", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t", 1) for line in file][1:]
    for cell, states in ("rnn_tanh", "h"), ("gru", "h"), ("lstm", "hc"):
        with tempfile.TemporaryDirectory() as model:
            settings = [f for s in (*SETTINGS, f"model.cell={cell}") for f in ("--set", s)]
            run("train", "configs/quickstart.toml", *settings, "--out", model, "--quiet")
            shares = {state: [] for state in states}
            for label, text in rows:
                if len(text.split()) < DISTANCE - 5:
                    continue
                # The other label: the gradient is large, and the share is the same.
                other = "negative" if label == "positive" else "positive"
                output = run("follow", model, text, "--label", other)
                for state in states:
                    found = norms(output, state)
                    if len(found) > DISTANCE and found[0] > 0:
                        shares[state].append(found[DISTANCE] / found[0])
        for state in states:
            low, middle, high = statistics.quantiles(shares[state], n=4)
            print(f"{cell:9} d{state} {len(shares[state])} texts, {DISTANCE} words: "
                  f"{middle:.1%} (quartiles {low:.1%} to {high:.1%})", flush=True)


if __name__ == "__main__":
    main()
