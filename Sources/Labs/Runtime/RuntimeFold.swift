import RuntimeSim
import Simulation

/// The node at one record of a run, put together from what was recorded.
struct RuntimeFold {
  struct Container {
    var status = ContainerStatus.waiting(.creating)
    var restarts = 0
    var starts = 0
    var since = SimTime.zero
    /// Kinds of states that it was in: waiting, running, terminated.
    var passed: Set<Int> = []
  }
  struct EventLine {
    let event: KubeletEvent
    let container: Int
    let first: SimTime
    var last: SimTime
    var count: Int
  }
  struct Pod {
    var isBound = false
    var isDeleted = false
    var isGone = false
    var phase = PodPhase.pending
    var reason: PodReason?
    var sandbox = SandboxStatus.none
    var passedSandbox: Set<Int> = []
    var volumes: [VolumeStatus]
    var passedVolumes: [Set<Int>]
    var containers: [Container]
    var conditions: [PodCondition: Bool] = [:]
    var devices = 0
    var events: [EventLine] = []
    /// Calls under way, with when they began.
    var calls: [(call: RuntimeCall, container: Int, detail: Int, began: SimTime)] = []
    var boundAt = SimTime.zero
    var readyAt: SimTime?
    var lastFailure: (call: RuntimeCall, outcome: CallOutcome, time: SimTime)?
  }

  var pods: [Pod]
  var hasPressure = false
  var restarts = 0
  var warnings = 0
  var imagesRemoved = 0
  var time = SimTime.zero

  init(_ setup: NodeSetup) {
    pods = setup.pods.map { plan in
      Pod(
        volumes: [VolumeStatus](repeating: .detached, count: plan.volumes.count),
        passedVolumes: [Set<Int>](repeating: [], count: plan.volumes.count),
        containers: [Container](repeating: Container(), count: plan.containers.count))
    }
  }

  mutating func take(_ record: NodeRecord) {
    time = record.time
    let at = record.pod
    guard at >= 0 else {
      switch record.kind {
      case .diskPressure(let isOn): hasPressure = isOn
      case .imageRemoved: imagesRemoved += 1
      case .event(let event) where event.isWarning: warnings += 1
      default: break
      }
      return
    }
    switch record.kind {
    case .bound:
      pods[at].isBound = true
      pods[at].boundAt = record.time
    case .deleted: pods[at].isDeleted = true
    case .began(let call, let detail):
      pods[at].calls.append((call, record.container, detail, record.time))
    case .ended(let call, let detail, let outcome, _):
      if let place = pods[at].calls.firstIndex(where: {
        $0.call == call && $0.container == record.container && $0.detail == detail
      }) {
        pods[at].calls.remove(at: place)
      }
      if outcome != .ok, outcome != .cancelled {
        pods[at].lastFailure = (call, outcome, record.time)
      }
    case .event(let event): take(event, record)
    case .container(let status): take(status, record)
    case .phase(let phase, let reason):
      pods[at].phase = phase
      pods[at].reason = reason
    case .sandbox(let status):
      pods[at].passedSandbox.insert(pods[at].sandbox.rawValue)
      pods[at].sandbox = status
    case .volume(let slot, let status):
      pods[at].passedVolumes[slot].insert(pods[at].volumes[slot].rawValue)
      pods[at].volumes[slot] = status
    case .condition(let condition, let isTrue):
      pods[at].conditions[condition] = isTrue
      if condition == .ready, isTrue, pods[at].readyAt == nil { pods[at].readyAt = record.time }
    case .devices(let count): pods[at].devices = count
    case .gone: pods[at].isGone = true
    case .diskPressure, .imageRemoved: break
    }
  }

  private mutating func take(_ status: ContainerStatus, _ record: NodeRecord) {
    var container = pods[record.pod].containers[record.container]
    container.passed.insert(container.status.kind)
    container.status = status
    container.since = record.time
    if status == .running {
      container.starts += 1
      if container.starts > 1 {
        container.restarts += 1
        restarts += 1
      }
    }
    pods[record.pod].containers[record.container] = container
  }

  /// Equal events become one line with a count.
  private mutating func take(_ event: KubeletEvent, _ record: NodeRecord) {
    if event.isWarning { warnings += 1 }
    let at = record.pod
    if let known = pods[at].events.lastIndex(where: {
      $0.container == record.container && $0.event.isAlike(event)
    }) {
      var line = pods[at].events.remove(at: known)
      line.last = record.time
      line.count += 1
      pods[at].events.append(line)
    } else {
      pods[at].events.append(
        EventLine(
          event: event, container: record.container, first: record.time, last: record.time,
          count: 1))
    }
  }
}

extension ContainerStatus {
  /// 0 waiting, 1 running, 2 terminated.
  var kind: Int {
    switch self {
    case .waiting: 0
    case .running: 1
    case .terminated: 2
    }
  }
}

extension KubeletEvent {
  /// Whether the API would count both as one.
  func isAlike(_ other: KubeletEvent) -> Bool {
    switch (self, other) {
    // Their texts tell how long it took.
    case (.pulled(let a, _, _, _), .pulled(let b, _, _, _)): a == b
    case (.crashBackOff, .crashBackOff): true
    default: self == other
    }
  }
}
