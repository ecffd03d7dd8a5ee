import AutoscalingSim
import Simulation
import Wording

extension AutoscalingLab {
  /// When requests come, when they count as late and what a pod costs is nobody's to turn.
  public func isWayOut(_ knob: Knob) -> Bool {
    !["load_percent", "latency_objective_ms", "pod_hour_cents"].contains(knob.id)
  }
}

/// Who has what it came for: a request its answer, a pod the readiness to take requests.
extension AutoscalingReplay {
  /// Requests that went without an answer are listed for so long that nobody misses them.
  private static var mostUnserved: Int { 40 }

  /// `r12`: 12.
  func requestNumber(_ name: String) -> Int? {
    guard name.hasPrefix("r"), let number = Int(name.dropFirst()), number >= 0,
      number < run.tally.arrived, podNames.firstIndex(of: name) == nil
    else { return nil }
    return number
  }

  private func served(_ subject: String) -> SimTime?? {
    if let pod = podNames.firstIndex(of: subject) {
      return .some(lives[pod].first { $0.stage == PodStage.ready.rawValue }?.start)
    }
    guard let number = requestNumber(subject) else { return nil }
    guard let end = end(ofRequest: number), end.outcome == .served else { return .some(nil) }
    return .some(end.time)
  }

  func isServed(_ subject: String, at step: Int) -> Bool? {
    served(subject).map { $0.map { $0 <= time(at: step) } ?? false }
  }

  /// Requests end between the looks.
  func servedTime(_ subject: String, around step: Int) -> SimTime? { served(subject) ?? nil }

  func servedStep(_ subject: String, around step: Int) -> Int? {
    servedTime(subject, around: step).flatMap { firstStep(from: $0) }
  }

  // MARK: Requests by name

  func subject(_ id: String, at step: Int) -> Subject? {
    if let listed = subjects(at: step).first(where: { $0.id == id }) { return listed }
    if let pod = podNames.firstIndex(of: id) {
      let now = time(at: step)
      let isMade = lives[pod].first.map { $0.start <= now } ?? false
      return Subject(
        id: id,
        state: Message(
          isMade ? "lab.autoscaling.state.gone" : "lab.autoscaling.state.not-made"), owner: pod)
    }
    guard let number = requestNumber(id) else { return nil }
    return Subject(id: id, state: requestState(number, at: step), owner: -1)
  }

  private func requestState(_ number: Int, at step: Int) -> Message {
    let view = view(at: step)
    guard number < view.tally.arrived else { return Message("lab.autoscaling.state.not-come") }
    guard let end = end(ofRequest: number), end.time <= view.time else {
      return Message("lab.autoscaling.state.in-hand")
    }
    return Message("lab.autoscaling.state.ended." + end.outcome.word)
  }

  /// The last requests that ended without an answer by a step, the newest first.
  func unserved(at step: Int) -> [Subject] {
    let now = time(at: step)
    return unservedEnds.reversed().lazy.map { run.ends[$0] }.filter { $0.time <= now }
      .prefix(Self.mostUnserved).map {
        Subject(
          id: "r\($0.number)", state: Message("lab.autoscaling.state.ended." + $0.outcome.word),
          owner: -1)
      }
  }
}

extension RequestEnd {
  var time: SimTime { SimTime(nanoseconds: arrival + latency) }
}
