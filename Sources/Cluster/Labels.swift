/// Labels of a node or pod, sorted by key.
public struct LabelSet: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  /// One label.
  public struct Label: Hashable, Sendable {
    public let key: String
    public let value: String
    public init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  public private(set) var labels: [Label] = []

  public init() {}

  /// The last of several labels of one key counts.
  public init(_ pairs: [(String, String)]) { for (key, value) in pairs { self[key] = value } }

  public init(dictionaryLiteral elements: (String, String)...) { self.init(elements) }

  /// `nil` when the label is missing.
  public subscript(key: String) -> String? {
    get { labels.first { $0.key == key }?.value }
    set {
      let at = labels.firstIndex { $0.key >= key } ?? labels.count
      if at < labels.count && labels[at].key == key { labels.remove(at: at) }
      if let newValue { labels.insert(Label(key: key, value: newValue), at: at) }
    }
  }

  public var isEmpty: Bool { labels.isEmpty }
}

/// Well-known label keys.
public enum WellKnownLabel {
  public static let hostname = "kubernetes.io/hostname"
  public static let zone = "topology.kubernetes.io/zone"
  public static let region = "topology.kubernetes.io/region"
  /// The names of zone and region before Kubernetes 1.17, which kube-scheduler still reads.
  public static let legacyZone = "failure-domain.beta.kubernetes.io/zone"
  public static let legacyRegion = "failure-domain.beta.kubernetes.io/region"
}

/// One comparison of a label, as in node affinity and label selectors.
public struct LabelRequirement: Hashable, Sendable {
  /// Spelled as in the Kubernetes API.
  public enum Operator: String, Hashable, Sendable, CaseIterable {
    case `in` = "In"
    case notIn = "NotIn"
    case exists = "Exists"
    case doesNotExist = "DoesNotExist"
    case greaterThan = "Gt"
    case lessThan = "Lt"
  }

  public let key: String
  public let `operator`: Operator
  public let values: [String]

  public init(_ key: String, _ operator: Operator, _ values: [String] = []) {
    self.key = key
    self.operator = `operator`
    self.values = values
  }

  /// Whether a label value, `nil` when the label is missing, meets the requirement.
  ///
  /// NotIn and DoesNotExist accept a missing label; Gt and Lt need whole numbers on both sides
  /// (apimachinery's `labels.Requirement`).
  public func isMet(by value: String?) -> Bool {
    switch `operator` {
    case .in: return value.map(values.contains) ?? false
    case .notIn: return value.map { !values.contains($0) } ?? true
    case .exists: return value != nil
    case .doesNotExist: return value == nil
    case .greaterThan, .lessThan:
      guard let value, let has = Int(value), values.count == 1, let limit = Int(values[0])
      else { return false }
      return `operator` == .greaterThan ? has > limit : has < limit
    }
  }
}

/// A label selector of the API: requirements joined by AND. Without requirements it matches
/// everything.
public struct LabelSelector: Hashable, Sendable {
  public var requirements: [LabelRequirement]

  public init(_ requirements: [LabelRequirement] = []) { self.requirements = requirements }

  /// All of these labels with exactly these values.
  public init(matchLabels: LabelSet) {
    requirements = matchLabels.labels.map { LabelRequirement($0.key, .in, [$0.value]) }
  }

  public var isEmpty: Bool { requirements.isEmpty }

  /// Whether the labels meet every requirement.
  public func matches(_ labels: LabelSet) -> Bool {
    requirements.allSatisfy { $0.isMet(by: labels[$0.key]) }
  }
}
