#!/usr/bin/env python3
"""evaluation_check.py PROGRAM: compares predict and evaluate with scikit-learn, numpy and PyTorch on
5,000 rows of tickets. Exit code 77 (skipped) without these packages."""
import csv, json, os, random, subprocess, sys, tempfile
try:
    import numpy as np, torch
    from sklearn.metrics import confusion_matrix, f1_score
except ImportError as error:
    print("skipped:", error)
    sys.exit(77)

program = os.path.abspath(sys.argv[1])
os.chdir(tempfile.mkdtemp())
rng = random.Random(1)
TOPICS = {"billing": "invoice refund charge", "login": "password account locked",
          "shipping": "parcel late courier", "other": "hello question thanks"}

def ticket(number):
    label = rng.choice(list(TOPICS))
    words = TOPICS[label].split() + rng.choices("please the, my \"order\" help\nnow today".split(" "), k=6)
    if rng.random() < 0.3: words += TOPICS[rng.choice(list(TOPICS))].split() * 2
    rng.shuffle(words)
    return {"id": number, "body": " ".join(words), "topic": label}

def write(name, count):
    with open(name, "w", newline="") as file:
        table = csv.DictWriter(file, ["id", "body", "topic"])
        table.writeheader()
        rows = [ticket(i) for i in range(count)]
        table.writerows(rows)
    return rows

def run(*arguments):
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout

def same(what, found, expected, tolerance):
    assert abs(found - expected) <= tolerance, f"{what}: expected {expected}, found {found}"
    print(f"ok - {what}: {found:.6f}")

write("train.csv", 800); dev = write("dev.csv", 500); rows = write("tickets.csv", 5000)
open("c.toml", "w").write('[data]\ntrain = "train.csv"\n'
    'dev = "dev.csv"\ntext_column = "body"\nlabel_column = "topic"\n[model]\ncell = "none"\n'
    'embedding_dim = 16\n[train]\nepochs = 30\nseed = 3\n[optimizer]\nlearning_rate = 0.05\n')
for run_dir, calibrate in ("plain", "false"), ("calibrated", "true"):
    run("train", "c.toml", "--out", run_dir, "--quiet", "--set", f"train.calibrate={calibrate}")

labels = sorted(TOPICS)
figures = json.loads(run("evaluate", "plain", "--data", "tickets.csv", "--json", "--predictions", "p.tsv"))
answers = [line.split("\t")[0] for line in run("predict", "plain", "tickets.csv").splitlines()]
assert len(answers) == 5000
same("accuracy of predict, joined by row", np.mean([a == r["topic"] for a, r in zip(answers, rows)]),
     figures["accuracy"], 1e-12)

with open("p.tsv", newline="\n") as file:
    table = [line.rstrip("\n").split("\t") for line in file][1:]
true, predicted = [r[1] for r in table], [r[2] for r in table]
confidence, loss = np.array([float(r[3]) for r in table]), np.array([float(r[4]) for r in table])
assert len(table) == 5000 and (np.diff(loss) <= 0).all(), "rows are not in order of their loss"
unescape = {"t": "\t", "r": "\r", "n": "\n", "\\": "\\"}
def plain(text):
    out, i = "", 0
    while i < len(text):
        out += unescape[text[i + 1]] if text[i] == "\\" else text[i]
        i += 2 if text[i] == "\\" else 1
    return out
assert sorted(plain(r[5]) for r in table) == sorted(r["body"] for r in rows), "texts differ"
matrix = np.zeros((4, 4), int)
for cell in figures["confusion"]:
    matrix[labels.index(cell["label"]), labels.index(cell["predicted"])] = cell["count"]
assert (matrix == confusion_matrix(true, predicted, labels=labels)).all(), matrix
same("macro F1 of scikit-learn", figures["macro_f1"], f1_score(true, predicted, average="macro"), 1e-12)
same("mean loss", figures["loss"], loss.mean(), 1e-9)
right, ece = np.array(true) == np.array(predicted), 0
for low in range(15):
    bin = (confidence > low / 15) & (confidence <= (low + 1) / 15)
    if bin.any(): ece += bin.mean() * abs(right[bin].mean() - confidence[bin].mean())
same("ECE of numpy", figures["ece"], ece, 1e-9)

# The logarithms of probabilities are logits up to a constant per text.
lines = run("predict", "plain", "dev.csv", "--json").splitlines()
z = torch.log(torch.tensor([[json.loads(l)["probabilities"][c] for c in labels] for l in lines],
                           dtype=torch.float64).clamp_min(1e-30))
y = torch.tensor([labels.index(row["topic"]) for row in dev])
log_t = torch.zeros(1, dtype=torch.float64, requires_grad=True)
optimizer = torch.optim.LBFGS([log_t], max_iter=200, line_search_fn="strong_wolfe")
def closure():
    optimizer.zero_grad()
    value = torch.nn.functional.cross_entropy(z / log_t.exp(), y)
    value.backward()
    return value
for _ in range(5): optimizer.step(closure)
with open("calibrated/model.safetensors", "rb") as file:
    header = json.loads(file.read(int.from_bytes(file.read(8), "little")))["__metadata__"]
same("temperature of PyTorch", float(header["temperature"]), log_t.exp().item(), 1e-3)
after = json.loads(run("evaluate", "calibrated", "--data", "tickets.csv", "--json"))
assert after["confusion"] == figures["confusion"], "calibration changes predicted labels"
print(f"ok - calibration: ECE {figures['ece']:.4f} to {after['ece']:.4f}, "
      f"loss {figures['loss']:.4f} to {after['loss']:.4f}, the same labels")
