import RuntimeSim
import Simulation
import Wording

// What happened, in sentences; and why a pod is where it is.

extension RuntimeReplay {
  private func seconds(_ time: SimDuration) -> String {
    formatted(time.inSeconds, decimals: time < .seconds(10) ? 2 : 1)
  }

  func imageName(_ image: Int) -> String { run.imageName(image) }

  /// Name of a container; the pod's own for events that concern it as a whole.
  private func containerName(_ pod: Int, _ container: Int) -> String {
    pod >= 0 && container >= 0 ? run.setup.pods[pod].containers[container].name : ""
  }

  private func volumeName(_ pod: Int, _ slot: Int) -> String {
    let names = pod >= 0 ? run.setup.pods[pod].volumes : []
    return names.indices.contains(slot) ? names[slot] : ""
  }

  private func outcomeWord(_ outcome: CallOutcome) -> String {
    switch outcome {
    case .ok: "ok"
    case .error: "error"
    case .timedOut: "DeadlineExceeded"
    case .cancelled: "Canceled"
    case .noSpace: "no space left on device"
    case .limitReached: "ResourceExhausted"
    }
  }

  /// What the event says, in our words, with the numbers that it has.
  func message(for event: KubeletEvent, _ pod: Int, _ container: Int) -> Message {
    let name = containerName(pod, container)
    func say(_ key: String, _ arguments: String...) -> Message {
      Message("lab.event." + key, arguments: arguments)
    }
    switch event {
    case .scheduled: return say("scheduled", pod >= 0 ? podName(pod) : "")
    case .pulling(let image): return say("pulling", imageName(image))
    case .pulled(let image, let took, let waited, let bytes):
      return say(
        "pulled", imageName(image), seconds(took), seconds(waited),
        formatted(Double(bytes) / Double(1 << 20), decimals: 0))
    case .alreadyPresent(let image): return say("present", imageName(image))
    case .neverPull(let image): return say("never", imageName(image))
    case .pullFailed(let image, let outcome, let isUnknown):
      return isUnknown
        ? say("pull-unknown", imageName(image))
        : say("pull-failed", imageName(image), outcomeWord(outcome))
    case .pullBackOff(let image): return say("pull-back-off", imageName(image))
    case .created: return say("created", name)
    case .started: return say("started", name)
    case .createFailed(let outcome): return say("create-failed", name, outcomeWord(outcome))
    case .startFailed(let outcome): return say("start-failed", name, outcomeWord(outcome))
    case .postStartFailed: return say("post-start-failed", name)
    case .preStopFailed: return say("pre-stop-failed", name)
    case .crashBackOff(let wait): return say("crash-back-off", name, seconds(wait))
    case .unhealthy(let kind, .refused): return say("refused", name, kind.rawValue)
    case .unhealthy(let kind, .timedOut): return say("probe-late", name, kind.rawValue)
    case .killing(.livenessFailed): return say("kill-liveness", name)
    case .killing(.startupFailed): return say("kill-startup", name)
    case .killing(.postStartFailed): return say("kill-hook", name)
    case .killing: return say("kill", name)
    case .sandboxFailed(let outcome, let inNetwork):
      return say(inNetwork ? "sandbox-network" : "sandbox-failed", outcomeWord(outcome))
    case .attached(let slot): return say("attached", volumeName(pod, slot))
    case .attachFailed(let slot, let outcome):
      return say("attach-failed", volumeName(pod, slot), outcomeWord(outcome))
    case .mountFailed(let slot, let outcome, let isStage):
      return say(
        isStage ? "stage-failed" : "publish-failed", volumeName(pod, slot), outcomeWord(outcome))
    case .prepareFailed(let outcome): return say("prepare-failed", outcomeWord(outcome))
    case .sandboxStopFailed(let outcome, _): return say("stop-failed", outcomeWord(outcome))
    case .outOf(let resource, let requested, let used, let capacity):
      return say("out-of", resource.name, String(requested), String(used), String(capacity))
    case .allocateFailed(let resource, let requested, let available, let outcome):
      return outcome == .ok
        ? say("allocate-few", resource, String(requested), String(available))
        : say("allocate-failed", resource, outcomeWord(outcome))
    case .topologyAffinity: return say("topology")
    case .refusedUnderPressure: return say("refused-pressure")
    case .evicted(let bytes):
      return say("evicted", formatted(Double(bytes) / Double(1 << 20), decimals: 0))
    case .diskPressure(let isOn): return say(isOn ? "pressure" : "pressure-over")
    case .freeDiskSpaceFailed(let wanted, let freed):
      return say(
        "free-failed", formatted(Double(wanted) / Double(1 << 20), decimals: 0),
        formatted(Double(freed) / Double(1 << 20), decimals: 0))
    }
  }

  func sentence(for record: NodeRecord) -> Message {
    let pod = record.pod >= 0 ? podName(record.pod) : ""
    let name = containerName(record.pod, record.container)
    func say(_ key: String, _ arguments: String...) -> Message {
      Message("lab.runtime." + key, arguments: arguments)
    }
    switch record.kind {
    case .bound: return say("bound", pod)
    case .deleted: return say("deleted", pod)
    case .gone: return say("gone", pod)
    case .event(let event):
      return message(for: event, record.pod, record.container)
        .told(of: pod.isEmpty ? "node" : pod)
    case .container(.running): return say("runs", pod, name)
    case .container(.waiting(let reason)): return say("waits", pod, name, reason.code)
    case .container(.terminated(let code)): return say("ends", pod, name, String(code))
    case .condition(_, let isTrue): return say(isTrue ? "ready" : "unready", pod)
    case .phase(let phase, let reason):
      return say("phase", pod, phase.rawValue + (reason.map { " (\($0.code))" } ?? ""))
    case .sandbox(.ready): return say("sandbox-ready", pod)
    case .sandbox: return say("sandbox-removed", pod)
    case .volume(let slot, let status):
      return say("volume.\(status.rawValue)", pod, volumeName(record.pod, slot))
    case .ended(let call, _, let outcome, let took):
      return say("call-failed", pod, call.realName, outcomeWord(outcome), seconds(took))
    case .imageRemoved(let image, let bytes):
      return say(
        "image-removed", imageName(image), formatted(Double(bytes) / Double(1 << 20), decimals: 0))
    case .began, .devices, .diskPressure: return say("pod", pod)
    }
  }

  // MARK: Why

  func why(_ subject: Subject, at step: Int) -> Explanation {
    guard let pod = pod(named: subject.id) else {
      return Explanation(headline: Message("lab.runtime.why.unknown", subject.id))
    }
    let fold = fold(at: step)
    let state = fold.pods[pod]
    var explanation = Explanation(headline: headline(pod, state))
    explanation.sentences = reasons(pod, state, now: time(at: step))
    if fold.hasPressure { explanation.sentences.append(Message("lab.runtime.why.pressure")) }
    explanation.tables =
      [callTable(pod, state, now: time(at: step))]
      + [topologyTable(pod, upTo: time(at: step))].compactMap { $0 } + [history(pod, upTo: step)]
    return explanation
  }

  private func headline(_ pod: Int, _ state: RuntimeFold.Pod) -> Message {
    let name = podName(pod)
    if state.isGone { return Message("lab.runtime.why.gone", name) }
    if let reason = state.reason { return Message("lab.runtime.why.failed", name, reason.code) }
    if state.conditions[.ready] == true, let ready = state.readyAt {
      return Message("lab.runtime.why.ready", name, seconds(ready - state.boundAt))
    }
    if state.isDeleted { return Message("lab.runtime.why.ending", name) }
    if state.phase == .succeeded || state.phase == .failed {
      return Message("lab.runtime.why.done", name, state.phase.rawValue)
    }
    return Message("lab.runtime.why.unready", name, statusWord(of: state, pod))
  }

  /// The first thing that stands in the way, then the others.
  private func reasons(_ pod: Int, _ state: RuntimeFold.Pod, now: SimTime) -> [Message] {
    guard state.isBound, !state.isGone, state.conditions[.ready] != true else { return [] }
    var reasons: [Message] = []
    if let last = state.events.last(where: { $0.event.isWarning }) {
      reasons.append(
        Message(
          "lab.runtime.why.event", last.event.code, String(last.count), seconds(now - last.last)))
      reasons.append(message(for: last.event, pod, last.container))
    }
    guard state.phase != .failed, state.phase != .succeeded else { return reasons }
    for (slot, status) in state.volumes.enumerated() where status != .published {
      guard !state.isDeleted else { break }
      reasons.append(
        Message(
          "lab.runtime.why.volume", volumeName(pod, slot)))
    }
    if state.sandbox != .ready, !state.isDeleted {
      reasons.append(Message("lab.runtime.why.sandbox"))
    }
    for (at, container) in state.containers.enumerated() {
      let plan = run.setup.pods[pod].containers[at]
      switch container.status {
      case .waiting(let reason):
        reasons.append(Message("lab.runtime.why.waits", plan.name, reason.code))
      case .running where plan.role == .initial:
        reasons.append(Message("lab.runtime.why.initial", plan.name))
      case .running:
        if plan.startupProbe != nil || plan.readinessProbe != nil {
          reasons.append(
            Message("lab.runtime.why.probe", plan.name, seconds(now - container.since)))
        }
      case .terminated(let code) where plan.role == .main || code != 0:
        reasons.append(Message("lab.runtime.why.ended", plan.name, String(code)))
      case .terminated: break
      }
    }
    return reasons
  }

  /// Who is being asked for something, and for how long.
  private func callTable(
    _ pod: Int, _ state: RuntimeFold.Pod, now: SimTime
  ) -> Explanation.Table {
    Explanation.Table(
      title: Message("lab.runtime.table.calls"),
      columns: [
        Message("lab.column.component"), Message("lab.column.call"), Message("lab.column.since"),
      ],
      rows: state.calls.map {
        [
          .message(Message("lab.component." + $0.call.component.rawValue)),
          .plain($0.call.realName),
          .plain(seconds(now - $0.began) + " s"),
        ]
      })
  }

  private func history(_ pod: Int, upTo step: Int) -> Explanation.Table {
    var rows: [[Explanation.Value]] = []
    for entry in entries.prefix(step) where run.records[entry].pod == pod {
      let record = run.records[entry]
      rows.append([
        .plain(formatted(record.time.inSeconds, decimals: 3) + " s"),
        .message(sentence(for: record)),
      ])
    }
    return Explanation.Table(
      title: Message("lab.table.history"),
      columns: [Message("lab.column.time"), Message("lab.column.event")],
      rows: Array(rows.suffix(60)))
  }
}

extension Message {
  /// An event as a sentence that stands alone: with its pod before it. Entries `lab.told.X` are
  /// those of `lab.event.X` with `{9}: ` in front.
  fileprivate func told(of pod: String) -> Message {
    let padded = arguments + [String](repeating: "", count: max(0, 8 - arguments.count)) + [pod]
    return Message("lab.told." + key.dropFirst("lab.event.".count), arguments: padded)
  }
}
