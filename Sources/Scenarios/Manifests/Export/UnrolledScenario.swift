import Cluster
import Labs
import Simulation
import Traffic

/// A scheduling scenario made definite by a seed, in the words of a scenario: every machine with its
/// name and labels, every job with its own name, moment and length.
///
/// The draws are those of a run (`SchedulingInstance`); a test holds them against each other.
struct UnrolledScenario {
  /// One job, and what kind of object its author thought of.
  struct Work {
    var job: JobClass
    /// The class of pods or jobs it comes from.
    var origin: String
    /// A pod by itself rather than a Job.
    var isPlainPod = false
  }

  /// One machine each.
  private(set) var nodes: [NodeGroup] = []
  /// In order of arrival; equal moments in the order of the scenario.
  private(set) var jobs: [Work] = []
  private(set) var services: [Service] = []
  /// Classes whose pods others find by their label.
  private let labelled: Set<String>

  /// Label by which the pods of a class find each other.
  static let classLabel = "class"

  init(_ scenario: SchedulingScenario, seed: Seed) {
    let load = scenario.choice("load_percent") ?? 100
    let share = scenario.choice("nodes_percent") ?? 100
    var found: Set<String> = []
    for pods in scenario.pods where !pods.spread.isEmpty || pods.isService {
      found.insert(pods.name)
    }
    for job in scenario.jobs {
      for set in job.podSets {
        if set.shape.spread.contains(where: { $0.selector == nil }) { found.insert(job.name) }
        for rule in set.shape.neighbours where rule.selector == nil { found.insert(rule.of) }
      }
    }
    labelled = found
    for group in scenario.nodes { addNodes(group, percent: share) }
    for (index, pods) in scenario.pods.enumerated() {
      add(pods, seed: seed, stream: "pods-\(index)", load: load)
    }
    for (index, job) in scenario.jobs.enumerated() {
      add(job, seed: seed, stream: "jobs-\(index)", load: load)
    }
    if let trace = scenario.trace { add(trace, seed: seed, load: load) }
    jobs = jobs.enumerated().sorted {
      ($0.element.job.arrivals.start, $0.offset) < ($1.element.job.arrivals.start, $1.offset)
    }.map(\.element)
    makeNamesUnique(&jobs)
  }

  private mutating func addNodes(_ group: NodeGroup, percent: Int) {
    // Nodes with names of their own are as many as there are names.
    let count = max(1, (group.count * percent + 50) / 100)
    let names =
      group.names.isEmpty ? (0..<count).map { "\(group.name)-\($0)" } : group.names
    for (index, name) in names.enumerated() {
      var node = group
      node.name = name
      node.names = [name]
      node.count = 1
      if !group.zones.isEmpty {
        node.labels[WellKnownLabel.zone] = group.zones[index % group.zones.count]
      }
      for domain in group.domains {
        node.labels[domain.key] = "\(domain.prefix)-\(index / max(1, domain.nodesPerDomain))"
      }
      node.zones = []
      node.domains = []
      nodes.append(node)
    }
  }

  // MARK: Jobs

  private mutating func add(_ job: JobClass, seed: Seed, stream: String, load: Int) {
    var times = SeededGenerator(seed: seed, stream: stream + "-times")
    var durations = SeededGenerator(seed: seed, stream: stream + "-durations")
    for (index, time) in job.arrivals.times(&times, loadPercent: load).enumerated() {
      var one = job
      one.durationSeconds = job.durationSeconds.map { .fixed($0.draw(&durations)) }
      one.name = job.hasExactName ? job.name : "\(job.name)-\(index)"
      one.hasExactName = true
      one.arrivals = Arrivals(count: 1, start: time, pattern: .together)
      for at in one.podSets.indices { resolve(&one.podSets[at].shape, in: job.name) }
      jobs.append(Work(job: one, origin: job.name))
    }
  }

  /// Writes selectors of a class as labels.
  private func resolve(_ shape: inout PodShape, in name: String) {
    if labelled.contains(name) { shape.labels[Self.classLabel] = name }
    shape.spread = shape.spread.map {
      SpreadRule(
        topologyKey: $0.topologyKey, maxSkew: $0.maxSkew, whenUnsatisfiable: $0.whenUnsatisfiable,
        selector: $0.selector ?? [Self.classLabel: name])
    }
    shape.neighbours = shape.neighbours.map {
      NeighbourRule(
        kind: $0.kind, selector: $0.selector ?? [Self.classLabel: $0.of],
        topologyKey: $0.topologyKey, weight: $0.weight)
    }
  }

  // MARK: Pods

  private mutating func add(_ pods: PodClass, seed: Seed, stream: String, load: Int) {
    var times = SeededGenerator(seed: seed, stream: stream + "-times")
    var sizes = SeededGenerator(seed: seed, stream: stream + "-sizes")
    var durations = SeededGenerator(seed: seed, stream: stream + "-durations")
    if pods.isService {
      services.append(Service(name: pods.name, selector: [Self.classLabel: pods.name]))
    }
    for (index, time) in pods.arrivals.times(&times, loadPercent: load).enumerated() {
      let duration = pods.durationSeconds.map { Distribution.fixed($0.draw(&durations)) }
      var sets: [JobClass.PodSet] = []
      for _ in 0..<max(1, pods.groupSize) {
        var shape = pods.shape(sizes: &sizes)
        resolve(&shape, in: pods.name)
        if let last = sets.indices.last, sets[last].shape == shape {
          sets[last].count += 1
        } else {
          sets.append(
            JobClass.PodSet(
              name: sets.isEmpty ? "main" : "set-\(sets.count)", count: 1, shape: shape))
        }
      }
      var job = JobClass(
        name: "\(pods.name)-\(index)",
        arrivals: Arrivals(count: 1, start: time, pattern: .together), priority: pods.priority,
        podSets: sets, durationSeconds: duration,
        progress: pods.groupSize > 1 ? .together : .each,
        podGap: pods.groupSize > 1 ? pods.memberGap : .zero)
      job.hasExactName = true
      jobs.append(Work(job: job, origin: pods.name, isPlainPod: pods.groupSize == 1))
    }
  }

  // MARK: Trace

  private mutating func add(_ trace: PodTrace, seed: Seed, load: Int) {
    var random = SeededGenerator(seed: seed, stream: "trace")
    let count = min(trace.count, trace.rows.count)
    let percent = max(1, load)
    switch trace.play {
    case .window(let stretchPercent, let longest):
      let start = trace.rows.count > count ? random.below(trace.rows.count - count + 1) : 0
      let rows = trace.rows[start..<start + count]
      let first = rows.first?.arrival ?? .zero
      for row in rows {
        let (whole, rest) = (row.arrival - first).nanoseconds
          .quotientAndRemainder(dividingBy: percent)
        let wait = whole * stretchPercent + rest * stretchPercent / percent
        add(
          row, at: SimTime(nanoseconds: wait),
          duration: min(max(row.duration, .seconds(1)), longest))
      }
    case .fill(let gap):
      var order = Array(trace.rows.indices)
      random.shuffle(&order)
      for (index, row) in order.prefix(count).enumerated() {
        add(
          trace.rows[row],
          at: SimTime(nanoseconds: gap.nanoseconds * 100 / percent * index), duration: nil)
      }
    }
  }

  private mutating func add(_ row: PodTrace.Row, at time: SimTime, duration: SimDuration?) {
    let isShared = row.gpus == 1 && row.gpuMilli < 1_000
    let shape = PodShape(
      cpu: row.cpu, memory: row.memory, gpus: isShared ? 0 : row.gpus,
      gpuMilli: isShared ? row.gpuMilli : 0)
    var job = JobClass(
      name: identifierText(row.name),
      arrivals: Arrivals(count: 1, start: time, pattern: .together),
      podSets: [JobClass.PodSet(name: "main", count: 1, shape: shape)],
      // Manifests know whole seconds of work; recorded rows have no finer ones.
      durationSeconds: duration.map { .fixed(max(1, $0.nanoseconds / 1_000_000_000)) },
      progress: .each)
    job.hasExactName = true
    jobs.append(Work(job: job, origin: "trace", isPlainPod: true))
  }
}

/// Two classes can make the same name (`a` number 10, `a-1` number 0): later ones get a number.
private func makeNamesUnique(_ jobs: inout [UnrolledScenario.Work]) {
  var namer = UniqueNames()
  for at in jobs.indices { jobs[at].job.name = namer.name(jobs[at].job.name) }
}

extension SchedulingScenario {
  /// How many pods and jobs come; those of a group count as one.
  var arrivalCount: Int {
    var count = trace.map { min($0.count, $0.rows.count) } ?? 0
    for arrivals in pods.map(\.arrivals) + jobs.map(\.arrivals) {
      count = count.addingReportingOverflow(max(0, arrivals.count)).partialValue
    }
    return count
  }

  /// The scenario's own choice of a whole-number knob.
  fileprivate func choice(_ id: String) -> Int? {
    for (name, value) in heading.choices.sorted where name == id {
      if case .whole(let number) = value { return number }
    }
    return nil
  }
}

extension PodClass {
  /// One pod; draws in the order of a run.
  fileprivate func shape(sizes: inout SeededGenerator) -> PodShape {
    let share = gpuMilli?.draw(&sizes)
    let whole = share == nil ? gpus.draw(&sizes) : 0
    let times = isPerGPU ? max(1, whole) : 1
    return PodShape(
      cpu: MilliCPU(cpu.count * times), memory: Bytes(memory.count * times), gpus: whole,
      gpuMilli: share ?? 0, labels: labels, tolerations: tolerations, nodeSelector: nodeSelector,
      requirements: requirements, preferences: preferences, spread: spread)
  }
}
