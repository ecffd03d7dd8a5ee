#!/bin/sh
# The house's HNSW index beside hnswlib (from PyPI, in an environment that is thrown away) on the same
# 20,000 vectors of 64 numbers: recall@10, microseconds a query, memory.
#
# usage: bench_retrieval.sh PROGRAM     (the built RetrievalBench)
set -eu
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
echo "this house:"
"$program" "$folder" | tee "$folder/ours.csv"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install hnswlib numpy
echo "hnswlib:"
"$folder/venv/bin/python" "$(dirname "$0")/bench_retrieval.py" "$folder" | tee "$folder/theirs.csv"
"$folder/venv/bin/python" - "$folder" <<'END'
import csv, sys

ours, theirs = (list(csv.DictReader(open(f"{sys.argv[1]}/{name}.csv"))) for name in ("ours", "theirs"))
recall = max(abs(float(a["recall_at_10"]) - float(b["recall_at_10"])) for a, b in zip(ours, theirs))
time = max(float(a["us_per_query"]) / float(b["us_per_query"]) for a, b in zip(ours, theirs))
print(f"largest difference of recall@10: {recall:.4f} (bound 0.01)")
print(f"largest ratio of time per query: {time:.2f} (bound 2)")
sys.exit(0 if recall <= 0.01 and time <= 2 else 1)
END
