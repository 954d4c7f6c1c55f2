"""Trains the FBNetV1 supernet in PyTorch, as a peer of benchmarks/supernet-step.

Arguments: folder of raw little-endian float files (weights, gates, batches), variant ("default" or
"channels_last" memory layout, or "double" for double precision), learning rate, threads, steps
before the clock starts, steps timed.
Prints one line of key=value for each figure.
"""

import sys
import time

import numpy
import torch
from torch import nn
from torch.nn import functional

STAGES = [(16, 1, 1), (24, 4, 2), (32, 4, 2), (64, 4, 2), (112, 4, 1), (184, 4, 2), (352, 1, 1)]
BLOCKS = [(3, 1, 1), (3, 1, 2), (3, 3, 1), (3, 6, 1), (5, 1, 1), (5, 1, 2), (5, 3, 1), (5, 6, 1)]
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


class Mixed(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.blocks = nn.ModuleList(Block(inputs, outputs, stride, *b) for b in BLOCKS)
        same = stride == 1 and inputs == outputs
        self.blocks.append(nn.Identity() if same else conv(inputs, outputs, 1, stride))

    def forward(self, x, gates):
        return sum(gate * block(x) for gate, block in zip(gates, self.blocks))


class Supernet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = conv(3, 16, 3, 2)
        self.mixed = nn.ModuleList()
        inputs = 16
        for width, count, stride in STAGES:
            for i in range(count):
                self.mixed.append(Mixed(inputs, width, stride if i == 0 else 1))
                inputs = width
        self.last = conv(inputs, 1504, 1)
        self.classifier = nn.Linear(1504, 10)

    def forward(self, x, gates):
        x = self.stem(x)
        for layer, row in zip(self.mixed, gates):
            x = layer(x, row)
        return self.classifier(self.last(x).mean((2, 3)))


def read(folder, name):
    return torch.from_numpy(numpy.fromfile(f"{folder}/{name}.f32", "<f4").copy())


def main():
    folder, variant, rate = sys.argv[1], sys.argv[2], float(sys.argv[3])
    threads, warm_up, steps = map(int, sys.argv[4:7])
    torch.set_num_threads(threads)
    memory = torch.channels_last if variant == "channels_last" else torch.contiguous_format
    net = Supernet()
    weights = read(folder, "weights")
    offset = 0
    for parameter in net.parameters():
        parameter.data.copy_(weights[offset : offset + parameter.numel()].view(parameter.shape))
        offset += parameter.numel()
    assert offset == weights.numel(), "the weights are of another network"
    precision = torch.float64 if variant == "double" else torch.float32
    net = net.to(dtype=precision, memory_format=memory).train()
    gates = read(folder, "gates").view(len(net.mixed), -1).tolist()
    batches = []
    for i in range(BATCHES):
        images = read(folder, f"images{i}").view(-1, 32, 32, 3).permute(0, 3, 1, 2)
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
