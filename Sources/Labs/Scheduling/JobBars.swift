import Cluster
import ClusterRun
import Simulation

/// When each job waited, held resources without working, and worked: its row of the Gantt chart.
struct JobBars: Sendable {
  /// One job.
  struct Row: Sendable {
    var bars: [Gantt.Bar] = []
    var firstWork: SimTime?
    var finishedAt: SimTime?
  }
  private(set) var rows: [Row]

  private struct Track {
    var holding = 0
    var running = 0
    var done = 0
    var isUnderway = false
    var since = SimTime.zero
    var state: Gantt.Bar.State?
    /// Work since the last checkpoint.
    var unsaved = SimDuration.zero
  }

  init(_ run: WorkloadRun, _ history: SchedulingHistory, end: SimTime) {
    let plan = run.world.plan
    rows = Array(repeating: Row(), count: plan.jobs.count)
    var tracks = Array(repeating: Track(), count: plan.jobs.count)
    var phases = Array(repeating: SchedulingHistory.PodPhase.absent, count: plan.pods.count)
    for (index, job) in plan.jobs.enumerated() where !job.startsOn.isEmpty {
      for pod in plan.pods(of: index) { phases[pod] = .running }
      tracks[index].holding = job.podCount
      tracks[index].running = job.podCount
      tracks[index].isUnderway = true
      set(&tracks[index], index, plan.jobs[index], at: .zero)
    }
    for (offset, step) in run.steps.prefix(history.stepCount).enumerated() {
      guard let job = step.job else { continue }
      if let pod = step.pod {
        let phase = history.phase(of: pod, at: offset + 1)
        let before = phases[pod]
        phases[pod] = phase
        tracks[job].holding += (phase.holds ? 1 : 0) - (before.holds ? 1 : 0)
        tracks[job].running += (phase == .running ? 1 : 0) - (before == .running ? 1 : 0)
        tracks[job].done += (phase == .done ? 1 : 0) - (before == .done ? 1 : 0)
      }
      tracks[job].isUnderway = true
      let isLoss =
        switch step.kind {
        case .evicted, .failed, .lost, .restarted, .suspended: true
        default: false
        }
      set(&tracks[job], job, plan.jobs[job], at: step.time, losing: isLoss)
      if step.kind == .finished, tracks[job].holding == 0, tracks[job].done > 0 {
        rows[job].finishedAt = step.time
      } else if step.kind == .arrived || step.kind == .queued {
        rows[job].finishedAt = nil
      }
    }
    for job in plan.jobs.indices { close(&tracks[job], job, at: max(end, tracks[job].since)) }
  }

  private func state(_ track: Track, _ job: Job) -> Gantt.Bar.State? {
    guard track.isUnderway else { return nil }
    let needed =
      job.progress == .each || job.progress == .elastic
      ? 1 : min(job.gang?.minimum ?? job.podCount, max(1, job.podCount - track.done))
    if track.running >= needed { return .working }
    if track.holding > 0 { return .holding }
    return track.done > 0 && track.done == job.podCount ? nil : .waiting
  }

  private mutating func set(
    _ track: inout Track, _ index: JobIndex, _ job: Job, at time: SimTime, losing: Bool = false
  ) {
    let next = state(track, job)
    if losing, track.state == .working {
      close(&track, index, at: time, job: job, losing: true)
    } else if next != track.state {
      close(&track, index, at: time, job: job)
    } else {
      return
    }
    track.state = next
    track.since = time
    if next == .working { rows[index].firstWork = rows[index].firstWork ?? time }
  }

  /// Ends the present bar; of work that is lost, what no checkpoint saved is marked so.
  private mutating func close(
    _ track: inout Track, _ index: JobIndex, at time: SimTime, job: Job? = nil, losing: Bool = false
  ) {
    guard let state = track.state, time > track.since else { return }
    var lost = SimDuration.zero
    if state == .working {
      let work = track.unsaved + (time - track.since)
      if losing {
        lost =
          job?.checkpointInterval.map { work - $0 * (work.nanoseconds / $0.nanoseconds) } ?? work
        lost = min(lost, time - track.since)
        track.unsaved = .zero
      } else {
        track.unsaved = work
      }
    }
    let saved = SimTime(nanoseconds: time.nanoseconds - lost.nanoseconds)
    if saved > track.since {
      rows[index].bars.append(Gantt.Bar(start: track.since, end: saved, state: state))
    }
    if lost > .zero {
      rows[index].bars.append(Gantt.Bar(start: saved, end: time, state: .lost))
    }
  }
}
