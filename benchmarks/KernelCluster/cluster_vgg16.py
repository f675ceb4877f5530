"""k-means by scikit-learn: FILE (float32, 9 numbers a kernel), KIND (full or batch), CLUSTERS. Prints the seconds of the fit and the inertia."""
import sys
import time
import warnings

import numpy
import sklearn
from sklearn.cluster import KMeans, MiniBatchKMeans

warnings.filterwarnings("ignore")
path, kind, clusters = sys.argv[1], sys.argv[2], int(sys.argv[3])
kernels = numpy.fromfile(path, dtype=numpy.float32).reshape(-1, 9)
model = (KMeans(clusters, n_init=1, random_state=1) if kind == "full"
         else MiniBatchKMeans(clusters, n_init=1, random_state=1, batch_size=16384))
start = time.perf_counter()
model.fit(kernels)
seconds = time.perf_counter() - start
# MiniBatchKMeans reports the inertia of single batches: what counts is that of all kernels with the final representatives.
inertia = 0.0
for first in range(0, len(kernels), 4096):
    part = kernels[first:first + 4096]
    inertia += float(numpy.min(((part ** 2).sum(1)[:, None] - 2 * part @ model.cluster_centers_.T + (model.cluster_centers_ ** 2).sum(1)[None]), axis=1).sum())
print(seconds, inertia, "scikit-learn " + sklearn.__version__, sep=";")
