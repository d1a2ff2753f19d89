#!/usr/bin/env python3
"""Counts the figures of `textrnn data --json` again: data_check.py FIGURES TRAIN DEV, where the
files are TSV with the columns label and text, tokens are separated by blanks, and max_length is 6."""
import collections, json, sys

figures = json.load(open(sys.argv[1]))
texts_of, known, failures = {}, None, []
for found, name in zip(figures["sets"], sys.argv[2:]):
    rows = [line.rstrip("\n").split("\t") for line in open(name, encoding="utf-8")][1:]
    rows = [(label, text.strip()) for label, text in rows]
    texts = [text for _, text in rows]
    lengths = sorted(len(text.split()) for text in texts)
    if known is None:
        known = collections.Counter(word for text in texts for word in text.split()[:6])
        words = {f"min_freq_{n}": sum(c >= n for c in known.values()) for n in (1, 2, 5)}
    used = [word for text in texts for word in text.split()[:6]]
    expected = {
        "texts": len(texts), "labels": dict(sorted(collections.Counter(l for l, _ in rows).items())),
        "cut": sum(n > 6 for n in lengths), "empty": lengths.count(0), "tokens": sum(lengths),
        "tokens_used": len(used), "tokens_unknown": sum(word not in known for word in used),
        "duplicates": len(texts) - len(set(texts)),
        "with_other_label": sum(len({l for l, t in rows if t == text}) > 1 for text in texts),
        **{f"tokens_p{p}": lengths[-(-p * len(lengths) // 100) - 1] for p in (50, 90, 99, 100)},
        **{f"also_in_{other}": sum(text in texts_of[other] for text in texts) for other in texts_of}}
    texts_of[found["set"]] = set(texts)
    failures += [(found["set"], k, v, found[k]) for k, v in expected.items() if found[k] != v]
failures += [] if figures["words"] == words else [("words", words, figures["words"])]
for failure in failures:
    print("expected and found differ:", *failure)
sys.exit(len(failures) > 0)
