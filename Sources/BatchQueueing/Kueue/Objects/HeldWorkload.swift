import Simulation

extension Kueue {
  /// A workload that holds quota already, as a run or a recording begins with it.
  public struct HeldWorkload: Hashable, Sendable, Codable {
    public var workload: Workload
    public var admission: Admission
    /// When quota was reserved.
    public var reservedAt: SimTime
    /// Whether it was told to go and holds its quota only until its pods are gone.
    public var isEvicted: Bool

    public init(
      workload: Workload, admission: Admission, reservedAt: SimTime = .zero, isEvicted: Bool = false
    ) {
      self.workload = workload
      self.admission = admission
      self.reservedAt = reservedAt
      self.isEvicted = isEvicted
    }

    /// What it uses, by flavored resource; zero amounts too.
    public var usage: [FlavoredResource: Int] {
      var usage: [FlavoredResource: Int] = [:]
      for podSet in admission.podSets {
        for (resource, flavor) in podSet.flavors.sorted(by: { $0.key < $1.key }) {
          let fr = FlavoredResource(flavor: flavor, resource: resource)
          usage[fr] = Amount.sum(usage[fr] ?? 0, max(0, podSet.usage[resource] ?? 0))
        }
      }
      return usage
    }
  }
}
