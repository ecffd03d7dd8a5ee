import Cluster
import ClusterRun
import Simulation
import Wording

// Where a job with several pods stands, and who holds what it lacks.

extension SchedulingReplay {
  /// Sentences about the pod's or job's group; none for a job of one pod.
  func groupSentences(_ job: JobIndex, at step: Int) -> [Message] {
    let spec = world.jobs[job]
    let pods = world.pods(of: job)
    guard pods.count > 1 else { return [] }
    let phases = pods.map { history.phase(of: $0, at: step) }
    let running = phases.count { $0 == .running || $0 == .done }
    let reserved = phases.count { $0 == .reserved }
    let holding = running + reserved + phases.count { $0 == .ending }
    let all = String(pods.count)
    if spec.progress == .each {
      return reserved > 0
        ? [permit(job, reserved + running, at: step)] + holders(job, at: step)
        : [Message("lab.scheduling.why.group-each", String(running), all)]
    }
    let needed = spec.progress == .elastic && spec.gang == nil ? 1 : world.needed(by: job)
    if running >= min(needed, pods.count) {
      return [Message("lab.scheduling.why.group-runs", String(running), all)]
    }
    let stand =
      reserved > 0
      ? permit(job, holding, at: step)
      : holding > 0
        ? Message("lab.scheduling.why.group-waits", String(holding), all, String(needed))
        : Message("lab.scheduling.why.group-none", all)
    return [stand] + holders(job, at: step)
  }

  /// Members that hold a node at Permit, and until when.
  private func permit(_ job: JobIndex, _ holding: Int, at step: Int) -> Message {
    let needed = String(world.needed(by: job))
    let moment = run.moment(after: step)
    guard let deadline = (moment.plane as? KubeControlPlane)?.permitDeadline(of: job) else {
      return Message("lab.scheduling.why.group-holds", String(holding), needed)
    }
    return Message("lab.scheduling.why.group-permit", String(holding), needed, clockText(deadline))
  }

  /// Rows of owners that a sentence can bear.
  private static var mostHolders: Int { 6 }

  /// Who holds the other GPUs, the largest first; nothing for a job that asks for none.
  private func holders(_ job: JobIndex, at step: Int) -> [Message] {
    guard world.pods(of: job).contains(where: { world.state.askedGPUMilli(of: $0) > 0 }) else {
      return []
    }
    var held: [(job: JobIndex, milli: Int)] = []
    for other in world.jobs.indices where other != job {
      let milli = world.pods(of: other).reduce(0) {
        $0 + (history.phase(of: $1, at: step).holds ? world.state.askedGPUMilli(of: $1) : 0)
      }
      if milli > 0 { held.append((other, milli)) }
    }
    let state = run.moment(after: step).state
    let free = gpus(state.nodes.indices.reduce(0) { $0 + state.freeGPUMilli(on: $1) })
    if held.isEmpty { return [Message("lab.scheduling.why.free", free)] }
    held.sort { ($1.milli, $0.job) < ($0.milli, $1.job) }
    var names = held.prefix(Self.mostHolders).map { "\(jobName($0.job)) \(gpus($0.milli))" }
    if held.count > names.count { names.append("...") }
    return [Message("lab.scheduling.why.holders", free, names.joined(separator: ", "))]
  }

  private func gpus(_ milli: Int) -> String {
    formatted(Double(milli) / 1_000, decimals: milli % 1_000 == 0 ? 0 : 2)
  }
}

/// Seconds since the start: whole ones as they are, others to the millisecond.
func clockText(_ time: SimTime) -> String {
  formatted(time.inSeconds, decimals: time.nanoseconds % 1_000_000_000 == 0 ? 0 : 3)
}
