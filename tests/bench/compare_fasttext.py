#!/usr/bin/env python3
"""Measures fastText's test accuracy on the data of configs: a linear classifier of the mean of word
and bigram vectors (100 dimensions, fastText's default). It reads the tokens that `textrnn tokens`
prints, and trains on the files of data.train. Prints the mean over 3 seeds for each of four
settings; the best on test favours fastText. Needs the program fasttext (Debian's package).
Usage: compare_fasttext.py configs/sst2.toml ..."""
import argparse
import statistics
import subprocess
import tempfile
import tomllib

SETTINGS = ("5", "0.5"), ("10", "0.5"), ("25", "0.5"), ("25", "1")  # epochs, learning rate


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def write_rows(program, config, files, path):
    with open(path, "w", encoding="utf-8") as out:
        for name in files:
            with open(name, encoding="utf-8") as file:
                labels = [line.split("\t", 1)[0] for line in file.read().split("\n")[1:-1]]
            texts = run(program, "tokens", config, name).split("\n")[:-1]
            assert len(labels) == len(texts), f"{name}: expected a header, then label<TAB>text"
            out.writelines(f"__label__{label} {text}\n" for label, text in zip(labels, texts))


def accuracy(folder, epochs, rate, seed):
    run("fasttext", "supervised", "-input", f"{folder}/train", "-output", f"{folder}/model",
        "-wordNgrams", "2", "-epoch", epochs, "-lr", rate, "-seed", seed, "-thread", "1")
    lines = run("fasttext", "test", f"{folder}/model.bin", f"{folder}/test")
    return 100 * float(lines.split("P@1")[1].split()[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("configs", nargs="+")
    parser.add_argument("--program", default="build/textrnn")
    options = parser.parse_args()
    for config in options.configs:
        with open(config, "rb") as file:
            data = tomllib.load(file)["data"]
        with tempfile.TemporaryDirectory() as folder:
            for name in "train", "test":
                files = data[name] if isinstance(data[name], list) else [data[name]]
                write_rows(options.program, config, files, f"{folder}/{name}")
            for epochs, rate in SETTINGS:
                mean = statistics.mean(accuracy(folder, epochs, rate, seed) for seed in "123")
                print(f"{config}: {mean:.2f}% ({epochs} epochs, rate {rate})", flush=True)


if __name__ == "__main__":
    main()
