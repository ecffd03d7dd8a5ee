extension Kueue {
  /// One resource of one flavor, the unit in which quota is given and used.
  ///
  /// Written `flavor/resource`; ordered by resource name, then flavor name.
  public struct FlavoredResource: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public var flavor: String
    public var resource: String

    public init(flavor: String, resource: String) {
      self.flavor = flavor
      self.resource = resource
    }

    public var description: String { "\(flavor)/\(resource)" }

    public static func < (a: Self, b: Self) -> Bool {
      (a.resource, a.flavor) < (b.resource, b.flavor)
    }
  }

  /// What a ClusterQueue or Cohort owns of one flavored resource, and how far it may go beyond.
  public struct Quota: Hashable, Sendable, Codable {
    /// What the node owns, in the resource's unit; `Quota.unlimited` means without end.
    public var nominal: Int
    /// How much more than its own quota the subtree may take from its parent; `nil` for no limit.
    public var borrowingLimit: Int?
    /// How much of its own quota the subtree lends to its parent; `nil` lends everything.
    public var lendingLimit: Int?

    public init(nominal: Int, borrowingLimit: Int? = nil, lendingLimit: Int? = nil) {
      self.nominal = nominal
      self.borrowingLimit = borrowingLimit
      self.lendingLimit = lendingLimit
    }

    /// The quantity that stands for "no end"; sums that reach it stay there.
    public static let unlimited = Int.max
  }

  /// One flavor of a resource group, with a quota for each resource that the group covers.
  public struct FlavorQuotas: Hashable, Sendable, Codable {
    public var flavor: String
    /// By resource name.
    public var resources: [String: Quota]

    public init(flavor: String, resources: [String: Quota]) {
      self.flavor = flavor
      self.resources = resources
    }
  }

  /// Resources that are always served by the same flavor, and the flavors in the order tried.
  public struct ResourceGroup: Hashable, Sendable, Codable {
    /// The covered resources (`coveredResources` in the API).
    public var resources: [String]
    public var flavors: [FlavorQuotas]

    public init(resources: [String], flavors: [FlavorQuotas]) {
      self.resources = resources
      self.flavors = flavors
    }
  }
}
