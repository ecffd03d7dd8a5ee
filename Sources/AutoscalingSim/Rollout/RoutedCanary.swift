/// The numbers of pods of a canary whose traffic a router divides: the pods need not mirror the
/// weight, they only have to carry it.
///
/// Argo Rollouts 9f8d111d, `CalculateReplicaCountsForTrafficRoutedCanary`.
public struct RoutedCanary: Hashable, Sendable {
  /// Traffic as the router has it now, in parts of `maxWeight`.
  public struct Weights: Hashable, Sendable {
    public var canary: Int
    public var stable: Int
    public init(canary: Int, stable: Int) {
      self.canary = canary
      self.stable = stable
    }
  }

  public var replicas: Int
  /// The traffic that the canary shall get, in parts of `maxWeight`.
  public var weight: Int
  public var maxWeight: Int
  /// A number of canary pods set by hand (`setCanaryScale.replicas`); `nil` follows the weight.
  public var canaryPods: Int?
  /// Whether stable pods go as their traffic goes (`dynamicStableScale`).
  public var isStableScaled: Bool
  /// At least this many pods a version that has any (`minPodsPerReplicaSet`), capped at `replicas`.
  public var minimumPods: Int?
  /// `nil` before the router ever divided anything.
  public var currentWeights: Weights?
  public var isAborted: Bool

  public init(
    replicas: Int, weight: Int, maxWeight: Int = 100, canaryPods: Int? = nil,
    isStableScaled: Bool = false, minimumPods: Int? = nil, currentWeights: Weights? = nil,
    isAborted: Bool = false
  ) {
    self.replicas = replicas
    self.weight = weight
    self.maxWeight = maxWeight
    self.canaryPods = canaryPods
    self.isStableScaled = isStableScaled
    self.minimumPods = minimumPods
    self.currentWeights = currentWeights
    self.isAborted = isAborted
  }

  /// The pods each version needs, rounded up, so that nobody gets traffic without a pod.
  public func decide() -> CanarySplit {
    var canary = canaryPods ?? withMinimum(pods(for: weight))
    guard isStableScaled else { return CanarySplit(canary: canary, stable: replicas) }
    // Ready for the traffic that is still there and for the traffic that will come.
    var stable = pods(for: top - weight)
    if let currentWeights {
      stable = max(stable, pods(for: currentWeights.stable))
      if isAborted { canary = max(canary, pods(for: currentWeights.canary)) }
    }
    return CanarySplit(canary: withMinimum(canary), stable: withMinimum(stable))
  }

  private var top: Int { max(1, Int(Int32(clamping: maxWeight))) }

  /// ceil(weight * replicas / maxWeight), computed in floating point as there.
  private func pods(for weight: Int) -> Int {
    let exact =
      Double(Int32(clamping: weight)) * Double(Int32(clamping: replicas)) / Double(top)
    return Int(exact.rounded(.up))
  }

  private func withMinimum(_ pods: Int) -> Int {
    guard pods != 0, let minimumPods else { return pods }
    return max(pods, min(minimumPods, replicas))
  }
}

/// The traffic weight of a canary's step.
///
/// Argo Rollouts 9f8d111d: the last `setWeight` at or before the current step; 0 before the first
/// and after an abort; everything once all steps are done.
public func canaryWeight(
  steps: [CanaryStep], at index: Int, maxWeight: Int = 100, isAborted: Bool
) -> Int {
  if isAborted { return 0 }
  guard steps.indices.contains(index) else { return maxWeight }
  for step in steps[...index].reversed() {
    if case .setWeight(let weight) = step { return weight }
  }
  return 0
}
