import RuntimeSim
import Simulation
import Wording

/// A run of a node to be walked: a step is one record that a person would tell (events, states,
/// calls that failed); calls that went well are in the lanes.
struct RuntimeReplay: Replay {
  let run: NodeRun
  /// Indices of the records that are steps.
  let entries: [Int]
  let lanes: Gantt
  private let snapshots: FoldSnapshots<RuntimeFold>
  /// By pod: the step at which it first was ready, or done.
  private let readySteps: [Int?]
  private let places: [String: Int]

  init(run: NodeRun) {
    self.run = run
    entries = run.records.indices.filter { Self.isTold(run.records[$0]) }
    lanes = runtimeLanes(run)
    snapshots = FoldSnapshots(
      RuntimeFold(run.setup), count: run.records.count, size: { $0.pods.count },
      take: { $0.take(run.records[$1]) })
    var ready = [Int?](repeating: nil, count: run.setup.pods.count)
    for (at, entry) in entries.enumerated() {
      let record = run.records[entry]
      guard record.pod >= 0, ready[record.pod] == nil else { continue }
      switch record.kind {
      case .condition(.ready, true), .phase(.succeeded, _): ready[record.pod] = at + 1
      default: break
      }
    }
    readySteps = ready
    places = Dictionary(
      run.setup.pods.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private static func isTold(_ record: NodeRecord) -> Bool {
    switch record.kind {
    case .bound, .deleted, .event, .gone, .imageRemoved: true
    case .container(.running), .container(.terminated): true
    case .container(.waiting(let reason)): reason != .creating && reason != .podInitializing
    case .condition(let condition, _): condition == .ready
    case .phase(let phase, _): phase != .pending
    case .sandbox(let status): status == .ready || status == .removed
    case .volume(_, let status): status == .attached || status == .published || status == .detached
    case .ended(_, _, let outcome, _): outcome != .ok
    case .began, .diskPressure, .devices: false
    }
  }

  var stepCount: Int { entries.count }

  func record(_ step: Int) -> NodeRecord? {
    step >= 1 && step <= entries.count ? run.records[entries[step - 1]] : nil
  }

  func time(at step: Int) -> SimTime { record(step)?.time ?? .zero }

  /// The node as it is at a step.
  func fold(at step: Int) -> RuntimeFold {
    let step = min(max(0, step), entries.count)
    let count = step == 0 ? 0 : entries[step - 1] + 1
    return snapshots.state(after: count) { $0.take(run.records[$1]) }
  }

  func podName(_ pod: Int) -> String { run.setup.pods[pod].name }
  func pod(named name: String) -> Int? { places[name] }

  func decision(at step: Int) -> Decision? {
    guard let record = record(step) else { return nil }
    return Decision(
      time: record.time, sentence: sentence(for: record), kind: kind(of: record),
      subjects: record.pod >= 0 ? [podName(record.pod)] : [])
  }

  private func kind(of record: NodeRecord) -> String {
    switch record.kind {
    case .event(let event): event.isWarning ? "event-warning" : "event-normal"
    case .ended: "failed"
    case .container: "container"
    case .condition: "condition"
    case .volume: "volume"
    case .sandbox: "sandbox"
    default: "pod"
    }
  }

  // MARK: Subjects

  func subjects(at step: Int) -> [Subject] {
    let fold = fold(at: step)
    let first = record(step)?.pod ?? -1
    var order = fold.pods.indices.filter { fold.pods[$0].isBound && $0 != first }
    if first >= 0 { order.insert(first, at: 0) }
    return order.map { pod in
      Subject(id: podName(pod), state: state(of: fold.pods[pod], pod), owner: pod)
    }
  }

  /// In the words of the STATUS column of `kubectl get pods`.
  func statusWord(of state: RuntimeFold.Pod, _ pod: Int) -> String {
    if state.isDeleted, !state.isGone { return "Terminating" }
    if let reason = state.reason { return reason.code }
    for (at, container) in state.containers.enumerated() {
      guard run.setup.pods[pod].containers[at].role != .main else { continue }
      if case .waiting(let reason) = container.status, reason != .creating {
        return "Init:" + reason.code
      }
    }
    for (at, container) in state.containers.enumerated()
    where run.setup.pods[pod].containers[at].role == .main {
      if case .waiting(let reason) = container.status, state.phase != .succeeded {
        if reason != .creating || state.phase == .pending { return reason.code }
      }
    }
    return state.phase.rawValue
  }

  private func state(of pod: RuntimeFold.Pod, _ at: Int) -> Message {
    if pod.isGone { return Message("lab.runtime.state.gone") }
    let isReady = pod.conditions[.ready] == true
    return Message(
      isReady ? "lab.runtime.state.ready" : "lab.runtime.state", statusWord(of: pod, at))
  }

  /// A pod comes to be ready, or to do its work; one that went before that never had it.
  func isServed(_ subject: String, at step: Int) -> Bool? {
    guard places[subject] != nil else { return nil }
    return servedStep(subject, around: step).map { $0 <= step } ?? false
  }

  func servedStep(_ subject: String, around step: Int) -> Int? {
    places[subject].flatMap { readySteps[$0] }
  }

  // MARK: For the diagnosis

  /// Reason codes of the whole run with how often they were told, in order of their first time.
  func eventCounts() -> [(code: String, count: Int, isWarning: Bool)] {
    var order: [String] = []
    var counts: [String: (Int, Bool)] = [:]
    for record in run.records {
      guard case .event(let event) = record.kind else { continue }
      if counts[event.code] == nil { order.append(event.code) }
      let known = counts[event.code] ?? (0, false)
      counts[event.code] = (known.0 + 1, known.1 || event.isWarning)
    }
    return order.compactMap { code in counts[code].map { (code, $0.0, $0.1) } }
  }

  /// Pulls that began and did not end within the run.
  var pullsLeft: Int {
    var left = 0
    for record in run.records {
      switch record.kind {
      case .event(.pulling): left += 1
      case .event(.pulled), .event(.pullFailed): left -= 1
      default: break
      }
    }
    return left
  }

  // MARK: Curves

  var series: [Series] {
    var ready = 0
    var running = 0
    var restarts = 0
    var isRunning: Set<Int> = []
    var started: Set<Int> = []
    var points: [(SimTime, Int, Int, Int)] = [(.zero, 0, 0, 0)]
    for record in run.records {
      let key = record.pod * 1_024 + record.container
      switch record.kind {
      case .condition(.ready, let isTrue): ready += isTrue ? 1 : -1
      case .container(.running):
        running += isRunning.insert(key).inserted ? 1 : 0
        if !started.insert(key).inserted { restarts += 1 }
      case .container(.terminated), .container(.waiting):
        running -= isRunning.remove(key) == nil ? 0 : 1
      default: continue
      }
      if points.last?.0 == record.time { points.removeLast() }
      points.append((record.time, ready, running, restarts))
    }
    let stretch = max(1, points.count / 600)
    var shown = points.enumerated().filter { $0.offset % stretch == stretch - 1 }.map(\.element)
    // What was last stays so to the end.
    if let last = shown.last, last.0 < run.now {
      shown.append((run.now, last.1, last.2, last.3))
    }
    func curve(_ id: String, _ unit: String, _ value: (Int, Int, Int) -> Int) -> Series {
      Series(
        id: id, unit: unit,
        points: shown.map {
          Series.Point(
            timeNanoseconds: $0.0.nanoseconds, value: Double(value($0.1, $0.2, $0.3)))
        })
    }
    guard points.count > 1 else { return [] }
    return [
      curve("ready_pods", "pods") { ready, _, _ in ready },
      curve("running_containers", "") { _, running, _ in running },
      curve("container_restarts", "") { _, _, restarts in restarts },
    ]
  }
}
