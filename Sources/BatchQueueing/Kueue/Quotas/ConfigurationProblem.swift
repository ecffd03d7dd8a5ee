extension Kueue {
  /// Something in the objects that cannot work, with the object it stands in.
  public enum ConfigurationProblem: Error, Hashable, Sendable {
    /// The cohorts are each other's ancestors, first name first again; their queues stay inactive.
    case cohortCycle([String])
    /// The cohort lies deeper than `QuotaTree.deepest` levels; its queues stay inactive.
    case cohortTooDeep(cohort: String)
    /// Two objects have the same name; the later one is left out.
    case duplicate(Kind, name: String)
    /// A quota, limit or request is below zero and counts as 0.
    case negative(Kind, name: String, FlavoredResource)
    /// A resource belongs to two groups of one object; the first group has it.
    case resourceInTwoGroups(Kind, name: String, resource: String)
    /// A flavor lacks a quota for a resource that its group covers; it counts as 0.
    case quotaMissing(Kind, name: String, FlavoredResource)
    /// The queue names a flavor that does not exist and stays inactive until it does.
    case flavorMissing(clusterQueue: String, flavor: String)
    /// A weight below zero or no number; it counts as 0.
    case badWeight(Kind, name: String)

    public enum Kind: String, Hashable, Sendable, Codable {
      case clusterQueue = "ClusterQueue"
      case cohort = "Cohort"
      case localQueue = "LocalQueue"
      case resourceFlavor = "ResourceFlavor"
    }
  }
}
