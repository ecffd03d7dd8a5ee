import Cluster
import ClusterRun
import Simulation

/// When each job waited, held resources without working, and worked: its row of the Gantt chart.
///
/// A job whose pods work each by itself works as long as one of them does, and a stretch of it is
/// lost only when no pod kept what it did then.
struct JobBars: Sendable {
  /// One job.
  struct Row: Sendable {
    var bars: [Gantt.Bar] = []
    var firstWork: SimTime?
    var finishedAt: SimTime?
    /// How it stood from which step on; `nil`: not yet there, or finished.
    fileprivate(set) var states: [SchedulingHistory.Change<Gantt.Bar.State?>] = []

    /// After that many steps; `nil`: not yet there, or finished.
    func state(at step: Int) -> Gantt.Bar.State? {
      states.last { Int($0.step) <= step }?.phase
    }
  }
  private(set) var rows: [Row]

  private struct Track {
    var holding = 0
    var running = 0
    var done = 0
    var isUnderway = false
    var underwaySince: SimTime?
    var stretch = Stretch()
  }

  init(_ run: WorkloadRun, _ history: SchedulingHistory, end: SimTime) {
    let plan = run.world.plan
    rows = Array(repeating: Row(), count: plan.jobs.count)
    for (job, status) in run.world.jobStatus.enumerated() where status.phase == .finished {
      rows[job].finishedAt = status.endedAt.flatMap { $0 <= end ? $0 : nil }
    }
    var tracks = Array(repeating: Track(), count: plan.jobs.count)
    var phases = Array(repeating: SchedulingHistory.PodPhase.absent, count: plan.pods.count)
    // Of pods that work by themselves.
    var stretches: [PodIndex: Stretch] = [:]
    for (index, job) in plan.jobs.enumerated() where !job.startsOn.isEmpty {
      for pod in plan.pods(of: index).prefix(job.startsOn.count) {
        phases[pod] = .running
        if job.progress == .each { stretches[pod, default: Stretch()].turn(.working, at: .zero) }
      }
      tracks[index].holding = job.startsOn.count
      tracks[index].running = job.startsOn.count
      turn(&tracks[index], index, job, at: .zero, step: 0)
    }
    for (offset, step) in run.steps.prefix(history.stepCount).enumerated() {
      guard let job = step.job else { continue }
      let spec = plan.jobs[job]
      var isLoss = step.kind == .suspended
      if let pod = step.pod {
        let phase = history.phase(of: pod, at: offset + 1)
        let before = phases[pod]
        phases[pod] = phase
        tracks[job].holding += (phase.holds ? 1 : 0) - (before.holds ? 1 : 0)
        tracks[job].running += (phase == .running ? 1 : 0) - (before == .running ? 1 : 0)
        tracks[job].done += (phase == .done ? 1 : 0) - (before == .done ? 1 : 0)
        isLoss = before == .running && phase != .running && phase != .done
        if spec.progress == .each {
          stretches[pod, default: Stretch()].turn(
            phase == .running ? .working : phase.holds ? .holding : nil, at: step.time,
            losing: isLoss ? spec : nil)
        }
      }
      turn(
        &tracks[job], job, spec, at: step.time, step: Int32(offset + 1),
        losing: isLoss && spec.progress != .each)
    }
    for (job, spec) in plan.jobs.enumerated() {
      guard spec.progress == .each else {
        tracks[job].stretch.turn(nil, at: max(end, tracks[job].stretch.since))
        rows[job].bars = tracks[job].stretch.bars
        continue
      }
      guard let since = tracks[job].underwaySince else { continue }
      var bars: [Gantt.Bar] = []
      for pod in plan.pods(of: job) {
        guard var stretch = stretches[pod] else { continue }
        stretch.turn(nil, at: max(end, stretch.since))
        bars += stretch.bars
      }
      let last = rows[job].finishedAt ?? max(end, since)
      rows[job].bars = Self.merged(
        bars + [Gantt.Bar(start: since, end: last, state: .waiting)])
    }
  }

  private mutating func turn(
    _ track: inout Track, _ index: JobIndex, _ job: Job, at time: SimTime, step: Int32,
    losing: Bool = false
  ) {
    track.isUnderway = true
    track.underwaySince = track.underwaySince ?? time
    let next = state(track, job, index, at: time)
    if rows[index].states.isEmpty || rows[index].states.last?.phase != next {
      rows[index].states.append(SchedulingHistory.Change(step: step, phase: next))
    }
    if next == .working { rows[index].firstWork = rows[index].firstWork ?? time }
    track.stretch.turn(next, at: time, losing: losing ? job : nil)
  }

  private func state(
    _ track: Track, _ job: Job, _ index: JobIndex, at time: SimTime
  ) -> Gantt.Bar.State? {
    let needed =
      job.progress == .each || job.progress == .elastic
      ? 1 : min(job.gang?.minimum ?? job.podCount, max(1, job.podCount - track.done))
    if track.running >= needed { return .working }
    if track.holding > 0 { return .holding }
    let isOver = track.done > 0 && rows[index].finishedAt.map { $0 <= time } ?? false
    return isOver ? nil : .waiting
  }

  /// Bars that overlap as bars that do not: work that counts hides what is lost beside it, and
  /// that hides holding and waiting.
  private static func merged(_ bars: [Gantt.Bar]) -> [Gantt.Bar] {
    let order: [Gantt.Bar.State] = [.working, .lost, .holding, .waiting]
    var edges: [(time: SimTime, place: Int, change: Int)] = []
    for bar in bars where bar.end > bar.start {
      guard let place = order.firstIndex(of: bar.state) else { continue }
      edges.append((bar.start, place, 1))
      edges.append((bar.end, place, -1))
    }
    edges.sort { ($0.time, $0.place, $0.change) < ($1.time, $1.place, $1.change) }
    var open = [0, 0, 0, 0]
    var merged: [Gantt.Bar] = []
    var since = SimTime.zero
    var state: Gantt.Bar.State?
    var at = 0
    while at < edges.count {
      let time = edges[at].time
      while at < edges.count, edges[at].time == time {
        open[edges[at].place] += edges[at].change
        at += 1
      }
      let next = open.firstIndex { $0 > 0 }.map { order[$0] }
      guard next != state else { continue }
      if let state { merged.append(Gantt.Bar(start: since, end: time, state: state)) }
      (since, state) = (time, next)
    }
    return merged
  }
}

/// The bars of one clock: a job that works together, or a pod that works by itself.
private struct Stretch {
  var bars: [Gantt.Bar] = []
  var since = SimTime.zero
  private var state: Gantt.Bar.State?
  /// Work since the last checkpoint, before `since`.
  private var unsaved = SimDuration.zero

  /// Ends the present bar, and begins another one; `nil`: none. Of the work that the job loses,
  /// what no checkpoint saved is marked so; a job without an end has none to lose.
  mutating func turn(_ next: Gantt.Bar.State?, at time: SimTime, losing job: Job? = nil) {
    guard next != state || (job != nil && state == .working) else { return }
    close(at: time, losing: job)
    (state, since) = (next, time)
  }

  private mutating func close(at time: SimTime, losing job: Job?) {
    guard let state, time > since else { return }
    var lost = SimDuration.zero
    if state == .working {
      let work = unsaved + (time - since)
      unsaved = work
      if let job {
        if job.duration != nil {
          let interval = job.checkpointInterval ?? .zero
          let saved =
            interval > .zero ? interval * (work.nanoseconds / interval.nanoseconds) : .zero
          lost = min(work - saved, time - since)
        }
        unsaved = .zero
      }
    }
    let saved = SimTime(nanoseconds: time.nanoseconds - lost.nanoseconds)
    if saved > since { bars.append(Gantt.Bar(start: since, end: saved, state: state)) }
    if lost > .zero { bars.append(Gantt.Bar(start: saved, end: time, state: .lost)) }
  }
}
