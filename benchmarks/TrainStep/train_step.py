"""LeNet-5 training steps in PyTorch: for each line on standard input, prints the milliseconds per step of one round."""
import sys
import time

import torch
from torch import nn

batch, steps, threads = (int(a) for a in sys.argv[1:4])
torch.set_num_threads(threads)
torch.manual_seed(0)
net = nn.Sequential(
    nn.Conv2d(1, 20, 5), nn.MaxPool2d(2), nn.Conv2d(20, 50, 5), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(800, 500), nn.ReLU(), nn.Linear(500, 10))
optimizer = torch.optim.SGD(net.parameters(), lr=0.001, momentum=0.9, weight_decay=5e-4)
images = torch.rand(batch, 1, 28, 28)
labels = torch.randint(0, 10, (batch,))
print("PyTorch " + torch.__version__, flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(images), labels)
        loss.backward()
        optimizer.step()
    print((time.perf_counter() - start) * 1000 / steps, flush=True)
