import Cluster
import Simulation

/// A scheduling scenario made definite by a seed: nodes and pods with names, in order of arrival.
struct SchedulingInstance: Sendable {
  struct Arrival: Sendable {
    var pod: Pod
    /// Name of the class, `trace` for rows of a trace.
    var className: String
    var time: SimTime
    /// `nil`: runs until the end.
    var duration: SimDuration?
    /// Index of its group in `groupSizes`; `nil`: alone.
    var group: Int?
  }
  var nodes: [Node] = []
  var services: [Service] = []
  /// Ascending in time.
  var arrivals: [Arrival] = []
  var groupSizes: [Int] = []

  /// Label by which pods of a class find each other.
  static let classLabel = "class"

  init(_ scenario: SchedulingScenario, seed: Seed, loadPercent: Int, nodesPercent: Int) {
    for group in scenario.nodes { addNodes(group, percent: nodesPercent) }
    for (index, pods) in scenario.pods.enumerated() {
      add(pods, seed: seed, stream: "pods-\(index)", loadPercent: loadPercent)
    }
    if let trace = scenario.trace { add(trace, seed: seed, loadPercent: loadPercent) }
    if !arrivals.indices.dropFirst().allSatisfy({ arrivals[$0 - 1].time <= arrivals[$0].time }) {
      arrivals = arrivals.enumerated().sorted {
        ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
      }.map(\.element)
    }
  }

  private mutating func addNodes(_ group: NodeGroup, percent: Int) {
    for index in 0..<max(1, (group.count * percent + 50) / 100) {
      let name = "\(group.name)-\(index)"
      var labels = group.labels
      labels[WellKnownLabel.hostname] = name
      if !group.zones.isEmpty {
        labels[WellKnownLabel.zone] = group.zones[index % group.zones.count]
      }
      nodes.append(
        Node(
          name: name,
          // 110 pods is the kubelet's default (`--max-pods`).
          allocatable: ResourceList(
            cpu: group.cpu, memory: group.memory, gpus: group.gpus > 0 ? group.gpus : nil, pods: 110
          ),
          labels: labels, taints: group.taints, isUnschedulable: group.isUnschedulable,
          gpuModel: group.gpuModel.isEmpty ? nil : group.gpuModel))
    }
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
      if pods.groupSize > 1 { groupSizes.append(pods.groupSize) }
      for member in 0..<pods.groupSize {
        let name =
          pods.groupSize > 1 ? "\(pods.name)-\(index)-\(member)" : "\(pods.name)-\(index)"
        arrivals.append(
          Arrival(
            pod: pods.pod(named: name, sizes: &sizes), className: pods.name,
            time: time + pods.memberGap * member,
            duration: duration, group: pods.groupSize > 1 ? groupSizes.count - 1 : nil))
      }
    }
  }

  private mutating func add(_ trace: PodTrace, seed: Seed, loadPercent: Int) {
    var random = SeededGenerator(seed: seed, stream: "trace")
    let count = min(trace.count, trace.rows.count)
    switch trace.play {
    case .window(let stretchPercent, let longest):
      let start = trace.rows.count > count ? random.below(trace.rows.count - count + 1) : 0
      let rows = trace.rows[start..<start + count]
      let first = rows.first?.arrival ?? .zero
      for row in rows {
        let (whole, rest) = (row.arrival - first).nanoseconds
          .quotientAndRemainder(dividingBy: max(1, loadPercent))
        let wait = whole * stretchPercent + rest * stretchPercent / max(1, loadPercent)
        arrivals.append(
          Arrival(
            pod: row.pod, className: "trace", time: SimTime(nanoseconds: wait),
            duration: min(max(row.duration, .seconds(1)), longest), group: nil))
      }
    case .fill(let gap):
      var order = Array(trace.rows.indices)
      random.shuffle(&order)
      for (index, row) in order.prefix(count).enumerated() {
        let wait = gap.nanoseconds * 100 / max(1, loadPercent) * index
        arrivals.append(
          Arrival(
            pod: trace.rows[row].pod, className: "trace", time: SimTime(nanoseconds: wait),
            duration: nil, group: nil))
      }
    }
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
      spreadConstraints: spread.map {
        TopologySpreadConstraint(
          maxSkew: $0.maxSkew, topologyKey: $0.topologyKey,
          whenUnsatisfiable: $0.whenUnsatisfiable,
          selector: LabelSelector(matchLabels: [SchedulingInstance.classLabel: self.name]))
      },
      gpuShareMilli: share)
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
