/// Bounds within which no sum or product of the simulator leaves 64 bits and no table outgrows memory.
///
/// No cluster comes near them. A case beyond them is refused, so that a broken file fails instead of
/// taking the program down.
private enum Limit {
  /// The largest amount of a node, and the largest sum of what all pods of a case ask for: a hundred
  /// times this still fits.
  static let amount = 1 << 56
  /// GPUs of a whole cluster: the simulator keeps an entry for each.
  static let devices = 1 << 20
  /// Containers of a pod, each of which may name any image.
  static let containers = 1 << 10
}

extension KubeSchedulerGoldenCase {
  func checkLimits() throws {
    var devices = 0
    for node in nodes ?? [] {
      for image in node.images ?? [] {
        try check(image.sizeBytes ?? 0, "the size of an image of node \(node.name)")
        // Sums of a pod's images must not overflow either.
        try check((image.sizeBytes ?? 0) * Limit.containers, "an image of node \(node.name)")
      }
      for (name, amount) in node.allocatable ?? [:] {
        try check(amount, "allocatable \(name) of node \(node.name)")
        guard name == "nvidia.com/gpu" else { continue }
        devices += amount
        if devices > Limit.devices { throw GoldenFileError("more than \(Limit.devices) GPUs") }
      }
    }
    var sum = 0
    for pod in (existingPods ?? []) + (steps ?? []).map(\.pod) + (pod.map { [$0] } ?? []) {
      guard (pod.images ?? []).count + (pod.initImages ?? []).count <= Limit.containers else {
        throw GoldenFileError("pod \(pod.name ?? ""): more than \(Limit.containers) images")
      }
      for list in (pod.containers ?? []) + (pod.initContainers ?? []).map({ $0.requests ?? [:] })
        + [pod.overhead ?? [:]]
      {
        for (name, amount) in list {
          try check(amount, "\(name) of pod \(pod.name ?? "")")
          sum += amount
          try check(sum, "the sum of all requests")
        }
      }
    }
  }

  private func check(_ amount: Int, _ what: String) throws {
    guard (0...Limit.amount).contains(amount) else {
      throw GoldenFileError("\(what): \(amount) is outside 0...\(Limit.amount)")
    }
  }
}
