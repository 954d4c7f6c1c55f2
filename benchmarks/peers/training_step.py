"""Trains a network in PyTorch, as a peer of benchmarks/supernet-step and retrain-step.

Arguments: folder of the layers, or nodes, and of raw little-endian float files (weights, gates, batches), variant ("default" or
"channels_last" memory layout, or "double" for double precision), learning rate, threads, steps
before the clock starts, steps timed.
Prints one line of key=value for each figure.
"""

import json
import os
import re
import sys
import time

import numpy
import torch
from cells import Network as CellNetwork
from masked import Network as MaskedNetwork
from torch import nn
from torch.nn import functional

BATCHES = 4


def conv(inputs, outputs, kernel, stride=1, groups=1, relu=True):
    layers = [
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
    ]
    return nn.Sequential(*layers, nn.ReLU(inplace=True)) if relu else nn.Sequential(*layers)


class Shuffle(nn.Module):
    def __init__(self, groups):
        super().__init__()
        self.groups = groups

    def forward(self, x):
        n, c, h, w = x.shape
        x = x.view(n, self.groups, c // self.groups, h, w)
        return x.transpose(1, 2).reshape(n, c, h, w)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride, kernel, expansion, groups):
        super().__init__()
        middle = inputs * expansion
        self.residual = stride == 1 and inputs == outputs
        self.expand = conv(inputs, middle, 1, groups=groups)
        self.shuffle = Shuffle(groups) if groups > 1 else nn.Identity()
        self.depthwise = conv(middle, middle, kernel, stride, groups=middle)
        self.project = conv(middle, outputs, 1, groups=groups, relu=False)

    def forward(self, x):
        y = self.project(self.depthwise(self.shuffle(self.expand(x))))
        return x + y if self.residual else y


def candidate(code, inputs, outputs, stride):
    """The block of an op's code, as the catalog writes it."""
    if code == "skip":
        same = stride == 1 and inputs == outputs
        return nn.Identity() if same else conv(inputs, outputs, 1, stride)
    kernel, expansion, groups = re.fullmatch(r"mb_k(\d)_e(\d)(?:_g(\d))?", code).groups()
    return Block(inputs, outputs, stride, int(kernel), int(expansion), int(groups or 1))


class Mixed(nn.Module):
    def __init__(self, codes, inputs, outputs, stride):
        super().__init__()
        self.blocks = nn.ModuleList(candidate(code, inputs, outputs, stride) for code in codes)

    def forward(self, x, gates):
        return sum(gate * block(x) for gate, block in zip(gates, self.blocks))


class Network(nn.Module):
    """The layers of a file: channels leaving, stride, codes of the candidates."""

    def __init__(self, lines):
        super().__init__()
        self.layers = nn.ModuleList()
        inputs = 3
        for line in lines:
            outputs, stride, codes = int(line[0]), int(line[1]), line[2].split(",")
            if len(codes) > 1:
                layer = Mixed(codes, inputs, outputs, stride)
            elif codes[0].startswith("conv_k"):
                layer = conv(inputs, outputs, int(codes[0][6:]), stride)
            elif codes[0] == "pool":
                layer = nn.AdaptiveAvgPool2d(1)
            elif codes[0] == "fc":
                layer = nn.Sequential(nn.Flatten(), nn.Linear(inputs, outputs))
            else:
                layer = candidate(codes[0], inputs, outputs, stride)
            self.layers.append(layer)
            inputs = outputs

    def mixed(self):
        return [layer for layer in self.layers if isinstance(layer, Mixed)]

    def forward(self, x, gates):
        rows = iter(gates)
        for layer in self.layers:
            x = layer(x, next(rows)) if isinstance(layer, Mixed) else layer(x)
        return x


def read(folder, name):
    return torch.from_numpy(numpy.fromfile(f"{folder}/{name}.f32", "<f4").copy())


def described(folder):
    """The network of a folder: layers of candidates, cells, or nodes of masked branches."""
    if os.path.exists(f"{folder}/cells.json"):
        with open(f"{folder}/cells.json", encoding="utf-8") as nodes:
            return CellNetwork(json.load(nodes))
    if os.path.exists(f"{folder}/nodes.json"):
        with open(f"{folder}/nodes.json", encoding="utf-8") as nodes:
            return MaskedNetwork(json.load(nodes))
    with open(f"{folder}/layers.txt", encoding="utf-8") as lines:
        return Network([line.split() for line in lines])


def main():
    folder, variant, rate = sys.argv[1], sys.argv[2], float(sys.argv[3])
    threads, warm_up, steps = map(int, sys.argv[4:7])
    torch.set_num_threads(threads)
    memory = torch.channels_last if variant == "channels_last" else torch.contiguous_format
    net = described(folder)
    weights = read(folder, "weights")
    offset = 0
    for parameter in net.parameters():
        parameter.data.copy_(weights[offset : offset + parameter.numel()].view(parameter.shape))
        offset += parameter.numel()
    assert offset == weights.numel(), "the weights are of another network"
    precision = torch.float64 if variant == "double" else torch.float32
    net = net.to(dtype=precision, memory_format=memory).train()
    sizes = [len(layer.blocks) for layer in net.mixed()] if isinstance(net, Network) else []
    gates = [row.tolist() for row in read(folder, "gates").split(sizes)] if sizes else []
    side = int((read(folder, "images0").numel() / (read(folder, "labels0").numel() * 3)) ** 0.5)
    batches = []
    for i in range(BATCHES):
        images = read(folder, f"images{i}").view(-1, side, side, 3).permute(0, 3, 1, 2)
        labels = read(folder, f"labels{i}").long()
        batches.append((images.to(precision).contiguous(memory_format=memory), labels))
    sgd = torch.optim.SGD(net.parameters(), rate, momentum=0.9, weight_decay=1e-4)
    losses = []
    begin = time.perf_counter()
    for step in range(warm_up + steps):
        if step == warm_up:
            begin = time.perf_counter()
        images, labels = batches[step % BATCHES]
        sgd.zero_grad(set_to_none=True)
        loss = functional.cross_entropy(net(images, gates), labels)
        loss.backward()
        sgd.step()
        losses.append(loss.item())
    seconds = time.perf_counter() - begin
    print(f"engine=pytorch {torch.__version__} {variant}")
    print(f"imagesPerSecond={steps * len(batches[0][1]) / seconds:.2f}")
    print("losses=" + ",".join(map(str, losses)))


if __name__ == "__main__":
    main()
