#!/usr/bin/env python3
"""Loads a model of textrnn in PyTorch and ONNX: torch_model.py MODEL TEXTS [PROGRAM]. Checks on each
line of TEXTS that PyTorch's logits, of packed batches, are those of `PROGRAM predict` within 1e-5
(both less log sum exp, as predict prints probabilities), and that the exported ONNX model gives the
same labels, if onnxruntime and onnx are installed. Needs torch (2.x). Handles classifiers with an embedding
and a cell rnn_tanh, rnn_relu, gru or lstm; the logits are those of a calibrated model too."""
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import tomllib
import warnings

import torch
from torch.nn.utils.rnn import PackedSequence, pack_sequence, pad_packed_sequence

CELLS = {"rnn_tanh": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM,
         "rnn_relu": lambda *a, **k: torch.nn.RNN(*a, nonlinearity="relu", **k)}


def read(path):
    """The metadata and the tensors of a safetensors file."""
    raw = pathlib.Path(path).read_bytes()
    start = 8 + struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8:start])
    metadata = header.pop("__metadata__")
    return metadata, {
        name: torch.frombuffer(bytearray(raw[start:][slice(*t["data_offsets"])]),
                               dtype=torch.float32).reshape(t["shape"])
        for name, t in header.items()}


class Classifier(torch.nn.Module):
    def __init__(self, path):
        super().__init__()
        metadata, tensors = read(path)
        config = tomllib.loads(metadata["config"])["model"]
        needed = {"embedding.weight", "classifier.weight"}
        if not needed <= tensors.keys() or config["cell"] not in CELLS:
            sys.exit(f"{path}: needs a classifier with an embedding and a cell of {', '.join(CELLS)}")
        self.labels = json.loads(metadata["labels"])
        self.temperature = float(metadata.get("temperature", 1))  # of train.calibrate
        self.pooling = config["pooling"]
        vocabulary, dim = tensors["embedding.weight"].shape
        self.embedding = torch.nn.Embedding(vocabulary, dim)
        self.rnn = CELLS[config["cell"]](dim, config["hidden_size"], config["num_layers"],
                                         bidirectional=config["bidirectional"], batch_first=True)
        self.attention = None
        if self.pooling == "attention":
            size = tensors["attention.bias"].shape[0]
            self.attention = torch.nn.Linear(size, size)
            self.attention.register_parameter("context",
                                              torch.nn.Parameter(torch.empty(1, size)))
        self.classifier = torch.nn.Linear(tensors["classifier.weight"].shape[1], len(self.labels))
        self.load_state_dict(tensors)
        self.eval()

    def pool(self, states, mask):
        """states [B, T, H], mask [B, T, 1] (true: a token) -> [B, H]"""
        if self.pooling == "max":
            return states.masked_fill(~mask, -torch.inf).amax(1)
        if self.pooling == "attention":
            scores = torch.tanh(self.attention(states)) @ self.attention.context[0].unsqueeze(1)
            return (torch.softmax(scores.masked_fill(~mask, -torch.inf), 1) * states).sum(1)
        if self.pooling == "mean":
            return states.masked_fill(~mask, 0).sum(1) / mask.sum(1)
        last = mask.sum(1, keepdim=True).expand(-1, -1, states.shape[2]) - 1
        size = self.rnn.hidden_size
        return torch.cat([states.gather(1, last)[:, 0, :size], states[:, 0, size:]], 1)

    def packed(self, texts):
        """A list of ids [T] -> logits [B, C], without work on padding."""
        ids = pack_sequence(texts, enforce_sorted=False)
        states, lengths = pad_packed_sequence(
            self.rnn(PackedSequence(self.embedding(ids.data), *ids[1:]))[0], batch_first=True)
        mask = torch.arange(states.shape[1])[None, :, None] < lengths[:, None, None]
        return self.classifier(self.pool(states, mask)) / self.temperature

    def forward(self, ids):
        """One text, ids [1, T] -> logits [1, C]: the ONNX model."""
        states = self.rnn(self.embedding(ids))[0]
        mask = torch.ones_like(ids, dtype=torch.bool)[..., None]
        return self.classifier(self.pool(states, mask)) / self.temperature


def onnx_labels(model, texts):
    import onnxruntime
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about other batch sizes than 1, and dynamo
        path = f"{folder}/model.onnx"
        torch.onnx.export(model, (texts[0][None],), path, input_names=["ids"], dynamo=False,
                          output_names=["logits"], dynamic_axes={"ids": {1: "tokens"}})
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        return [model.labels[session.run(None, {"ids": t[None].numpy()})[0][0].argmax()]
                for t in texts]


def main(path, texts, program=pathlib.Path(__file__).resolve().parents[2] / "build/textrnn"):
    path = pathlib.Path(path)
    model = Classifier(path / "model.safetensors" if path.is_dir() else path)
    run = lambda *a: subprocess.run([program, *a], check=True, capture_output=True,
                                    text=True).stdout.split("\n")[:-1]
    answers = [json.loads(line) for line in run("predict", str(path), texts, "--format", "lines", "--json")]
    ids = [torch.tensor([int(i) for i in line.split()] or [1])
           for line in run("tokens", str(path), texts, "--format", "lines", "--ids")]
    expected = torch.tensor([[a["probabilities"][c] for c in model.labels] for a in answers],
                            dtype=torch.float64)
    with torch.no_grad():
        found = torch.cat([torch.log_softmax(model.packed(ids[i:i + 32]), 1)
                           for i in range(0, len(ids), 32)]).double()
    error = (found - expected.log()).abs().max().item()
    print(f"{len(ids)} texts, largest difference of a logit {error:.2g}")
    failed = not error < 1e-5
    try:
        different = sum(a["label"] != b for a, b in zip(answers, onnx_labels(model, ids)))
        print(f"ONNX: {different} labels differ")
        failed |= different > 0
    except ImportError as missing:
        print(f"skipped - ONNX: {missing}")
    sys.exit(failed)


if __name__ == "__main__":
    main(*sys.argv[1:])
