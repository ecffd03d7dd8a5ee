/// A rule that moves fake objects: when an object looks so, then after a while it looks so.
///
/// Source: KWOK v0.8, API `kwok.x-k8s.io/v1alpha1` Stage, `pkg/utils/lifecycle`.
public struct KwokStage: Hashable, Sendable {
  public enum Resource: String, Hashable, Sendable, CaseIterable {
    case node = "Node"
    case pod = "Pod"
  }
  public enum Operator: String, Hashable, Sendable, CaseIterable {
    case `in` = "In"
    case notIn = "NotIn"
    case exists = "Exists"
    case doesNotExist = "DoesNotExist"
  }
  /// A condition on what a path leads to.
  public struct Requirement: Hashable, Sendable {
    public var path: KwokPath
    public var comparison: Operator
    public var values: [String]

    public init(path: KwokPath, _ comparison: Operator, values: [String] = []) {
      self.path = path
      self.comparison = comparison
      self.values = values
    }

    func matches(_ object: KwokValue) -> Bool {
      let found = path.values(in: object)
      switch comparison {
      case .in: return found.contains { $0.scalarText.map(values.contains) ?? false }
      case .notIn: return !found.contains { $0.scalarText.map(values.contains) ?? false }
      case .exists: return !found.isEmpty
      case .doesNotExist: return found.isEmpty
      }
    }
  }
  /// A whole number, or what a path of the object says instead.
  public struct Amount: Hashable, Sendable {
    /// Milliseconds, or a weight.
    public var standard: Int?
    public var from: KwokPath?

    public init(_ standard: Int? = nil, from: KwokPath? = nil) {
      self.standard = standard
      self.from = from
    }
  }
  public struct Event: Hashable, Sendable {
    public var isWarning: Bool
    public var reason: String
    public var message: String

    public init(isWarning: Bool, reason: String, message: String) {
      self.isWarning = isWarning
      self.reason = reason
      self.message = message
    }
  }

  public var name: String
  public var resource: Resource
  public var labels: [String: String]
  public var annotations: [String: String]
  public var requirements: [Requirement]
  public var weight: Amount
  /// Milliseconds until it happens.
  public var delay: Amount
  /// A longer one spreads the delay evenly up to it; a shorter one takes its place.
  public var jitter: Amount
  /// Status that is laid over the object's, as a Go template of YAML; `nil` without one.
  public var status: KwokTemplate?
  public var event: Event?
  public var addedFinalizers: [String]
  public var removedFinalizers: [String]
  public var removesAllFinalizers: Bool
  public var deletes: Bool
  /// Kept for writing back: every change is looked at again at once in any case, and KWOK knows a
  /// change that it has seen already by its resource version.
  public var isImmediate: Bool

  public init(
    name: String, resource: Resource, requirements: [Requirement] = [], weight: Amount = Amount(0),
    delay: Amount = Amount(), jitter: Amount = Amount(), status: KwokTemplate? = nil,
    deletes: Bool = false
  ) {
    self.name = name
    self.resource = resource
    labels = [:]
    annotations = [:]
    self.requirements = requirements
    self.weight = weight
    self.delay = delay
    self.jitter = jitter
    self.status = status
    event = nil
    addedFinalizers = []
    removedFinalizers = []
    removesAllFinalizers = false
    self.deletes = deletes
    isImmediate = false
  }

  func matches(_ object: KwokValue) -> Bool { hindrance(object) == nil }

  /// The first condition that does not hold, as it would be written; `nil` when all do.
  func hindrance(_ object: KwokValue) -> String? {
    let metadata = object["metadata"]
    for (kind, wanted) in [("labels", labels), ("annotations", annotations)] {
      let missing = wanted.filter { metadata[kind][$0.key] != .text($0.value) }.keys.min()
      if let missing { return "\(missing)=\(wanted[missing] ?? "")" }
    }
    guard let failed = requirements.first(where: { !$0.matches(object) }) else { return nil }
    let values = failed.values.isEmpty ? "" : " [" + failed.values.joined(separator: ", ") + "]"
    return failed.path.text + " " + failed.comparison.rawValue + values
  }

  /// The object as the stage leaves it; `nil` when it deletes it.
  func applied(to object: KwokValue) -> KwokValue? {
    var result = object
    var finalizers = result["metadata"]["finalizers"].elements
    if removesAllFinalizers { finalizers = [] }
    finalizers.removeAll { $0.scalarText.map(removedFinalizers.contains) ?? false }
    for finalizer in addedFinalizers where !finalizers.contains(.text(finalizer)) {
      finalizers.append(.text(finalizer))
    }
    result["metadata"]["finalizers"] = finalizers.isEmpty ? .null : .list(finalizers)
    if deletes {
      // The API server keeps an object until its last finalizer is gone.
      guard !finalizers.isEmpty else { return nil }
      if result["metadata"]["deletionTimestamp"] == .null {
        result["metadata"]["deletionTimestamp"] = .text(KwokTemplate.now)
      }
      return result
    }
    if let status {
      let rendered = status.render(object)
      if rendered != .null {
        let old = result["status"] == .null ? KwokValue.object([]) : result["status"]
        result["status"] = old.patched(with: rendered)
      }
    }
    if finalizers.isEmpty, result["metadata"]["deletionTimestamp"] != .null,
      object["metadata"]["finalizers"] != .null
    {
      return nil
    }
    return result
  }

  /// What a stage that leaves an object's look as it is writes anew.
  enum Freshness: Sendable {
    /// Nothing: what it writes is there already.
    case none
    /// Times, which the API keeps in whole seconds.
    case seconds
    /// The time in a text of another kind, which is never the same twice.
    case always
  }

  /// Times that the stage's patch holds, for an object.
  ///
  /// The fields of NodeStatus and PodStatus that are times end in `Time` or `At`.
  func freshness(_ object: KwokValue) -> Freshness {
    guard !deletes, let status else { return .none }
    var found = Freshness.none
    func visit(_ value: KwokValue, _ key: String) {
      switch value {
      case .text(let text):
        if text == KwokTemplate.now, key.hasSuffix("Time") || key.hasSuffix("At") {
          if found == .none { found = .seconds }
        } else if text.contains(KwokTemplate.now) {
          found = .always
        }
      case .list(let list): for item in list { visit(item, key) }
      case .map(let entries): for entry in entries { visit(entry.value, entry.key) }
      default: break
      }
    }
    visit(status.render(object), "")
    return found
  }
}
