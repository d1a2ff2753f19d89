#!/usr/bin/env python3
"""Measures fastText's test accuracy on the data of configs: a linear classifier of the mean of word
and bigram vectors (100 dimensions, fastText's default). It reads the tokens that `textrnn tokens`
prints, and trains on the files of data.train only; nothing is chosen on dev. Needs the program
fasttext (Debian's package of that name). Prints the mean of 3 seeds.
Usage: compare_fasttext.py configs/sst2.toml ... [--epochs N] [--rate R]"""
import argparse
import statistics
import subprocess
import tempfile
import tomllib


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("configs", nargs="+")
    parser.add_argument("--epochs", default="5")
    parser.add_argument("--rate", default="0.5")
    parser.add_argument("--program", default="build/textrnn")
    options = parser.parse_args()
    run = lambda *a: subprocess.run(a, check=True, capture_output=True, text=True).stdout

    def write_rows(config, files, path):
        with open(path, "w", encoding="utf-8") as out:
            for name in files:
                with open(name, encoding="utf-8") as file:
                    labels = [line.split("\t", 1)[0] for line in file.read().split("\n")[1:-1]]
                texts = run(options.program, "tokens", config, name).split("\n")[:-1]
                assert len(labels) == len(texts), f"{name}: expected a header, then label<TAB>text"
                out.writelines(f"__label__{label} {text}\n" for label, text in zip(labels, texts))

    for config in options.configs:
        with open(config, "rb") as file:
            data = tomllib.load(file)["data"]
        train = [data["train"]] if isinstance(data["train"], str) else data["train"]
        accuracies = []
        with tempfile.TemporaryDirectory() as folder:
            write_rows(config, train, f"{folder}/train")
            write_rows(config, [data["test"]], f"{folder}/test")
            for seed in "123":
                run("fasttext", "supervised", "-input", f"{folder}/train", "-output",
                    f"{folder}/model", "-wordNgrams", "2", "-epoch", options.epochs, "-lr",
                    options.rate, "-seed", seed, "-thread", "1")
                lines = run("fasttext", "test", f"{folder}/model.bin", f"{folder}/test")
                accuracies.append(100 * float(lines.split("P@1")[1].split()[0]))
        print(config, f"{statistics.mean(accuracies):.2f}%",
              *(f"{a:.1f}" for a in accuracies))


if __name__ == "__main__":
    main()
