import Simulation

extension Godel {
  /// Dispatcher, schedulers and binder with what each of them knows.
  ///
  /// Nothing runs by itself: the caller decides when a scheduler looks at the cluster (`refresh`), when
  /// it works (`schedule`), and when the binder does (`bind`). What lies between a look and the binding
  /// is the time in which decisions of others go unseen.
  public struct System: Sendable {
    /// What a scheduler knows and has to do.
    struct Instance: Sendable {
      /// In the order of the nodes' names.
      var belief: [NodeView]
      /// Nodes that it prefers, by name. The others are tried when none of these will do.
      var partition: Set<String>
      /// Keys of units by sub-cluster, to be worked at.
      var queue: [String: [String]] = [:]
      /// Units that found no place, until the next look.
      var parked: [String] = []
      /// How many bindings there were at the last look.
      var lookedAt = 0
    }

    struct Job: Sendable {
      var unit: Unit
      let arrival: Int
      var scheduler: Int?
      /// Pods that are neither running nor on their way to the binder.
      var pending: [String]
      /// Pods on their way to the binder.
      var assumed: [Placement] = []
      var assumedLookedAt = 0
      /// Some pods of the unit have run: later ones need not wait for each other.
      var everScheduled = false
      var isTimedOut = false
    }

    /// Label of nodes, and key of node selectors, that divides the cluster; `nil`: no division.
    public let subClusterKey: String?
    let place: Place
    var random: SeededGenerator
    /// What is bound, in the order of the nodes' names.
    var truth: [NodeView]
    var instances: [Instance]
    var jobs: [String: Job] = [:]
    /// Keys of units that have not been handed to a scheduler, first come first served.
    var waiting: [String] = []
    /// Keys of units that wait for the binder.
    var binding: [String] = []
    /// Which unit was bound where, in order.
    var bindings: [(unit: String, node: String)] = []
    /// Where pods run.
    var running: [String: (node: String, pod: Pod)] = [:]
    private var arrivals = 0

    /// - Parameters:
    ///   - nodes: Of several with one name the last counts.
    ///   - schedulers: At least 1.
    ///   - partitioned: Each scheduler prefers a part of the nodes, dealt out in turn by name; else all
    ///     prefer all.
    ///   - seed: Decides between equally loaded schedulers.
    public init(
      nodes: [Node], schedulers: Int, partitioned: Bool = true, subClusterKey: String? = nil,
      seed: Seed, place: @escaping Place = Godel.bestFit
    ) {
      var byName: [String: Node] = [:]
      for node in nodes { byName[node.name] = node }
      truth = byName.keys.sorted().compactMap { byName[$0].map(NodeView.init) }
      let count = max(1, schedulers)
      let views = truth
      instances = (0..<count).map { scheduler in
        let own = views.enumerated().filter { !partitioned || $0.offset % count == scheduler }
        return Instance(belief: views, partition: Set(own.map(\.element.node.name)))
      }
      self.subClusterKey = subClusterKey
      self.place = place
      random = SeededGenerator(seed: seed, stream: "godel dispatcher")
    }

    public var schedulerCount: Int { instances.count }

    /// The nodes as they are.
    public var nodes: [NodeView] { truth }

    /// The nodes as a scheduler believes them to be.
    public func belief(of scheduler: Int) -> [NodeView] { instances[scheduler].belief }

    /// Where a pod runs; `nil` when it does not.
    public func node(of pod: String) -> String? { running[pod]?.node }

    /// Units without a scheduler, in their order.
    public var unitsWaiting: [String] { waiting }

    /// Units on their way to the binder, in its order.
    public var unitsBinding: [String] { binding }

    /// Takes a unit, or more pods of one that is known; pods that are known already are left out.
    public mutating func submit(_ unit: Unit) {
      let old = Set(jobs[unit.key]?.unit.pods.map(\.name) ?? [])
      var seen = old
      let fresh = unit.pods.filter { seen.insert($0.name).inserted }
      if jobs[unit.key] == nil {
        var kept = unit
        kept.pods = []
        jobs[unit.key] = Job(unit: kept, arrival: arrivals, pending: [])
        arrivals += 1
        waiting.append(unit.key)
      }
      jobs[unit.key]?.unit.pods += fresh
      jobs[unit.key]?.pending += fresh.map(\.name)
      if let scheduler = jobs[unit.key]?.scheduler { enqueue(unit.key, scheduler) }
    }

    /// A pod ended: what it used is free at once for the binder, and for schedulers when they look.
    public mutating func finish(pod name: String) {
      guard let (node, pod) = running.removeValue(forKey: name),
        let index = truth.firstIndex(where: { $0.node.name == node })
      else { return }
      for resource in pod.requests.keys {
        truth[index].free[resource] = Clamped.sum(
          truth[index].free[resource] ?? 0, pod.requests[resource] ?? 0)
      }
      truth[index].pods.removeAll { $0 == name }
    }

    /// A node is gone with the pods on it; schedulers notice when they look. Returns those pods.
    public mutating func remove(node name: String) -> [String] {
      let lost = truth.first { $0.node.name == name }?.pods ?? []
      truth.removeAll { $0.node.name == name }
      for pod in lost { running[pod] = nil }
      return lost
    }

    /// A scheduler looks at the cluster: it sees what is bound and what anyone has sent to the binder.
    /// Units that found no place are tried again.
    public mutating func refresh(scheduler: Int) {
      instances[scheduler].belief = truth
      for key in binding {
        for placement in jobs[key]?.assumed ?? [] { assume(placement, of: key, at: scheduler) }
      }
      instances[scheduler].lookedAt = bindings.count
      let parked = instances[scheduler].parked
      instances[scheduler].parked = []
      for key in parked { enqueue(key, scheduler) }
    }

    mutating func assume(_ placement: Placement, of key: String, at scheduler: Int) {
      guard let pod = jobs[key]?.unit.pods.first(where: { $0.name == placement.pod }),
        let index = instances[scheduler].belief.firstIndex(where: {
          $0.node.name == placement.node
        })
      else { return }
      instances[scheduler].belief[index].add(pod)
    }

    /// The part of the cluster that a unit belongs to, read from its first pod.
    func subCluster(of unit: Unit) -> String {
      subClusterKey.flatMap { unit.pods.first?.nodeSelector[$0] } ?? ""
    }

    func isInSubCluster(_ view: NodeView, _ name: String) -> Bool {
      subClusterKey.map { view.node.labels[$0] ?? "" == name } ?? true
    }

    /// Higher priority first, then older, then first come.
    func precedes(_ a: String, _ b: String) -> Bool {
      guard let x = jobs[a], let y = jobs[b] else { return a < b }
      return (-x.unit.priority, x.unit.createdAt.nanoseconds, x.arrival)
        < (-y.unit.priority, y.unit.createdAt.nanoseconds, y.arrival)
    }

    mutating func enqueue(_ key: String, _ scheduler: Int) {
      guard let job = jobs[key], !job.isTimedOut, !job.pending.isEmpty else { return }
      let part = subCluster(of: job.unit)
      var queue = instances[scheduler].queue[part] ?? []
      if queue.contains(key) { return }
      queue.insert(key, at: queue.firstIndex { precedes(key, $0) } ?? queue.count)
      instances[scheduler].queue[part] = queue
    }

    /// Ends a group whose time is over; `nil` while there is time.
    mutating func timeOut(_ key: String, at now: SimTime) -> Event? {
      guard let job = jobs[key], !job.everScheduled, let group = job.unit.podGroup,
        now - job.unit.createdAt >= group.scheduleTimeout
      else { return nil }
      jobs[key]?.isTimedOut = true
      waiting.removeAll { $0 == key }
      return .timedOut(unit: key, after: now - job.unit.createdAt)
    }
  }
}
