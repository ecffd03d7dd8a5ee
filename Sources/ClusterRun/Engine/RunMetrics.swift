import Simulation

/// The figures of a run, in whole numbers.
public struct RunMetrics: Hashable, Sendable {
  /// Pods of all jobs, existing or not.
  public let pods: Int
  /// Placements, those of pods made anew included.
  public let placed: Int
  public let finished: Int
  /// Without a node at the end of what was simulated.
  public let pending: Int
  /// Placements and failed attempts.
  public let attempts: Int
  /// Attempts that found no node.
  public let failedAttempts: Int
  /// From the start to the last placement's start or the last end of a pod, whichever is later.
  public let makespan: SimDuration
  /// From a pod's creation to its start, of placed pods, nearest rank; `nil` when none was placed.
  public let waitP50: SimDuration?
  public let waitP95: SimDuration?
  public let waitP99: SimDuration?
  public let waitMean: SimDuration?
  public let gpus: Int
  /// GPU-time that pods held out of all GPU-time from the start to the last event, in millionths.
  public let gpuAllocationPPM: Int
  /// GPU-time in which the pods that held it worked, in millionths of all.
  public let gpuUtilisationPPM: Int
  /// The largest share of the GPUs held at one time, in millionths.
  public let peakGPUAllocationPPM: Int
  /// Fragmented out of free GPU-time over the same span, in millionths.
  public let fragmentationPPM: Int
  /// GPU nodes without any pod on their GPUs, at the end of what was simulated.
  public let wholeFreeGPUNodes: Int
  /// The fewest of them at any step.
  public let fewestWholeFreeGPUNodes: Int
  /// Pods told to leave their node, for whatever cause.
  public let evictions: Int
  /// Of these, for the sake of other pods, jobs or queues.
  public let preemptions: Int
  /// Failures of jobs or pods of their own.
  public let failures: Int
  /// Pods lost with their machine.
  public let losses: Int
  /// Pods ended because their job was made anew.
  public let restarts: Int
  public let deadlocks: Int
  /// Work that had to be done again, since the last checkpoint, times the GPUs that did it.
  public let lostGPUSeconds: Int
  public let jobs: JobCounts
  /// In the order in which jobs first name them; jobs without a queue count as the queue "".
  public let queues: [QueueUse]
}

/// What the jobs of a queue used.
public struct QueueUse: Hashable, Sendable {
  public let queue: String
  /// Thousandths of GPUs held at the end of what was simulated.
  public let gpuMilli: Int
  /// GPU-time held since the start.
  public let gpuSeconds: Int
  /// Thousandths of GPUs that it is entitled to at the end; `nil`: the control plane knows no quota
  /// of GPUs for it.
  public let entitledGPUMilli: Int?
}

/// What became of the jobs.
public struct JobCounts: Hashable, Sendable {
  public let arrived: Int
  public let finished: Int
  public let gaveUp: Int
  /// Neither: at work, holding or waiting.
  public let unfinished: Int
  /// From arrival to the end, of finished jobs, nearest rank.
  public let completionP50: SimDuration?
  public let completionP95: SimDuration?
  public let completionP99: SimDuration?
  /// From arrival to the first moment at which all that is needed ran; for jobs that never started,
  /// to the end of what was simulated.
  public let longestWait: SimDuration?

  init(_ world: World) {
    var completions: [Int] = []
    var longest: SimDuration?
    var counts = (arrived: 0, finished: 0, gaveUp: 0)
    for (job, status) in zip(world.jobs, world.jobStatus) where status.phase != .unborn {
      counts.arrived += 1
      let wait = (status.firstStartAt ?? status.endedAt ?? world.now) - job.arrival
      longest = max(longest ?? wait, wait)
      switch status.phase {
      case .finished:
        counts.finished += 1
        if let end = status.endedAt { completions.append((end - job.arrival).nanoseconds) }
      case .failed: counts.gaveUp += 1
      default: break
      }
    }
    completions.sort()
    func completion(_ percent: Int) -> SimDuration? {
      Statistics.percentile(percent, ofSorted: completions).map { SimDuration(nanoseconds: $0) }
    }
    arrived = counts.arrived
    finished = counts.finished
    gaveUp = counts.gaveUp
    unfinished = counts.arrived - counts.finished - counts.gaveUp
    completionP50 = completion(50)
    completionP95 = completion(95)
    completionP99 = completion(99)
    longestWait = longest
  }
}
