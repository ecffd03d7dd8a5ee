import RuntimeSim
import Simulation
import Wording

// The picture and the views beside it.

extension RuntimeReplay {
  var panels: [PanelKind] { [.lanes, .machines, .describe] }

  func panel(_ kind: PanelKind, at step: Int) -> Panel? {
    switch kind {
    case .lanes: .lanes(lanes)
    case .machines: .machines(machines(at: step))
    case .describe: .describe(descriptions(at: step))
    default: nil
    }
  }

  // MARK: Picture

  func picture(at step: Int) -> Picture {
    let fold = fold(at: step)
    var rows: [Picture.Row] = []
    for (at, pod) in fold.pods.enumerated() where pod.isBound && !pod.isGone {
      rows.append(
        Picture.Row(
          name: podName(at), note: statusWord(of: pod, at),
          cells: pod.containers.map { cell($0.status, owner: at) }))
    }
    rows += deviceRows(fold)
    let pulling = fold.pods.indices.filter { pod in
      fold.pods[pod].calls.contains { $0.call.component == .images }
    }
    let waiting = fold.pods.indices.filter { pod in
      let state = fold.pods[pod]
      return state.isBound && !state.isGone && state.conditions[.ready] != true
        && state.phase != .succeeded && state.phase != .failed
    }
    var picture = Picture(
      title: Message("lab.picture.pods"), rows: rows, owners: run.setup.pods.map(\.name),
      queues: [
        Picture.Queue(title: Message("lab.queue.pulling"), members: pulling.map(podName)),
        Picture.Queue(title: Message("lab.queue.unready"), members: waiting.map(podName)),
      ])
    picture.meanings = [
      .used: Message("lab.picture.pods.used"),
      .cached: Message("lab.picture.pods.ended"),
      .free: Message("lab.picture.pods.free"),
      .blocked: Message("lab.picture.pods.waits"),
    ]
    let there = fold.pods.count { $0.isBound && !$0.isGone }
    let ready = fold.pods.count { $0.conditions[.ready] == true && !$0.isGone }
    picture.numbers = [
      (Message("lab.number.pods"), String(there)), (Message("lab.number.ready"), String(ready)),
      (Message("lab.number.restarts"), String(fold.restarts)),
      (Message("lab.number.warnings"), String(fold.warnings)),
    ]
    if fold.hasPressure { picture.numbers.append((Message("lab.number.pressure"), "True")) }
    return picture
  }

  private func cell(_ status: ContainerStatus, owner: Int) -> Picture.Cell {
    switch status {
    case .running: Picture.Cell(.used, owner: owner)
    case .waiting(.creating), .waiting(.podInitializing): Picture.Cell(.free, fillPerMille: 0)
    case .waiting: Picture.Cell(.blocked)
    case .terminated: Picture.Cell(.cached, owner: owner)
    }
  }

  /// Devices of the node, those taken with their pods.
  private func deviceRows(_ fold: RuntimeFold) -> [Picture.Row] {
    guard !run.setup.node.devices.isEmpty else { return [] }
    let total = run.setup.node.devices.reduce(0) { $0 + $1.perNUMA.reduce(0, +) }
    var cells: [Picture.Cell] = []
    for (at, pod) in fold.pods.enumerated() where pod.devices > 0 {
      // Exclusive cores are held in the same ledger; the devices asked for are shown.
      let asked = run.setup.pods[at].containers.flatMap(\.devices).reduce(0) { $0 + $1.count }
      cells += [Picture.Cell](
        repeating: Picture.Cell(.used, owner: at), count: min(asked, max(0, total - cells.count)))
    }
    cells += [Picture.Cell](
      repeating: Picture.Cell(.free, fillPerMille: 0), count: max(0, min(64, total) - cells.count))
    let names = run.setup.node.devices.map(\.resource).joined(separator: " ")
    return [Picture.Row(name: names, cells: cells)]
  }

  // MARK: State machines

  private func machines(at step: Int) -> StateMachines {
    let fold = fold(at: step)
    let first = record(step)?.pod ?? -1
    var machines: [StateMachines.Machine] = []
    let order = fold.pods.indices.filter { fold.pods[$0].isBound }
      .sorted { ($0 == first ? 0 : 1, $0) < ($1 == first ? 0 : 1, $1) }
    for at in order { machines += self.machines(of: at, fold.pods[at]) }
    return StateMachines(machines: machines)
  }

  private func machines(of at: Int, _ pod: RuntimeFold.Pod) -> [StateMachines.Machine] {
    func machine(_ name: Message, _ states: [StateMachines.State]) -> StateMachines.Machine {
      StateMachines.Machine(subject: podName(at), owner: at, name: name, states: states)
    }
    func plain(_ text: String) -> Message { Message("lab.plain", text) }
    var machines = [
      machine(
        Message("lab.machine.phase"),
        PodPhase.allCases.map { phase in
          StateMachines.State(
            name: plain(phase.rawValue),
            mark: phase == pod.phase ? (phase == .failed ? .trouble : .present) : .ahead)
        }),
      machine(
        Message("lab.machine.sandbox"),
        SandboxStatus.allCases.map { status in
          StateMachines.State(
            name: Message("lab.sandbox.\(status.rawValue)"),
            mark: status == pod.sandbox
              ? .present : (pod.passedSandbox.contains(status.rawValue) ? .passed : .ahead))
        }),
    ]
    for (number, container) in pod.containers.enumerated() {
      machines.append(
        machine(
          Message("lab.machine.container", run.setup.pods[at].containers[number].name),
          states(of: container)))
    }
    for (slot, status) in pod.volumes.enumerated() {
      machines.append(
        machine(
          Message("lab.machine.volume", run.setup.pods[at].volumes[slot]),
          [VolumeStatus.detached, .attached, .staged, .published].map { stop in
            let isThere = stop == status
            return StateMachines.State(
              name: Message("lab.volume.\(stop.rawValue)"),
              mark: isThere
                ? .present
                : (pod.passedVolumes[slot].contains(stop.rawValue) ? .passed : .ahead))
          }
            + (status.isOperation
              ? [
                StateMachines.State(name: Message("lab.volume.\(status.rawValue)"), mark: .present)
              ] : [])))
    }
    return machines
  }

  private func states(of container: RuntimeFold.Container) -> [StateMachines.State] {
    func mark(_ kind: Int, isTrouble: Bool = false) -> StateMachines.State.Mark {
      if container.status.kind == kind { return isTrouble ? .trouble : .present }
      return container.passed.contains(kind) ? .passed : .ahead
    }
    var waiting = "Waiting"
    var isTrouble = false
    if case .waiting(let reason) = container.status {
      waiting += " (\(reason.code))"
      isTrouble = reason != .creating && reason != .podInitializing
    }
    var ended = "Terminated"
    if case .terminated(let code) = container.status { ended += " (\(code))" }
    return [
      StateMachines.State(
        name: Message("lab.plain", waiting), mark: mark(0, isTrouble: isTrouble)),
      StateMachines.State(name: Message("lab.plain", "Running"), mark: mark(1)),
      StateMachines.State(
        name: Message("lab.plain", ended),
        mark: mark(2, isTrouble: container.status != .terminated(exitCode: 0))),
    ]
  }

  // MARK: Describe

  /// Pods that are described at most.
  private static var mostDescribed: Int { 200 }

  private func descriptions(at step: Int) -> PodDescriptions {
    let fold = fold(at: step)
    let first = record(step)?.pod ?? -1
    let order = fold.pods.indices.filter { fold.pods[$0].isBound }
      .sorted { ($0 == first ? 0 : 1, $0) < ($1 == first ? 0 : 1, $1) }
    return PodDescriptions(
      pods: order.prefix(Self.mostDescribed).map { describe($0, fold.pods[$0]) })
  }

  private func describe(_ at: Int, _ pod: RuntimeFold.Pod) -> PodDescriptions.Pod {
    let plan = run.setup.pods[at]
    let isReady = pod.conditions[.ready] == true
    return PodDescriptions.Pod(
      name: plan.name, owner: at,
      status: pod.phase.rawValue
        + (pod.reason.map { " (\($0.code))" } ?? (pod.isDeleted ? " (Terminating)" : "")),
      conditions: PodCondition.allCases.map {
        PodDescriptions.Condition(type: $0.rawValue, isTrue: pod.conditions[$0] == true)
      } + [PodDescriptions.Condition(type: "PodScheduled", isTrue: true)],
      containers: pod.containers.enumerated().map { number, container in
        let (state, reason) = words(container.status)
        return PodDescriptions.Container(
          name: plan.containers[number].name, state: state, reason: reason,
          isReady: isReady && container.status == .running, restarts: container.restarts)
      },
      events: pod.events.map { line in
        PodDescriptions.Event(
          isWarning: line.event.isWarning, reason: line.event.code, count: line.count,
          first: line.first, last: line.last, source: line.event.source,
          message: message(for: line.event, at, line.container))
      })
  }

  private func words(_ status: ContainerStatus) -> (String, String) {
    switch status {
    case .running: ("Running", "")
    case .waiting(let reason): ("Waiting", reason.code)
    case .terminated(0): ("Terminated", "Completed (0)")
    case .terminated(let code): ("Terminated", "Error (\(code))")
    }
  }
}

extension VolumeStatus {
  /// Something is being done with it.
  fileprivate var isOperation: Bool {
    switch self {
    case .detached, .attached, .staged, .published: false
    default: true
    }
  }
}

/// What each component did for each pod, as bars: a row a component that had a part.
func runtimeLanes(_ run: NodeRun) -> Gantt {
  struct Key: Hashable {
    let pod: Int
    let component: NodeComponent
  }
  var bars: [Key: [Gantt.Bar]] = [:]
  var waiting: [Int: SimTime] = [:]
  var running: [Int: SimTime] = [:]
  func add(
    _ pod: Int, _ component: NodeComponent, _ start: SimTime, _ end: SimTime,
    _ state: Gantt.Bar.State
  ) {
    bars[Key(pod: pod, component: component), default: []].append(
      Gantt.Bar(start: start, end: end, state: state))
  }
  for record in run.records where record.pod >= 0 {
    let key = record.pod * 1_024 + record.container
    switch record.kind {
    case .ended(let call, _, let outcome, let took):
      let start = SimTime(nanoseconds: record.time.nanoseconds - took.nanoseconds)
      add(record.pod, call.component, start, record.time, outcome == .ok ? .call : .failed)
    case .container(let status):
      if let since = running.removeValue(forKey: key) {
        add(record.pod, .application, since, record.time, .working)
      }
      if let since = waiting.removeValue(forKey: key) {
        add(record.pod, .kubelet, since, record.time, .waiting)
      }
      switch status {
      case .running: running[key] = record.time
      case .waiting(let reason) where reason != .creating && reason != .podInitializing:
        waiting[key] = record.time
      default: break
      }
    case .event(.unhealthy): add(record.pod, .kubelet, record.time, record.time, .failed)
    default: break
    }
  }
  for (key, since) in running.sorted(by: { $0.key < $1.key }) {
    add(key / 1_024, .application, since, run.now, .working)
  }
  for (key, since) in waiting.sorted(by: { $0.key < $1.key }) {
    add(key / 1_024, .kubelet, since, run.now, .waiting)
  }
  var rows: [Gantt.Row] = []
  for pod in run.setup.pods.indices {
    for component in NodeComponent.allCases {
      guard let own = bars[Key(pod: pod, component: component)] else { continue }
      rows.append(
        Gantt.Row(
          name: component.rawValue, title: Message("lab.component." + component.rawValue),
          note: run.setup.pods[pod].name, owner: pod,
          bars: own.sorted { ($0.start, $0.end) < ($1.start, $1.end) }))
    }
  }
  return Gantt(rows: rows, end: run.now)
}
