import Simulation

/// Fake objects that are alike.
public struct KwokGroup: Hashable, Sendable {
  /// Objects are named after it, with a number from 0.
  public var name: String
  public var resource: KwokStage.Resource
  public var count: Int
  /// When the first one is created, and how long until the next.
  public var start: SimTime
  public var gap: SimDuration
  /// Each is deleted (gets a deletion timestamp) this long after its creation; `nil`: never.
  public var lifetime: SimDuration?
  public var labels: [String: String]
  public var annotations: [String: String]
  /// Kind of the owner (`Job`); empty for none.
  public var ownerKind: String
  public var containers: Int
  public var initContainers: Int
  public var finalizers: [String]

  public init(
    name: String, resource: KwokStage.Resource, count: Int, start: SimTime = .zero,
    gap: SimDuration = .zero, lifetime: SimDuration? = nil
  ) {
    self.name = name
    self.resource = resource
    self.count = count
    self.start = start
    self.gap = gap
    self.lifetime = lifetime
    labels = [:]
    annotations = [:]
    ownerKind = ""
    containers = 1
    initContainers = 0
    finalizers = []
  }

  /// A new object of the group, as the API server has it before any stage.
  func object() -> KwokValue {
    func map(_ texts: [String: String]) -> KwokValue {
      texts.isEmpty
        ? .null : .object(texts.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })
    }
    var metadata = KwokValue.object([
      ("creationTimestamp", .text(KwokTemplate.now)), ("name", .text(KwokTemplate.name)),
    ])
    metadata["labels"] = map(labels)
    metadata["annotations"] = map(annotations)
    if !ownerKind.isEmpty {
      metadata["ownerReferences"] = .list([.object([("kind", .text(ownerKind))])])
    }
    if !finalizers.isEmpty { metadata["finalizers"] = .list(finalizers.map(KwokValue.text)) }
    guard resource == .pod else {
      return .object([("metadata", metadata), ("status", .object([]))])
    }
    func containers(_ count: Int, _ name: String) -> KwokValue {
      count == 0
        ? .null
        : .list(
          (0..<count).map {
            .object([("name", .text("\(name)\($0)")), ("image", .text("image"))])
          })
    }
    var spec = KwokValue.object([
      ("nodeName", .text("<node>")), ("containers", containers(self.containers, "c")),
    ])
    spec["initContainers"] = containers(initContainers, "init")
    return .object([
      ("metadata", metadata), ("spec", spec), ("status", .object([("phase", .text("Pending"))])),
    ])
  }
}

/// Fake nodes and pods under the stages that move them.
public struct KwokSetup: Hashable, Sendable {
  public var stages: [KwokStage]
  public var groups: [KwokGroup]
  public var end: SimTime
  public var seed: Seed

  public init(stages: [KwokStage], groups: [KwokGroup], end: SimTime, seed: Seed) {
    self.stages = stages
    self.groups = groups
    self.end = end
    self.seed = seed
  }
}
