"""Writes src/test/resources/golden/supernet-losses-v1.txt: a small supernet trained by PyTorch.

Run by hand: python3 src/test/python/supernet_losses.py > src/test/resources/golden/supernet-losses-v1.txt
Everything that the network is given follows from formulas that the test repeats.
"""

import math

import torch
import torch.nn.functional as F

BATCH, SIDE, CLASSES = 4, 8, 3
# (kernel, expansion, groups, depthwise layers); None is skip.
NINE = [(3, 1, 1, 1), (3, 1, 2, 1), (3, 3, 1, 1), (3, 6, 1, 1),
        (5, 1, 1, 1), (5, 1, 2, 1), (5, 3, 1, 1), (5, 6, 1, 1), None]
# (candidates, channels in, channels out, stride)
CHOICES = [(NINE, 4, 6, 2), (NINE, 6, 6, 1), ([(7, 3, 1, 1), (3, 6, 2, 2)], 6, 8, 1)]
LAST = 12

parameters = []
count = 0


def tensor(shape, middle):
    """The next values of the weight vector, rounded to single precision."""
    global count
    n = math.prod(shape)
    values = [middle + 0.3 * math.sin(0.37 * i * i + i) for i in range(count, count + n)]
    count += n
    p = torch.tensor(values, dtype=torch.float32).double().reshape(shape).requires_grad_()
    parameters.append(p)
    return p


def conv(out, inputs, k):
    return tensor((out, inputs, k, k), 0), tensor((out,), 1), tensor((out,), 0)


def apply(x, conv, stride=1, groups=1, relu=True):
    weight, gamma, beta = conv
    x = F.conv2d(x, weight, None, stride, weight.shape[-1] // 2, 1, groups)
    x = F.batch_norm(x, None, None, gamma, beta, training=True, eps=1e-5)
    return F.relu(x) if relu else x


def block(op, inputs, out, stride):
    keeps = stride == 1 and inputs == out
    if op is None:
        if keeps:
            return lambda x: x
        only = conv(out, inputs, 1)
        return lambda x: apply(x, only, stride)
    kernel, expansion, groups, layers = op
    middle = expansion * inputs
    expand = conv(middle, inputs // groups, 1)
    depthwise = [conv(middle, 1, kernel) for _ in range(layers)]
    project = conv(out, middle // groups, 1)

    def run(x):
        y = apply(x, expand, groups=groups)
        n, c, h, w = y.shape
        y = y.view(n, groups, c // groups, h, w).transpose(1, 2).reshape(n, c, h, w)
        for i, d in enumerate(depthwise):
            y = apply(y, d, stride if i == 0 else 1, middle)
        y = apply(y, project, groups=groups, relu=False)
        return x + y if keeps else y

    return run


stem = conv(CHOICES[0][1], 3, 3)
choices = [[block(op, i, o, s) for op in ops] for ops, i, o, s in CHOICES]
last = conv(LAST, CHOICES[-1][2], 1)
classifier, bias = tensor((CLASSES, LAST), 0), tensor((CLASSES,), 0)


def gates(own):
    rows = []
    for c, (ops, _, _, _) in enumerate(CHOICES):
        for n in range(BATCH if own else 1):
            rows.append([0.05 + (7 * c + 3 * i + 5 * n) % 10 / 10 for i in range(len(ops))])
    return [torch.tensor(row, dtype=torch.float32).double().requires_grad_() for row in rows]


def network(x, rows, own):
    x = apply(x, stem)
    for c, blocks in enumerate(choices):
        mine = rows[c * BATCH:(c + 1) * BATCH] if own else [rows[c]]
        g = torch.stack(mine)
        x = sum(g[:, i].view(-1, 1, 1, 1) * run(x) for i, run in enumerate(blocks))
    x = apply(x, last).mean((2, 3))
    return F.linear(x, classifier, bias)


def images(step):
    n = BATCH * SIDE * SIDE * 3
    values = [math.sin(0.11 * i * i + i + step) for i in range(n)]
    nhwc = torch.tensor(values, dtype=torch.float32).double().reshape(BATCH, SIDE, SIDE, 3)
    return nhwc.permute(0, 3, 1, 2), torch.tensor([(n + step) % CLASSES for n in range(BATCH)])


optimizer = torch.optim.SGD(parameters, lr=0.05, momentum=0.9, weight_decay=1e-2)
for step in range(6):
    own = step % 2 == 1
    rows = gates(own)
    x, labels = images(step)
    loss = F.cross_entropy(network(x, rows, own), labels)
    optimizer.zero_grad()
    loss.backward()
    print("loss", step, repr(loss.item()))
    for row in rows:
        print("gates", step, *(repr(v) for v in row.grad.tolist()))
    optimizer.step()

for p in parameters:
    print("norm", repr(p.detach().norm().item()))
