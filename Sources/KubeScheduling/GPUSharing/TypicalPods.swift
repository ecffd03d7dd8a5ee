/// The pods that a cluster expects, by what they ask for: what FGD measures fragments against.
public struct TypicalPods: Hashable, Sendable {
  /// One kind of pod; memory plays no part, as in the published rules.
  public struct Entry: Hashable, Sendable {
    public let pod: GPUPodShape
    /// Its part of the typical pods, 0...1; all together make 1.
    public let share: Double
  }

  public let entries: [Entry]

  /// The most frequent kinds of pods until they make up `percent` % of the workload.
  ///
  /// Equal counts: the larger CPU request first, then the larger share of a GPU, more GPUs, the
  /// later model list. Rules: `GetTypicalPods` there, with CPU pods, threshold 95, step 1 and no
  /// weight for GPUs.
  public init(workload: [GPUPodShape], counts: [Int], covering percent: Int = 95) {
    var merged: [GPUPodShape: Int] = [:]
    for (pod, count) in zip(workload, counts) where count > 0 {
      var kind = pod
      kind.memory = 0
      merged[kind, default: 0] += count
    }
    let sorted = merged.map { (pod: $0.key, count: $0.value) }.sorted {
      $0.count != $1.count ? $0.count > $1.count : Self.precedes($1.pod, $0.pod)
    }
    let total = Double(sorted.reduce(0) { $0 + $1.count })
    let wanted = Double(percent) * total / 100
    var covered = 0.0
    var used: [(pod: GPUPodShape, share: Double)] = []
    for (pod, count) in sorted where covered < wanted {
      covered += Double(count)
      used.append((pod, Double(count) / total))
    }
    // The order of the divisions is the original's: a last bit can turn a whole-number score.
    let isCut = used.count < sorted.count
    entries = used.map {
      Entry(pod: $0.pod, share: isCut ? $0.share / (covered / total) : $0.share)
    }
  }

  private static func precedes(_ a: GPUPodShape, _ b: GPUPodShape) -> Bool {
    (a.cpuMilli, a.milliPerGPU, a.gpus, a.models.joined(separator: "|"))
      < (b.cpuMilli, b.milliPerGPU, b.gpus, b.models.joined(separator: "|"))
  }
}
