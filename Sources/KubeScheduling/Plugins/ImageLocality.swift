import Cluster

extension ScorePlugin {
  /// The more bytes of the pod's images the node has already, the better; images that few nodes have
  /// count less, so that pods do not pile up there.
  public static func imageLocality(weight: Int = 1) -> ScorePlugin {
    ScorePlugin(name: "ImageLocality", weight: weight, known: .imageLocality) {
      pod, state, nodes in
      let spec = state.spec(of: pod)
      guard let scores = ImageScores(spec, state) else {
        return ScoreColumn(raw: Array(repeating: 0, count: nodes.count))
      }
      return ScoreColumn(raw: nodes.map(scores.score))
    }
  }
}

/// The score of ImageLocality for one pod on every node (kube-scheduler v1.35).
struct ImageScores: Sendable {
  /// 23 MiB: smaller images are quick to fetch.
  static let least = 23 << 20
  /// 1000 MiB for each container: more does not count.
  static let mostPerContainer = 1_000 << 20

  /// By node: bytes, each image scaled by the share of nodes that have it.
  private var sums: [Int]
  private let containers: Int

  /// `nil` when no node has any of the pod's images: all score 0.
  init?(_ pod: Pod, _ state: ClusterState) {
    containers = pod.containers.count + pod.initContainers.count
    let found = (pod.initImages + pod.images).compactMap {
      state.images.entry(Self.normalized($0))
    }
    if found.isEmpty { return nil }
    sums = Array(repeating: 0, count: state.nodes.count)
    for image in found {
      let spread = Double(image.nodes.count) / Double(state.nodes.count)
      for (node, size) in image.nodes { sums[node] += Int(Double(size) * spread) }
    }
  }

  func score(_ node: NodeIndex) -> Int {
    let most = Self.mostPerContainer * containers
    let sum = min(max(sums[node], Self.least), max(most, Self.least))
    return most <= Self.least ? 0 : maximumNodeScore * (sum - Self.least) / (most - Self.least)
  }

  /// With `:latest` when the part after the last slash has no tag; a digest counts as one.
  static func normalized(_ name: String) -> String {
    let slash = name.utf8.lastIndex(of: UInt8(ascii: "/"))
    let tail = slash.map { name.utf8[$0...] } ?? name.utf8[...]
    return tail.contains(UInt8(ascii: ":")) ? name : name + ":latest"
  }
}
