"""A network of masked widths and sides in PyTorch, from the description that a workload writes.

Each node is computed in passes, on maps gathered from what it reads and scattered back:
node = sum over passes of factor * scatter(mask * sum over branches of factor * branch + factor * x).
"""

import torch
from torch import nn
from torch.nn import functional

ACTIVATIONS = {"relu": nn.ReLU, "hs": nn.Hardswish}


def convolution(inputs, outputs, kernel, stride=1, groups=1, activation=None):
    layers = [
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
    ]
    return nn.Sequential(*layers, *([ACTIVATIONS[activation]()] if activation else []))


class SqueezeExcite(nn.Module):
    def __init__(self, channels, squeezed, activation, mask):
        super().__init__()
        self.squeeze = nn.Conv2d(channels, squeezed, 1)
        self.activation = ACTIVATIONS[activation]()
        self.excite = nn.Conv2d(squeezed, channels, 1)
        self.register_buffer("mask", mask, persistent=False)

    def forward(self, x):
        h = self.activation(self.squeeze(x.mean((2, 3), keepdim=True)))
        return x * functional.hardsigmoid(self.excite(h * self.mask))


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride, of):
        super().__init__()
        middle, activation = of["middle"], of["activation"]
        self.expand = convolution(inputs, middle, 1, activation=activation) if of["expands"] else nn.Identity()
        self.depthwise = convolution(middle, middle, of["kernel"], stride, middle, activation)
        squeezed = of.get("squeezed")
        self.squeeze = (
            SqueezeExcite(middle, len(squeezed), activation, channels(squeezed)) if squeezed else nn.Identity()
        )
        self.project = convolution(middle, outputs, 1)
        self.register_buffer("mask", channels(of["mask"]), persistent=False)

    def forward(self, x):
        return self.project(self.squeeze(self.depthwise(self.expand(x)) * self.mask))


def channels(values):
    return torch.tensor(values).view(1, -1, 1, 1)


def branch(of, inputs, outputs, stride):
    if of["op"] == "block":
        return Block(inputs, outputs, stride, of)
    if of["op"] == "conv":
        return convolution(inputs, outputs, of["kernel"], stride, activation=of["activation"])
    if of["op"] == "pool":
        return nn.AdaptiveAvgPool2d(1)
    return nn.Sequential(nn.Flatten(), nn.Linear(inputs, outputs))


class Node(nn.Module):
    def __init__(self, of):
        super().__init__()
        self.side, self.passes, self.input = of["side"], of["passes"], of["input"]
        self.outputs = of["outputs"]
        self.factors = [b["factor"] for b in of["branches"]]
        self.branches = nn.ModuleList(
            branch(b, of["inputs"], of["outputs"], of["stride"]) for b in of["branches"]
        )
        masked = "mask" in of
        self.register_buffer("mask", channels(of["mask"]) if masked else None, persistent=False)

    def value(self, x):
        y = sum(f * b(x) for f, b in zip(self.factors, self.branches))
        if self.mask is not None:
            y = y * self.mask
        if not self.input:
            return y
        common = min(x.shape[1], self.outputs)
        added = self.input * x[:, :common]
        return y + functional.pad(added, (0, 0, 0, 0, 0, self.outputs - common))

    def forward(self, x):
        if len(self.passes) == 1:
            return self.value(x)
        total = 0
        for of in self.passes:
            rows, back = of["reads"], of["leaves"]
            small = x if len(rows) == x.shape[2] else x[:, :, rows][:, :, :, rows]
            y = of["factor"] * self.value(small)
            if len(back) < self.side:
                full = y.new_zeros(y.shape[0], y.shape[1], self.side, self.side)
                index = torch.tensor(back)
                full[:, :, index[:, None], index[None, :]] = y
                y = full
            total = total + y
        return total


class Network(nn.Module):
    def __init__(self, nodes):
        super().__init__()
        self.nodes = nn.ModuleList(Node(of) for of in nodes)

    def forward(self, x, gates):
        for node in self.nodes:
            x = node(x)
        return x
