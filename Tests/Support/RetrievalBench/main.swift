// Recall, time and memory of the house's HNSW index on the vectors that Scripts/bench_retrieval.py
// gives to hnswlib too: `make bench-retrieval`.
import Foundation
import GatewaySim
import Simulation

/// CPU time of this process in seconds.
func cpuSeconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

let arguments = Array(CommandLine.arguments.dropFirst())
let count = 20_000
let dimension = 64
let asked = 500
let (base, queries) = ClusteredVectors(count: count, dimension: dimension, clusters: 200)
  .make(queries: asked, seed: Seed("bench-retrieval"))

// With a folder: writes the vectors there as 32-bit floats, for the peer.
if let folder = arguments.first {
  func write(_ set: VectorSet, _ name: String) throws {
    var data = Data()
    for index in 0..<set.count {
      set[index].withUnsafeBytes { data.append(contentsOf: $0) }
    }
    try data.write(to: URL(fileURLWithPath: folder + "/" + name))
  }
  try write(base, "base.f32")
  try write(queries, "queries.f32")
}

let exact = ExactIndex(base)
let truth = (0..<asked).map { place in
  var work = SearchWork()
  return exact.search(queries, at: place, k: 10, work: &work)
}

// Levels are drawn: one index of M = 8 differs from the next by half a point of recall at ef = 10.
let seeds = ["1", "2", "3", "4", "5"].map { Seed($0) }
let widths = [10, 20, 40, 80, 160, 320]
print("M,ef,recall_at_10,us_per_query,distances_per_query,build_cpu_s,index_mb")
for links in [8, 16, 32] {
  var built = 0.0
  var recalls = [Double](repeating: 0, count: widths.count)
  var times = [Double](repeating: .infinity, count: widths.count)
  var distances = [Int](repeating: 0, count: widths.count)
  var bytes = 0
  for seed in seeds {
    let start = cpuSeconds()
    var index = HNSWIndex(base, settings: .init(links: links, efConstruction: 200), seed: seed)
    index.build()
    built += cpuSeconds() - start
    bytes = index.bytes
    var scratch = SearchScratch(count: count)
    for (column, ef) in widths.enumerated() {
      // The fastest of some rounds: what else runs on the machine only ever adds time.
      for round in 0..<3 {
        var work = SearchWork()
        var found: [[Neighbour]] = []
        found.reserveCapacity(asked)
        let before = cpuSeconds()
        for place in 0..<asked {
          found.append(
            index.search(queries, at: place, k: 10, ef: ef, scratch: &scratch, work: &work))
        }
        times[column] = min(times[column], (cpuSeconds() - before) / Double(asked) * 1e6)
        guard round == 0 else { continue }
        distances[column] += work.distances
        recalls[column] +=
          zip(found, truth).map { Recall.of($0, truth: $1) }.reduce(0, +) / Double(asked)
      }
    }
  }
  for (column, ef) in widths.enumerated() {
    let row = [
      String(links), String(ef),
      String(format: "%.4f", recalls[column] / Double(seeds.count)),
      String(format: "%.1f", times[column]), String(distances[column] / asked / seeds.count),
      String(format: "%.2f", built / Double(seeds.count)),
      String(format: "%.2f", Double(bytes) / 1e6),
    ]
    print(row.joined(separator: ","))
  }
}
