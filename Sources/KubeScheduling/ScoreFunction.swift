import Cluster

/// A score of one node for one pod, 0 (worst) to 100: the decision a learner can write.
public typealias ScoreFunction = @Sendable (ScoreInput) -> Int

/// Everything a `ScoreFunction` may look at.
public struct ScoreInput: Sendable {
  /// One resource of the node, with the pod already counted in.
  public struct ResourceUse: Hashable, Sendable {
    /// Index into `ClusterState.resources`.
    public var resource: Int
    /// MilliCPU, bytes or devices; never 0.
    public var allocatable: Int
    /// Requests of the pods on the node plus this pod's, same unit.
    public var requested: Int
    /// This pod's part of `requested`.
    public var podRequest: Int
    /// The weight configured for the resource, at least 1.
    public var weight: Int

    public init(
      resource: Int, allocatable: Int, requested: Int, podRequest: Int, weight: Int = 1
    ) {
      self.resource = resource
      self.allocatable = allocatable
      self.requested = requested
      self.podRequest = podRequest
      self.weight = weight
    }
  }

  /// The configured resources in their order, without those that the node does not have and without
  /// extended resources that the pod does not ask for.
  public var resources: [ResourceUse] = []
  /// Pods on the node before this one.
  public var podsOnNode = 0
  /// GPUs of the node.
  public var gpus = 0
  /// GPUs that nobody touches, before this pod.
  public var wholeFreeGPUs = 0
  /// Thousandths of GPUs free, before this pod.
  public var freeGPUMilli = 0
  /// What the pod asks for: whole GPUs, or thousandths of one.
  public var podGPUs = 0
  public var podGPUShareMilli = 0
  public var podPriority = 0

  public init() {}
}

/// A configured resource and its weight (1 to 100).
public struct WeightedResource: Hashable, Sendable {
  public let name: ResourceName
  public let weight: Int

  public init(_ name: ResourceName, weight: Int = 1) {
    self.name = name
    self.weight = weight
  }

  /// cpu 1, memory 1: what kube-scheduler uses when nothing is configured.
  public static let defaults = [WeightedResource(.cpu), WeightedResource(.memory)]
}

/// How a resource scorer counts the requests of cpu and memory.
enum RequestCounting: Sendable {
  /// With 100 milliCPU and 200 MiB for containers that name none.
  case nonZero
  case plain
}

/// Fills `ScoreInput` for one node after another without allocating.
struct ScoreInputBuilder: Sendable {
  private struct Source {
    let resource: Int
    let podRequest: Int
    let weight: Int
  }

  private(set) var input = ScoreInput()
  private var sources: [Source] = []
  private let rule: PerNodeScore

  /// `nil` when the rule has nothing to say about pods of the class.
  init?(_ rule: PerNodeScore, _ podClass: PodClassIndex, _ state: ClusterState) {
    self.rule = rule
    let counting = rule.counting
    let record = state.record(ofClass: podClass)
    if rule.skipsWithoutRequest {
      let asksForAny = rule.resources.contains { resource in
        state.resourceIndex(resource.name).map { record.request($0) != 0 } ?? false
      }
      if !asksForAny { return nil }
    }
    for resource in rule.resources {
      guard let index = state.resourceIndex(resource.name) else { continue }
      let request =
        switch (counting, index) {
        case (.nonZero, 0): record.nonZeroCPU
        case (.nonZero, 1): record.nonZeroMemory
        default: record.request(index)
        }
      if resource.name.isExtended && request == 0 { continue }
      sources.append(Source(resource: index, podRequest: request, weight: resource.weight))
    }
    input.resources.reserveCapacity(sources.count)
    input.podGPUs = record.gpus
    input.podGPUShareMilli = record.gpuShareMilli
    input.podPriority = record.priority
  }

  mutating func score(_ node: NodeIndex, _ state: ClusterState) -> Int {
    if rule.readsAll { fillAll(node, state) } else { fillResources(node, state) }
    return rule.function(input)
  }

  private mutating func fillResources(_ node: NodeIndex, _ state: ClusterState) {
    input.resources.removeAll(keepingCapacity: true)
    for source in sources {
      let allocatable = state.allocatable(source.resource, on: node)
      if allocatable == 0 { continue }
      let used =
        switch (rule.counting, source.resource) {
        case (.nonZero, 0): state.nonZeroCPU[node]
        case (.nonZero, 1): state.nonZeroMemory[node]
        default: state.requested(source.resource, on: node)
        }
      input.resources.append(
        ScoreInput.ResourceUse(
          resource: source.resource, allocatable: allocatable,
          requested: used + source.podRequest, podRequest: source.podRequest,
          weight: source.weight))
    }
  }

  private mutating func fillAll(_ node: NodeIndex, _ state: ClusterState) {
    fillResources(node, state)
    input.podsOnNode = state.podCounts[node]
    input.gpus = state.gpuCount(on: node)
    input.wholeFreeGPUs = state.wholeFreeGPUs(on: node)
    input.freeGPUMilli = state.freeGPUMilli(on: node)
  }
}
