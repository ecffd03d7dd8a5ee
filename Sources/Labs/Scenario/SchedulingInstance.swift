import BatchQueueing
import Cluster
import ClusterRun
import Simulation
import Traffic

/// A scheduling scenario made definite by a seed: nodes and jobs with names, in order of arrival.
public struct SchedulingInstance: Sendable {
  public private(set) var nodes: [Node] = []
  public private(set) var services: [Service] = []
  /// Ascending in arrival.
  public internal(set) var jobs: [Job] = []
  /// Name of each job's class; `trace` for rows of a trace.
  public private(set) var classNames: [String] = []
  public private(set) var changes: [ClusterChange] = []
  /// Classes whose pods do not fit on the nodes on which they are said to run.
  private(set) var overfull: [(job: String, shortage: NodeRoom.Shortage)] = []
  private var room = NodeRoom()
  /// Nodes of each group.
  private var groupCounts: [Int] = []
  /// Nodes by name, when something names them.
  private var places: [String: NodeIndex] = [:]
  private var budgets: [ClusterRun.DisruptionBudget] = []
  /// What DRA offers; `nil` without.
  private var devices: DeviceSetup?
  let seed: Seed
  let end: SimTime?

  /// Label by which pods of a class find each other.
  static let classLabel = "class"

  /// `loadPercent` makes arrivals denser, `nodesPercent` groups of nodes larger;
  /// `hasUpstreamQuirks`: the allocator of devices behaves as v1.35.4's, also where that looks
  /// unintended (`AllocationOptions.Quirks`).
  public init(
    _ scenario: SchedulingScenario, seed: Seed, loadPercent: Int = 100, nodesPercent: Int = 100,
    hasUpstreamQuirks: Bool = true
  ) {
    self.seed = seed
    end = scenario.end
    for group in scenario.nodes { addNodes(group, percent: nodesPercent) }
    if !scenario.events.isEmpty || scenario.jobs.contains(where: { !$0.runsOn.isEmpty }) {
      places = Dictionary(
        nodes.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
    for (index, pods) in scenario.pods.enumerated() {
      add(pods, seed: seed, stream: "pods-\(index)", loadPercent: loadPercent)
    }
    for (index, jobs) in scenario.jobs.enumerated() {
      add(jobs, seed: seed, stream: "jobs-\(index)", loadPercent: loadPercent)
    }
    if let trace = scenario.trace { add(trace, seed: seed, loadPercent: loadPercent) }
    if !jobs.indices.dropFirst().allSatisfy({ jobs[$0 - 1].arrival <= jobs[$0].arrival }) {
      let order = jobs.indices.sorted { (jobs[$0].arrival, $0) < (jobs[$1].arrival, $1) }
      classNames = order.map { classNames[$0] }
      jobs = order.map { jobs[$0] }
    }
    addChanges(scenario)
    var first = 0
    var offering: [(name: String, group: NodeGroup)] = []
    for (group, count) in zip(scenario.nodes, groupCounts) {
      offering += nodes[first..<first + count].map { ($0.name, group) }
      first += count
    }
    devices = scenario.deviceSetup(offering)
    if !hasUpstreamQuirks { devices?.options.quirks = [] }
    budgets = scenario.budgets.map {
      ClusterRun.DisruptionBudget(
        name: $0.name, selector: LabelSelector(matchLabels: $0.labels),
        rule: .maxUnavailable(.pods($0.maxUnavailable)))
    }
  }

  /// What the engine runs.
  public var workload: WorkloadScenario {
    var workload = WorkloadScenario(
      nodes: nodes, services: services, jobs: jobs, changes: changes, end: end, seed: seed)
    workload.budgets = budgets
    workload.devices = devices
    return workload
  }

  /// Its devices and claims with nothing taken; `nil` without.
  var deviceTable: DeviceClaimTable? {
    devices.map {
      DeviceClaimTable(
        inventory: $0.inventory, options: $0.options, nodes: nodes, templates: $0.templates,
        claims: $0.claims)
    }
  }

  // MARK: Nodes

  private mutating func addNodes(_ group: NodeGroup, percent: Int) {
    // Nodes with names of their own are as many as there are names.
    let count = group.names.isEmpty ? max(1, (group.count * percent + 50) / 100) : group.names.count
    groupCounts.append(count)
    for index in 0..<count {
      let name = group.names.isEmpty ? "\(group.name)-\(index)" : group.names[index]
      var labels = group.labels
      labels[WellKnownLabel.hostname] = labels[WellKnownLabel.hostname] ?? name
      if !group.zones.isEmpty {
        labels[WellKnownLabel.zone] = group.zones[index % group.zones.count]
      }
      for domain in group.domains {
        labels[domain.key] = "\(domain.prefix)-\(index / domain.nodesPerDomain)"
      }
      var allocatable = ResourceList(
        cpu: group.cpu, memory: group.memory,
        gpus: group.gpus > 0 && group.devices == nil ? group.gpus : nil, pods: group.maxPods)
      for entry in group.extended.entries { allocatable[entry.name] = entry.amount }
      var node = Node(
        name: name, allocatable: allocatable, labels: labels, taints: group.taints,
        isUnschedulable: group.isUnschedulable,
        gpuModel: group.gpuModel.isEmpty ? nil : group.gpuModel)
      node.images = group.images.map {
        ImageOnNode(names: [$0.name], sizeBytes: $0.size.count)
      }
      nodes.append(node)
    }
  }

  // MARK: Pods that come one by one

  private mutating func add(_ job: Job, of className: String) {
    jobs.append(job)
    classNames.append(className)
  }

  private mutating func add(_ pods: PodClass, seed: Seed, stream: String, loadPercent: Int) {
    var times = SeededGenerator(seed: seed, stream: stream + "-times")
    var sizes = SeededGenerator(seed: seed, stream: stream + "-sizes")
    var durations = SeededGenerator(seed: seed, stream: stream + "-durations")
    if pods.isService {
      services.append(Service(name: pods.name, selector: [Self.classLabel: pods.name]))
    }
    for (index, time) in pods.arrivals.times(&times, loadPercent: loadPercent).enumerated() {
      let duration = pods.durationSeconds.map { SimDuration.seconds($0.draw(&durations)) }
      let name = "\(pods.name)-\(index)"
      let members = (0..<pods.groupSize).map { _ in pods.pod(named: name, sizes: &sizes) }
      add(
        Job(
          name: name, priority: pods.priority, podSets: Self.podSets(of: members, named: name),
          arrival: time, podGap: pods.memberGap, duration: duration,
          progress: pods.groupSize > 1 ? .together : .each), of: pods.name)
    }
  }

  /// One set of equal pods; members that differ are sets of their own.
  private static func podSets(of members: [Pod], named name: String) -> [PodSet] {
    if members.allSatisfy({ $0 == members[0] }) {
      return [PodSet(count: members.count, template: members[0])]
    }
    return members.enumerated().map { number, pod in
      var template = pod
      template.name = "\(name)-\(number)"
      return PodSet(name: "main-\(number)", template: template)
    }
  }

  private mutating func add(_ trace: PodTrace, seed: Seed, loadPercent: Int) {
    var random = SeededGenerator(seed: seed, stream: "trace")
    let count = min(trace.count, trace.rows.count)
    func job(_ row: PodTrace.Row, at nanoseconds: Int, duration: SimDuration?) -> Job {
      Job(
        name: row.name, podSets: [PodSet(template: row.pod)],
        arrival: SimTime(nanoseconds: nanoseconds), duration: duration)
    }
    switch trace.play {
    case .window(let stretchPercent, let longest):
      let start = trace.rows.count > count ? random.below(trace.rows.count - count + 1) : 0
      let rows = trace.rows[start..<start + count]
      let first = rows.first?.arrival ?? .zero
      for row in rows {
        let (whole, rest) = (row.arrival - first).nanoseconds
          .quotientAndRemainder(dividingBy: max(1, loadPercent))
        let wait = whole * stretchPercent + rest * stretchPercent / max(1, loadPercent)
        add(
          job(row, at: wait, duration: min(max(row.duration, .seconds(1)), longest)), of: "trace")
      }
    case .fill(let gap):
      var order = Array(trace.rows.indices)
      random.shuffle(&order)
      for (index, row) in order.prefix(count).enumerated() {
        let wait = gap.nanoseconds * 100 / max(1, loadPercent) * index
        add(job(trace.rows[row], at: wait, duration: nil), of: "trace")
      }
    }
  }

  // MARK: Jobs

  private mutating func add(_ jobs: JobClass, seed: Seed, stream: String, loadPercent: Int) {
    var times = SeededGenerator(seed: seed, stream: stream + "-times")
    var durations = SeededGenerator(seed: seed, stream: stream + "-durations")
    for (index, time) in jobs.arrivals.times(&times, loadPercent: loadPercent).enumerated() {
      let duration = jobs.durationSeconds.map { SimDuration.seconds($0.draw(&durations)) }
      let name = jobs.hasExactName ? jobs.name : "\(jobs.name)-\(index)"
      var job = Job(
        name: name, namespace: jobs.namespace, queue: jobs.queue, priority: jobs.priority,
        schedulerName: jobs.schedulerName,
        podSets: jobs.podSets.map { $0.podSet(of: jobs, job: name) }, arrival: time,
        podGap: jobs.podGap, duration: duration,
        declaredDuration: duration.map { declared($0, percent: jobs.declaredPercent) },
        progress: jobs.jobProgress, gang: jobs.gangMinimum.map { Job.Gang(minimum: $0) },
        checkpointInterval: jobs.checkpoint, failures: jobs.failureModel,
        retryLimit: jobs.retries, restart: jobs.restartsWhole ? .wholeJob : .lostPods,
        isPreemptible: jobs.isPreemptible)
      if !jobs.runsOn.isEmpty {
        job.startsOn = jobs.runsOn.compactMap { places[$0] }
        // Without its nodes, or without room on them, it comes as others do.
        if job.startsOn.count != jobs.runsOn.count {
          job.startsOn = []
        } else if let shortage = room.take(job, on: nodes) {
          overfull.append((jobs.name, shortage))
          job.startsOn = []
        }
      }
      guard jobs.kind == .leaderWorkerSet else {
        add(job, of: jobs.name)
        continue
      }
      for index in 0..<max(1, jobs.replicas) {
        job.kind = .leaderWorker(jobs.group(index, of: name))
        // `/` keeps the group apart from its leader, whose name is that of the group.
        if jobs.replicas > 1 { job.name = "\(name)/\(index)" }
        if index > 0 { job.startsOn = [] }
        add(job, of: jobs.name)
      }
    }
  }

  private func declared(_ duration: SimDuration, percent: Int) -> SimDuration {
    let (seconds, rest) = duration.nanoseconds.quotientAndRemainder(dividingBy: 100)
    return SimDuration(nanoseconds: max(1, seconds * percent + rest * percent / 100))
  }

  private mutating func addChanges(_ scenario: SchedulingScenario) {
    func node(_ name: String) -> NodeIndex? { places[name] }
    for event in scenario.events {
      switch event.kind {
      case .fail(let name): add(event.time, node(name).map { .fail($0) })
      case .repair(let name): add(event.time, node(name).map { .repair($0) })
      case .cordon(let name): add(event.time, node(name).map { .cordon($0) })
      case .uncordon(let name): add(event.time, node(name).map { .uncordon($0) })
      case .drain(let name, let until):
        add(event.time, node(name).map { .drain($0) })
        if let until { add(until, node(name).map { .uncordon($0) }) }
      case .quota(let queue, let quota):
        add(
          event.time,
          .quota(
            QuotaChange(
              queue: queue, flavor: quota.flavor, resource: quota.resource,
              nominal: quota.nominal, borrowingLimit: quota.borrowingLimit,
              lendingLimit: quota.lendingLimit)))
      }
    }
    guard let failures = scenario.failures else { return }
    var first = 0
    var chosen: [NodeIndex] = []
    for (group, count) in zip(scenario.nodes, groupCounts) {
      if failures.groups.isEmpty || failures.groups.contains(group.name) {
        chosen += first..<first + count
      }
      first += count
    }
    changes += ClusterChange.randomFailures(
      nodes: chosen, meanTimeBetween: failures.meanTimeBetween, meanRepair: failures.meanRepair,
      until: failures.until, seed: seed)
  }

  private mutating func add(_ time: SimTime, _ kind: ClusterChange.Kind?) {
    if let kind { changes.append(ClusterChange(time: time, kind: kind)) }
  }
}

extension JobClass {
  /// One group of the LeaderWorkerSet of that name.
  fileprivate func group(_ index: Int, of set: String) -> LeaderWorkerGroup {
    LeaderWorkerGroup(
      set: set, index: index, startup: waitsForLeader ? .leaderReady : .leaderCreated,
      exclusiveTopology: exclusiveTopology.isEmpty ? nil : exclusiveTopology,
      subGroups: subGroups.map {
        LWS.SubGroups(
          size: $0.size, kind: $0.excludesLeader ? .leaderExcluded : .leaderWorker,
          exclusiveTopology: $0.exclusiveTopology.isEmpty ? nil : $0.exclusiveTopology)
      })
  }

  fileprivate var jobProgress: Job.Progress {
    switch progress {
    case .each: .each
    case .together: .together
    case .elastic: .elastic
    }
  }

  fileprivate var failureModel: FailureModel {
    switch failures {
    case .none: .none
    case .after(let times): .after(times)
    case .meanTimeBetween(let mean): .meanTimeBetween(mean)
    case .chance(let perMille): .chance(perMille: perMille)
    }
  }
}

extension JobClass.PodSet {
  fileprivate func podSet(of jobs: JobClass, job name: String) -> PodSet {
    var labels = shape.labels
    labels[SchedulingInstance.classLabel] = jobs.name
    var requests = ResourceList(
      cpu: shape.cpu, memory: shape.memory, gpus: shape.gpus > 0 ? shape.gpus : nil)
    for entry in shape.extended.entries { requests[entry.name] = entry.amount }
    var pod = Pod(
      name: jobs.podSets.count == 1 ? name : "\(name)-\(self.name)", namespace: jobs.namespace,
      labels: labels, priority: jobs.priority, containers: [requests],
      tolerations: shape.tolerations, nodeSelector: shape.nodeSelector,
      requiredNodeAffinity: shape.requirements.isEmpty ? nil : [shape.requirements],
      preferredNodeAffinity: shape.preferences,
      spreadConstraints: shape.spread.map { $0.constraint(of: jobs.name) },
      gpuShareMilli: shape.gpuMilli > 0 ? shape.gpuMilli : nil)
    pod.images = shape.images
    pod.resourceClaims = shape.claims.indices.map { number in
      PodResourceClaim(
        name: "claim-\(number)", source: .template(jobs.claimName(self, number)))
    }
    for rule in shape.neighbours { rule.add(to: &pod) }
    return PodSet(
      name: self.name, count: count, minimumCount: minimum, template: pod,
      topology: topology.map { request in
        TopologyRequest(
          request.mode == .required
            ? .required(level: request.level)
            : request.mode == .preferred ? .preferred(level: request.level) : .unconstrained,
          slice: request.sliceSize > 0
            ? TopologyRequest.Slice(level: request.sliceLevel, size: request.sliceSize) : nil)
      })
  }
}

extension NeighbourRule {
  fileprivate func add(to pod: inout Pod) {
    let labels = selector ?? [SchedulingInstance.classLabel: of]
    let term = PodAffinityTerm(
      topologyKey: topologyKey, selector: LabelSelector(matchLabels: labels))
    func add(to affinity: inout PodAffinity) {
      if let weight {
        affinity.preferred.append(PodAffinity.Preferred(weight: weight, term: term))
      } else {
        affinity.required.append(term)
      }
    }
    switch kind {
    case .near: add(to: &pod.podAffinity)
    case .apart: add(to: &pod.podAntiAffinity)
    }
  }
}

extension SpreadRule {
  /// Over the pods of the class, unless the rule has a selector of its own.
  fileprivate func constraint(of className: String) -> TopologySpreadConstraint {
    TopologySpreadConstraint(
      maxSkew: maxSkew, topologyKey: topologyKey, whenUnsatisfiable: whenUnsatisfiable,
      selector: LabelSelector(
        matchLabels: selector ?? [SchedulingInstance.classLabel: className]))
  }
}

extension PodClass {
  fileprivate func pod(named name: String, sizes: inout SeededGenerator) -> Pod {
    let share = gpuMilli?.draw(&sizes)
    let whole = share == nil ? gpus.draw(&sizes) : 0
    let times = isPerGPU ? max(1, whole) : 1
    var all = labels
    all[SchedulingInstance.classLabel] = self.name
    return Pod(
      name: name, labels: all, priority: priority,
      containers: [
        ResourceList(
          cpu: MilliCPU(cpu.count * times), memory: Bytes(memory.count * times),
          gpus: whole > 0 ? whole : nil)
      ],
      tolerations: tolerations, nodeSelector: nodeSelector,
      requiredNodeAffinity: requirements.isEmpty ? nil : [requirements],
      preferredNodeAffinity: preferences,
      spreadConstraints: spread.map { $0.constraint(of: self.name) }, gpuShareMilli: share)
  }
}

extension PodTrace.Row {
  fileprivate var pod: Pod {
    let isShared = gpus == 1 && gpuMilli < 1_000
    return Pod(
      name: name,
      containers: [
        ResourceList(cpu: cpu, memory: memory, gpus: gpus > 0 && !isShared ? gpus : nil)
      ],
      gpuShareMilli: isShared ? gpuMilli : nil)
  }
}
