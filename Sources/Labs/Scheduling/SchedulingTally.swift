import Cluster
import ClusterRun
import Simulation

/// What a run amounts to, up to its end.
struct SchedulingTally: Sendable {
  /// By metric id; a missing one has no value.
  private(set) var values: [String: Double?] = [:]

  private let run: WorkloadRun
  private let instance: SchedulingInstance
  private let history: SchedulingHistory
  /// Of the whole measurement, from time zero.
  private let length: SimDuration

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
    let last = history.stepCount > 0 ? run.steps[history.stepCount - 1].time : .zero
    length = (end ?? last) - .zero
    measureCluster()
    measurePods(last: last)
    measureJobs(gantt)
    measureQueues()
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

  /// How long a pod waited for its first node, else to the end of the run.
  private func wait(_ pod: PodIndex) -> SimDuration {
    max(.zero, (history.placed[pod] ?? finish) - arrival(pod))
  }

  private mutating func measurePods(last: SimTime) {
    // Pods whose time came, whether a queue let them into being or not.
    let arrived = world.plan.pods.indices.filter { pod in
      history.pods[pod].first != nil
        || history.phase(ofJob: world.job(of: pod), at: history.stepCount) != .unborn
    }
    let waits = arrived.map { wait($0).nanoseconds }.sorted()
    for percent in [50, 95, 99] {
      values["queue_wait_p\(percent)"] = seconds(Statistics.percentile(percent, ofSorted: waits))
    }
    values["queue_wait_mean"] = Statistics.mean(waits).map { $0 / 1e9 }
    let most = arrived.map { world.state.askedGPUMilli(of: $0) }.max() ?? 0
    values["largest_wait"] =
      most > 0
      ? seconds(
        arrived.filter { world.state.askedGPUMilli(of: $0) == most }.map { wait($0).nanoseconds }
          .max())
      : nil
    let times = arrived.compactMap { pod in
      history.finished[pod].map { ($0 - arrival(pod)).nanoseconds }
    }.sorted()
    for percent in [50, 95, 99] {
      values["completion_p\(percent)"] = seconds(Statistics.percentile(percent, ofSorted: times))
    }
    values["makespan"] = last.inSeconds
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

  /// Jain's index over the classes' shares of time spent running: running / (waiting + running).
  private func fairness(_ arrived: [PodIndex]) -> Double? {
    var places: [String: Int] = [:]
    var waited: [Double] = []
    var ran: [Double] = []
    for pod in arrived {
      let name = instance.classNames[world.job(of: pod)]
      let at = places[name] ?? waited.count
      if at == waited.count {
        places[name] = at
        waited.append(0)
        ran.append(0)
      }
      waited[at] += Double(wait(pod).nanoseconds)
      if let placed = history.placed[pod] {
        ran[at] += Double(((history.finished[pod] ?? finish) - placed).nanoseconds)
      }
    }
    let shares = waited.indices.map { at in
      let all = waited[at] + ran[at]
      return all > 0 ? ran[at] / all : 1
    }
    return Statistics.jainIndex(shares)
  }

  // MARK: The jobs

  private mutating func measureJobs(_ bars: JobBars) {
    let arrived = jobs.indices.filter {
      history.phase(ofJob: $0, at: history.stepCount) != .unborn
    }
    let ends = arrived.map { bars.rows[$0].finishedAt }
    let starts = arrived.map { bars.rows[$0].firstWork }
    let waits = zip(arrived, starts).map { job, start in
      max(0, ((start ?? finish) - jobs[job].arrival).nanoseconds)
    }.sorted()
    let completions = zip(arrived, ends).compactMap { job, end in
      end.map { ($0 - jobs[job].arrival).nanoseconds }
    }.sorted()
    for percent in [50, 95, 99] {
      values["job_wait_p\(percent)"] = seconds(Statistics.percentile(percent, ofSorted: waits))
      values["job_completion_p\(percent)"] = seconds(
        Statistics.percentile(percent, ofSorted: completions))
    }
    values["group_wait"] = seconds(
      zip(arrived, starts).compactMap { job, start -> Int? in
        guard jobs[job].podCount > 1 else { return nil }
        return ((start ?? finish) - jobs[job].arrival).nanoseconds
      }.max())
    values["jobs_arrived"] = Double(arrived.count)
    values["jobs_finished"] = Double(completions.count)
    values["jobs_waiting"] = Double(starts.count { $0 == nil })
    let metrics = run.metrics
    values["pods_preempted"] = Double(metrics.preemptions)
    values["pods_evicted"] = Double(metrics.evictions)
    values["job_failures"] = Double(metrics.failures)
    values["lost_gpu_hours"] = Double(metrics.lostGPUSeconds) / 3_600
    values["deadlocks"] = Double(metrics.deadlocks)
    values["conflicts"] = (run.plane as? GodelControlPlane).map { Double($0.conflicts) }
    // A job starves that waited longer than ten times the median and longer than all its work.
    let median = Statistics.percentile(50, ofSorted: waits) ?? 0
    values["starved_jobs"] = Double(
      zip(arrived, starts).count { job, start in
        let wait = ((start ?? finish) - jobs[job].arrival).nanoseconds
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
