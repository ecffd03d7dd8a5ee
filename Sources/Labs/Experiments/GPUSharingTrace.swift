import KubeScheduling
import Simulation

/// Nodes and pods of the Alibaba GPU trace of 2023, or of any trace in its columns.
///
/// Pods are kept as classes of equal requests, so that a long trace needs four bytes a pod.
public struct GPUSharingTrace: Hashable, Sendable {
  public var nodes: [GPUNodeShape]
  /// The distinct requests, in the order they first came.
  public private(set) var classes: [GPUPodShape]
  /// One index into `classes` for each pod, in the order of the trace.
  public private(set) var pods: [Int32]
  private var classIndex: [GPUPodShape: Int32]

  public init(nodes: [GPUNodeShape], pods: [GPUPodShape] = []) {
    self.nodes = nodes
    classes = []
    self.pods = []
    classIndex = [:]
    for pod in pods { append(pod) }
  }

  public mutating func append(_ pod: GPUPodShape) {
    if let known = classIndex[pod] { return pods.append(known) }
    let index = Int32(classes.count)
    classIndex[pod] = index
    classes.append(pod)
    pods.append(index)
  }

  /// Without the nodes that have no GPU.
  ///
  /// The published runs are on the 1,213 nodes with GPUs (`data/node_yaml` there): pods without
  /// GPUs take CPU that pods with GPUs would need.
  public var onGPUNodes: GPUSharingTrace {
    var trace = self
    trace.nodes = nodes.filter { $0.gpus > 0 }
    return trace
  }

  public var capacityMilli: Int { nodes.reduce(0) { $0 + $1.gpus * GPUPodShape.wholeGPU } }

  /// The typical pods of the whole trace.
  public var typicalPods: TypicalPods {
    var counts = Array(repeating: 0, count: classes.count)
    for pod in pods { counts[Int(pod)] += 1 }
    return TypicalPods(workload: classes, counts: counts)
  }

  /// The trace's pods in random order, then as many more drawn from the trace (with replacement) as
  /// bring the GPUs asked for to `percent` % of the cluster's; when the trace asks for more than
  /// that, pods drawn at random are left out instead.
  ///
  /// Rules: `SortClusterPods` with shuffling and `TunePodsByNodeTotalResource` there. Drawing stops
  /// at the first pod of which one GPU's part would go beyond the target, not all its GPUs, so a
  /// pod of eight can go seven over. `limit` bounds the drawing for traces that ask for next to
  /// no GPUs.
  public func arrivals(
    percent: Int, limit: Int = 1_000_000, using generator: inout SeededGenerator
  ) -> [Int32] {
    var arrivals = pods
    generator.shuffle(&arrivals)
    let target = Double(percent) / 100 * Double(capacityMilli)
    var asked = pods.reduce(0) { $0 + classes[Int($1)].gpuMilli }
    if Double(asked) > target {
      // To take out one after another at random is to take out the first of a random order.
      var positions = Array(arrivals.indices)
      generator.shuffle(&positions)
      var isOut = Array(repeating: false, count: arrivals.count)
      for position in positions where Double(asked) > target {
        isOut[position] = true
        asked -= classes[Int(arrivals[position])].gpuMilli
      }
      return arrivals.indices.filter { !isOut[$0] }.map { arrivals[$0] }
    }
    // A trace without GPUs could be drawn from without end.
    guard asked > 0 else { return arrivals }
    while arrivals.count < max(limit, pods.count) {
      let pod = pods[generator.below(pods.count)]
      if Double(asked + classes[Int(pod)].milliPerGPU) > target { break }
      asked += classes[Int(pod)].gpuMilli
      arrivals.append(pod)
    }
    return arrivals
  }
}
