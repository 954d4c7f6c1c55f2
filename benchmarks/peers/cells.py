"""A supernet of cells in PyTorch, from the description that a workload writes.

Each node is the sum of its branches times their factors, or what its branches give side by side.
Branches are the ops of DARTS by their codes; "_plain" is a normalisation without scale and shift.
"""

import torch
from torch import nn
from torch.nn import functional


def norm(channels, code):
    return nn.BatchNorm2d(channels, affine="_plain" not in code and "_norm" not in code)


def separable(code, inputs, outputs, stride):
    dilated, kernel = code.startswith("dil"), int(code[5])
    dilation = 2 if dilated else 1
    layers = []
    for unit in range(1 if dilated else 2):
        last = dilated or unit == 1
        leaving = outputs if last else inputs
        layers += [
            nn.ReLU(),
            nn.Conv2d(
                inputs,
                inputs,
                kernel,
                stride if unit == 0 else 1,
                dilation * (kernel // 2),
                dilation,
                inputs,
                bias=False,
            ),
            nn.Conv2d(inputs, leaving, 1, bias=False),
            norm(leaving, code),
        ]
    return nn.Sequential(*layers)


class Reduce(nn.Module):
    def __init__(self, code, inputs, outputs):
        super().__init__()
        self.even = nn.Conv2d(inputs, outputs // 2, 1, 2, bias=False)
        self.odd = nn.Conv2d(inputs, outputs // 2, 1, 2, bias=False)
        self.norm = norm(outputs, code)

    def forward(self, x):
        x = functional.relu(x)
        return self.norm(torch.cat([self.even(x), self.odd(x[:, :, 1:, 1:])], 1))


def branch(of):
    code, inputs, outputs, stride = of["op"], of["inputs"], of["outputs"], of["stride"]
    if code == "skip":
        return nn.Identity()
    if code == "pool":
        return nn.AdaptiveAvgPool2d(1)
    if code == "fc":
        return nn.Sequential(nn.Flatten(), nn.Linear(inputs, outputs))
    if code.startswith("reduce"):
        return Reduce(code, inputs, outputs)
    if code.startswith(("max_k", "avg_k")):
        if code.startswith("max"):
            pool = nn.MaxPool2d(3, stride, 1)
        else:
            pool = nn.AvgPool2d(3, stride, 1, count_include_pad=False)
        return nn.Sequential(pool, norm(outputs, code)) if code.endswith("_norm") else pool
    if code.startswith(("sep_k", "dil_k")):
        return separable(code, inputs, outputs, stride)
    kernel = int(code.split("conv_k")[1][0])
    convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
    layers = [nn.ReLU()] if code.startswith("relu") else []
    return nn.Sequential(*layers, convolution, norm(outputs, code))


class Node(nn.Module):
    def __init__(self, of):
        super().__init__()
        self.concat = of["join"] == "concat"
        self.places = [b["from"] for b in of["branches"]]
        self.factors = [b.get("factor") for b in of["branches"]]
        self.branches = nn.ModuleList(branch(b) for b in of["branches"])

    def forward(self, values):
        parts = [b(values[place]) for place, b in zip(self.places, self.branches)]
        if self.concat:
            return torch.cat(parts, 1)
        return sum(p if f is None else f * p for f, p in zip(self.factors, parts))


class Network(nn.Module):
    def __init__(self, nodes):
        super().__init__()
        self.nodes = nn.ModuleList(Node(of) for of in nodes)

    def forward(self, x, gates):
        values = {-1: x}
        for place, node in enumerate(self.nodes):
            values[place] = node(values)
        return values[len(self.nodes) - 1]
