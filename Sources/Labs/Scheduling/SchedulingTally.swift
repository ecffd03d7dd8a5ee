import Cluster
import ClusterRun
import Simulation

/// What a run amounts to, up to its end.
struct SchedulingTally: Sendable {
  /// By metric id; a missing one has no value.
  private(set) var values: [String: Double?] = [:]
  /// Nothing more can happen, and work is left undone: what was measured stops at a moment that
  /// means nothing.
  private(set) var isStalled = false

  private let run: WorkloadRun
  private let instance: SchedulingInstance
  private let history: SchedulingHistory
  private let bars: JobBars
  /// Of the whole measurement, from time zero.
  private let length: SimDuration
  /// Whether the scenario says until when is measured. Without that, who still waits waits for ever.
  private let hasEnd: Bool

  private var world: World { run.world }
  private var jobs: [Job] { world.jobs }
  private var finish: SimTime { .zero + length }

  init(
    run: WorkloadRun, instance: SchedulingInstance, history: SchedulingHistory, gantt: JobBars,
    end: SimTime?
  ) {
    self.run = run
    self.instance = instance
    self.history = history
    bars = gantt
    hasEnd = end != nil
    let last = history.stepCount > 0 ? run.steps[history.stepCount - 1].time : .zero
    length = (end ?? last) - .zero
    measureCluster()
    measurePods(last: last)
    measureJobs()
    measureQueues()
    let stopped = history.stepCount > 0 ? run.steps[history.stepCount - 1].kind : nil
    isStalled = leavesWorkUndone && (!hasEnd || stopped == .deadlock)
  }

  /// A job with an end of its own has not come to it, or a service lacks a pod that it never had.
  private var leavesWorkUndone: Bool {
    jobs.indices.contains { job in
      if bars.rows[job].finishedAt != nil { return false }
      return jobs[job].duration != nil
        || world.pods(of: job).contains { history.placed[$0] == nil && world.isWanted($0) }
    }
  }

  // MARK: The cluster over time

  private mutating func measureCluster() {
    var held = 0.0
    var worked = 0.0
    var free = 0.0
    var fragmented = 0.0
    var wholeNodes = 0.0
    for index in 0..<history.stepCount {
      let sample = run.samples[index]
      let next = index + 1 < history.stepCount ? run.samples[index + 1].time : finish
      let time = Double((next - sample.time).nanoseconds)
      held += time * Double(sample.allocatedGPUMilli)
      worked += time * Double(sample.workingGPUMilli)
      free += time * Double(sample.freeGPUMilli)
      fragmented += time * Double(sample.fragmentedGPUMilli)
      wholeNodes += time * Double(sample.wholeFreeGPUNodes)
    }
    let total = held + free
    let duration = Double(length.nanoseconds)
    values["gpu_allocation"] = total > 0 ? held / total * 100 : nil
    values["gpu_utilisation"] = total > 0 ? worked / total * 100 : nil
    values["fragmentation"] = free > 0 ? fragmented / free * 100 : nil
    values["free_nodes"] = duration > 0 ? wholeNodes / duration : nil
    if let last = history.stepCount > 0 ? run.samples[history.stepCount - 1] : nil {
      let all = last.allocatedGPUMilli + last.freeGPUMilli
      values["gpu_allocation_end"] =
        all > 0 ? Double(last.allocatedGPUMilli) * 100 / Double(all) : nil
      values["fragmentation_end"] =
        last.freeGPUMilli > 0
        ? Double(last.fragmentedGPUMilli) * 100 / Double(last.freeGPUMilli) : nil
    }
  }

  // MARK: The pods

  /// When a pod would exist without any queue before it.
  private func arrival(_ pod: PodIndex) -> SimTime {
    let job = world.job(of: pod)
    return jobs[job].arrival + jobs[job].podGap * (pod - world.pods(of: job).lowerBound)
  }

  /// How long a pod waited for its first node, else to the end of the measurement; `nil` for one
  /// that waits for ever.
  private func wait(_ pod: PodIndex) -> Int? {
    (history.placed[pod] ?? (hasEnd ? finish : nil)).map {
      max(.zero, $0 - arrival(pod)).nanoseconds
    }
  }

  /// How long a job waited until it first worked; as for pods.
  private func wait(job: JobIndex) -> Int? {
    (bars.rows[job].firstWork ?? (hasEnd ? finish : nil)).map {
      max(.zero, $0 - jobs[job].arrival).nanoseconds
    }
  }

  /// The percentile of times of which the missing ones are the longest; `nil` when it falls on one
  /// of those.
  private func percentile(_ percent: Int, _ times: [Int?]) -> Double? {
    seconds(nanoseconds(percent, of: times))
  }

  private func nanoseconds(_ percent: Int, of times: [Int?]) -> Int? {
    let known = times.compactMap { $0 }.sorted()
    let all = known + Array(repeating: Int.max, count: times.count - known.count)
    return Statistics.percentile(percent, ofSorted: all).flatMap { $0 < .max ? $0 : nil }
  }

  /// The longest; `nil` when one is missing or there is none.
  private func longest(_ times: [Int?]) -> Double? {
    times.contains(nil) ? nil : seconds(times.compactMap { $0 }.max())
  }

  private mutating func measurePods(last: SimTime) {
    // Pods whose time came, whether a queue let them into being or not; without those that a
    // smaller admission left out.
    let arrived = world.plan.pods.indices.filter { pod in
      let job = world.job(of: pod)
      return history.placed[pod] != nil
        || ((history.pods[pod].first != nil
          || history.phase(ofJob: job, at: history.stepCount) != .unborn)
          && bars.rows[job].finishedAt == nil && world.isWanted(pod))
    }
    let waits: [Int?] = arrived.map { wait($0) }
    for percent in [50, 95, 99] {
      values["queue_wait_p\(percent)"] = percentile(percent, waits)
    }
    values["queue_wait_mean"] =
      waits.contains(nil) ? nil : Statistics.mean(waits.compactMap { $0 }).map { $0 / 1e9 }
    let most = arrived.map { world.state.askedGPUMilli(of: $0) }.max() ?? 0
    values["largest_wait"] =
      most > 0
      ? longest(arrived.filter { world.state.askedGPUMilli(of: $0) == most }.map { wait($0) }) : nil
    let times = arrived.compactMap { pod in
      history.finished[pod].map { ($0 - arrival(pod)).nanoseconds }
    }
    // Without an end of the measurement those that did not come to theirs never do.
    let unfinished =
      hasEnd
      ? 0
      : arrived.count {
        history.finished[$0] == nil && jobs[world.job(of: $0)].duration != nil
      }
    let never = Array(repeating: Int?.none, count: unfinished)
    for percent in [50, 95, 99] {
      values["completion_p\(percent)"] = percentile(percent, times + never)
    }
    values["makespan"] = leavesWorkUndone ? nil : last.inSeconds
    values["fairness"] = fairness(arrived)
    let placed = arrived.count { history.placed[$0] != nil }
    values["pods_arrived"] = Double(arrived.count)
    values["pods_placed"] = Double(placed)
    values["pods_waiting"] = Double(arrived.count - placed)
    values["pods_finished"] = Double(times.count)
    values["attempts"] = Double(
      run.steps.prefix(history.stepCount).count {
        $0.kind == .placed || $0.kind == .unschedulable || $0.kind == .reserved
      })
  }

  private func seconds(_ nanoseconds: Int?) -> Double? { nanoseconds.map { Double($0) / 1e9 } }

  /// Jain's index over the classes' shares of time spent working: working / (waiting + working).
  /// No value when someone waits for ever.
  private func fairness(_ arrived: [PodIndex]) -> Double? {
    var places: [String: Int] = [:]
    var waited: [Double] = []
    var ran: [Double] = []
    for pod in arrived {
      guard let wait = wait(pod) else { return nil }
      let name = instance.classNames[world.job(of: pod)]
      let at = places[name] ?? waited.count
      if at == waited.count {
        places[name] = at
        waited.append(0)
        ran.append(0)
      }
      waited[at] += Double(wait)
      ran[at] += Double(workingTime(pod).nanoseconds)
    }
    let shares = zip(waited, ran).compactMap { waited, ran in
      waited + ran > 0 ? ran / (waited + ran) : nil
    }
    return Statistics.jainIndex(shares)
  }

  /// From a pod's first node to its end; of a job that works together nothing before it works.
  private func workingTime(_ pod: PodIndex) -> SimDuration {
    guard let placed = history.placed[pod] else { return .zero }
    let job = world.job(of: pod)
    guard jobs[job].progress != .each else { return (history.finished[pod] ?? finish) - placed }
    guard let first = bars.rows[job].firstWork else { return .zero }
    return max(.zero, (history.finished[pod] ?? finish) - max(first, placed))
  }

  // MARK: The jobs

  private mutating func measureJobs() {
    let arrived = jobs.indices.filter {
      history.phase(ofJob: $0, at: history.stepCount) != .unborn
    }
    let waits: [Int?] = arrived.map { wait(job: $0) }
    let completions = arrived.compactMap { job in
      bars.rows[job].finishedAt.map { ($0 - jobs[job].arrival).nanoseconds }
    }
    let unfinished =
      hasEnd
      ? 0 : arrived.count { bars.rows[$0].finishedAt == nil && jobs[$0].duration != nil }
    let never = Array(repeating: Int?.none, count: unfinished)
    for percent in [50, 95, 99] {
      values["job_wait_p\(percent)"] = percentile(percent, waits)
      values["job_completion_p\(percent)"] = percentile(percent, completions + never)
    }
    values["group_wait"] = longest(
      arrived.filter { jobs[$0].podCount > 1 }.map { wait(job: $0) })
    values["jobs_arrived"] = Double(arrived.count)
    values["jobs_finished"] = Double(completions.count)
    values["jobs_waiting"] = Double(arrived.count { bars.rows[$0].firstWork == nil })
    let metrics = run.metrics
    values["pods_preempted"] = Double(metrics.preemptions)
    values["pods_evicted"] = Double(metrics.evictions)
    values["job_failures"] = Double(metrics.failures)
    values["lost_gpu_hours"] = Double(metrics.lostGPUSeconds) / 3_600
    values["deadlocks"] = Double(metrics.deadlocks)
    values["conflicts"] = (run.plane as? GodelControlPlane).map { Double($0.conflicts) }
    // A job starves that waited longer than ten times the median and longer than all its work, and
    // so does one that waits for ever.
    let median = nanoseconds(50, of: waits)
    values["starved_jobs"] = Double(
      zip(arrived, waits).count { job, wait in
        guard let wait else { return true }
        guard let median else { return false }
        return (wait - 1) / 10 >= max(median, 1_000_000_000)
          && wait > jobs[job].duration?.nanoseconds ?? 0
      })
  }

  // MARK: The queues

  /// Each queue's GPU-time against what it was entitled to at the end, and how even that is.
  private mutating func measureQueues() {
    let moment = run.moment(after: history.stepCount)
    let entitled = moment.entitlements.filter { $0.resource == .nvidiaGPU && $0.amount > 0 }
    guard !entitled.isEmpty, length > .zero else { return }
    var held: [String: Double] = [:]
    for job in jobs.indices {
      for pod in world.pods(of: job) {
        let changes = history.pods[pod]
        for (at, change) in changes.enumerated() where change.phase.holds {
          let start = time(Int(change.step))
          let end = at + 1 < changes.count ? time(Int(changes[at + 1].step)) : finish
          held[jobs[job].queue, default: 0] +=
            Double((max(start, end) - start).nanoseconds)
            * Double(world.state.askedGPUMilli(of: pod))
        }
      }
    }
    let ratios = entitled.map { entitlement in
      (held[entitlement.queue] ?? 0) / (Double(entitlement.amount) * Double(length.nanoseconds))
    }
    values["lowest_share"] = (ratios.min() ?? 0) * 100
    values["share_evenness"] = Statistics.jainIndex(ratios)
  }

  private func time(_ step: Int) -> SimTime { step > 0 ? run.steps[step - 1].time : .zero }
}
