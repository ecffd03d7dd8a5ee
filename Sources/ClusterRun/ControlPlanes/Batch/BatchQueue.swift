import Cluster

/// A queue as batch schedulers (Volcano, KAI) see it, with quotas in the words of the lab.
public struct BatchQueue: Hashable, Sendable {
  /// What the queue is entitled to of one resource, in the resource's unit; of several entries for
  /// one resource (Kueue's flavors) the sum counts.
  public struct Quota: Hashable, Sendable {
    public var resource: ResourceName
    public var flavor: String
    /// The deserved amount.
    public var nominal: Int
    /// Beyond `nominal` at most so much; `nil`: no limit.
    public var borrowingLimit: Int?

    public init(
      _ resource: ResourceName, flavor: String = "", nominal: Int, borrowingLimit: Int? = nil
    ) {
      self.resource = resource
      self.flavor = flavor
      self.nominal = nominal
      self.borrowingLimit = borrowingLimit
    }
  }

  public var name: String
  /// Empty: at the top.
  public var parent: String
  /// Hundredths: 100 is the weight 1.
  public var weightPercent: Int
  /// Higher is served first.
  public var priority: Int
  public var quotas: [Quota]

  /// The queue of jobs that name none.
  public static let standardName = "default"

  public init(
    _ name: String, parent: String = "", weightPercent: Int = 100, priority: Int = 0,
    quotas: [Quota] = []
  ) {
    self.name = name
    self.parent = parent
    self.weightPercent = weightPercent
    self.priority = priority
    self.quotas = quotas
  }
}

/// Queues under their parents.
///
/// A queue above others is entitled to what is its own and what those below it are entitled to: one
/// tree of quotas then means the same as in Kueue, where a cohort's quota adds to its members'.
public struct BatchQueueTree: Hashable, Sendable {
  /// Names differ, and every parent is there; the queue `default` is always among them.
  public private(set) var queues: [BatchQueue]
  private let indices: [String: Int]
  public let children: [[Int]]
  /// Whether `default` was added because nobody defined it.
  public let addsStandard: Bool

  /// Of queues of one name the first counts; one whose chain of parents does not end is a root.
  public init(_ list: [BatchQueue]) {
    var indices: [String: Int] = [:]
    var queues: [BatchQueue] = []
    for queue in list where indices[queue.name] == nil {
      indices[queue.name] = queues.count
      queues.append(queue)
    }
    addsStandard = indices[BatchQueue.standardName] == nil
    if addsStandard {
      indices[BatchQueue.standardName] = queues.count
      queues.append(BatchQueue(BatchQueue.standardName))
    }
    for index in queues.indices {
      var above = indices[queues[index].parent]
      var steps = 0
      while let next = above, steps <= queues.count {
        above = indices[queues[next].parent]
        steps += 1
      }
      if above != nil || indices[queues[index].parent] == nil { queues[index].parent = "" }
    }
    var children = Array(repeating: [Int](), count: queues.count)
    for (index, queue) in queues.enumerated() {
      if let parent = indices[queue.parent] { children[parent].append(index) }
    }
    self.queues = queues
    self.indices = indices
    self.children = children
  }

  public func index(of name: String) -> Int? { indices[name] }

  /// Whether any queue stands below another.
  public var isHierarchical: Bool { children.contains { !$0.isEmpty } }

  /// Resources that any quota names, by name.
  public var resources: [ResourceName] {
    queues.flatMap { $0.quotas.map(\.resource) }.sorted()
      .reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  /// The deserved amount of the queue and all below; `nil` where nobody says.
  public func deserved(_ queue: Int, _ resource: ResourceName) -> Int? {
    let parts =
      queues[queue].quotas.filter { $0.resource == resource }.map { max(0, $0.nominal) }
      + children[queue].compactMap { deserved($0, resource) }
    return parts.isEmpty ? nil : parts.reduce(0, saturatingSum)
  }

  /// The most that the queue may have; `nil` without a limit.
  public func limit(_ queue: Int, _ resource: ResourceName) -> Int? {
    let own = queues[queue].quotas.filter { $0.resource == resource }
    guard !own.isEmpty, let nominal = deserved(queue, resource) else { return nil }
    var limit = nominal
    for quota in own {
      guard let borrowing = quota.borrowingLimit else { return nil }
      limit = saturatingSum(limit, max(0, borrowing))
    }
    return limit
  }

  /// Names of the queues from the top down to this one.
  public func path(to queue: Int) -> [String] {
    var path = [queues[queue].name]
    var above = indices[queues[queue].parent]
    while let next = above {
      path.insert(queues[next].name, at: 0)
      above = indices[queues[next].parent]
    }
    return path
  }

  /// New limits of a queue; those of queues that are not there are passed over.
  public mutating func apply(_ change: QuotaChange) {
    guard let queue = indices[change.queue] else { return }
    var at = queues[queue].quotas.firstIndex {
      $0.resource == change.resource && (change.flavor.isEmpty || $0.flavor == change.flavor)
    }
    if at == nil, change.nominal != nil {
      queues[queue].quotas.append(
        BatchQueue.Quota(change.resource, flavor: change.flavor, nominal: 0))
      at = queues[queue].quotas.count - 1
    }
    guard let at else { return }
    if let nominal = change.nominal { queues[queue].quotas[at].nominal = nominal }
    if let limit = change.borrowingLimit { queues[queue].quotas[at].borrowingLimit = limit }
  }
}

/// The sum, or the largest number where it does not fit.
func saturatingSum(_ a: Int, _ b: Int) -> Int {
  let (sum, overflow) = a.addingReportingOverflow(b)
  return overflow ? .max : sum
}
