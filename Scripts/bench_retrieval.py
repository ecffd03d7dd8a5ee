#!/usr/bin/env python3
"""hnswlib on the vectors that RetrievalBench wrote into a folder: the same columns."""

import sys
import time

import hnswlib
import numpy


def main(folder: str, dimension: int = 64, k: int = 10) -> None:
    base = numpy.fromfile(folder + "/base.f32", dtype=numpy.float32).reshape(-1, dimension)
    queries = numpy.fromfile(folder + "/queries.f32", dtype=numpy.float32).reshape(-1, dimension)
    wide = base.astype(numpy.float64)
    norms = (wide**2).sum(1)
    distances = norms[None, :] - 2 * queries.astype(numpy.float64) @ wide.T
    truth = numpy.argsort(distances, axis=1, kind="stable")[:, :k]
    print("M,ef,recall_at_10,us_per_query,build_cpu_s,index_mb")
    widths = (10, 20, 40, 80, 160, 320)
    seeds = (1, 2, 3, 4, 5)
    for links in (8, 16, 32):
        recalls, times = [0.0] * len(widths), [float("inf")] * len(widths)
        built, size = 0.0, 0
        for seed in seeds:
            index = hnswlib.Index(space="l2", dim=dimension)
            index.init_index(
                max_elements=len(base), ef_construction=200, M=links, random_seed=seed)
            index.set_num_threads(1)
            start = time.process_time()
            index.add_items(base, num_threads=1)
            built += time.process_time() - start
            size = index.index_file_size()
            for column, ef in enumerate(widths):
                index.set_ef(ef)
                for _ in range(3):
                    start = time.process_time()
                    found, _ = index.knn_query(queries, k=k, num_threads=1)
                    spent = (time.process_time() - start) / len(queries) * 1e6
                    times[column] = min(times[column], spent)
                hits = sum(len(set(a.tolist()) & set(b.tolist())) for a, b in zip(found, truth))
                recalls[column] += hits / (k * len(queries))
        for column, ef in enumerate(widths):
            recall = recalls[column] / len(seeds)
            print(f"{links},{ef},{recall:.4f},{times[column]:.1f},"
                  f"{built / len(seeds):.2f},{size / 1e6:.2f}")


if __name__ == "__main__":
    main(sys.argv[1])
