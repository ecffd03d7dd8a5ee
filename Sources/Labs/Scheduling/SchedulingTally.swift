import Cluster
import KubeScheduling
import Simulation

/// What became of each pod and what the run amounts to, up to its end.
struct SchedulingTally: Sendable {
  /// The life of one pod; times and step numbers (from 1) are `nil` for what did not happen.
  struct Fate: Sendable {
    var arrivedStep: Int?
    var placed: SimTime?
    var placedStep: Int?
    var finished: SimTime?
    var finishedStep: Int?
    /// Steps in which a cycle tried it, the last one being its placement if it was placed.
    var attempts: [Int] = []
  }

  /// Steps up to the end of the scenario.
  let stepCount: Int
  private(set) var fates: [Fate]
  /// By metric id; a missing one has no value.
  private(set) var values: [String: Double?] = [:]

  private let instance: SchedulingInstance
  /// Of the whole measurement, from time zero.
  private let length: SimDuration

  init(run: SchedulingRun, instance: SchedulingInstance, end: SimTime?) {
    self.instance = instance
    let steps = run.steps
    stepCount = end.map { end in steps.firstIndex { $0.time > end } ?? steps.count } ?? steps.count
    fates = Array(repeating: Fate(), count: instance.arrivals.count)
    for (index, step) in steps.prefix(stepCount).enumerated() {
      switch step.kind {
      case .arrived: fates[step.pod].arrivedStep = index + 1
      case .unschedulable: fates[step.pod].attempts.append(index + 1)
      case .placed:
        fates[step.pod].attempts.append(index + 1)
        fates[step.pod].placed = step.time
        fates[step.pod].placedStep = index + 1
      case .finished:
        fates[step.pod].finished = step.time
        fates[step.pod].finishedStep = index + 1
      }
    }
    let last = stepCount > 0 ? steps[stepCount - 1].time : .zero
    length = (end ?? last) - .zero
    measureCluster(run)
    measurePods(last: last)
  }

  // MARK: The cluster over time

  private mutating func measureCluster(_ run: SchedulingRun) {
    var held = 0.0
    var free = 0.0
    var fragmented = 0.0
    var wholeNodes = 0.0
    for index in 0..<stepCount {
      let sample = run.samples[index]
      let next = index + 1 < stepCount ? run.samples[index + 1].time : .zero + length
      let time = Double((next - sample.time).nanoseconds)
      held += time * Double(sample.allocatedGPUMilli)
      free += time * Double(sample.freeGPUMilli)
      fragmented += time * Double(sample.fragmentedGPUMilli)
      wholeNodes += time * Double(sample.wholeFreeGPUNodes)
    }
    let total = held + free
    let duration = Double(length.nanoseconds)
    values["gpu_allocation"] = total > 0 ? held / total * 100 : nil
    values["gpu_utilisation"] = total > 0 ? workedGPUTime() / total * 100 : nil
    values["fragmentation"] = free > 0 ? fragmented / free * 100 : nil
    values["free_nodes"] = duration > 0 ? wholeNodes / duration : nil
    if let last = stepCount > 0 ? run.samples[stepCount - 1] : nil {
      let all = last.allocatedGPUMilli + last.freeGPUMilli
      values["gpu_allocation_end"] =
        all > 0 ? Double(last.allocatedGPUMilli) * 100 / Double(all) : nil
      values["fragmentation_end"] =
        last.freeGPUMilli > 0
        ? Double(last.fragmentedGPUMilli) * 100 / Double(last.freeGPUMilli) : nil
    }
  }

  /// Thousandths of GPUs times nanoseconds in which pods worked: a member of a group works while
  /// all members run.
  private func workedGPUTime() -> Double {
    let starts = workStarts()
    var sum = 0.0
    for (index, fate) in fates.enumerated() {
      guard let start = starts[index] else { continue }
      let end = fate.finished ?? .zero + length
      guard end > start else { continue }
      sum += Double(instance.arrivals[index].pod.gpuMilli) * Double((end - start).nanoseconds)
    }
    return sum
  }

  /// When each pod began to work; `nil` for those that never did.
  private func workStarts() -> [SimTime?] {
    var lastOfGroup: [SimTime?] = Array(repeating: .zero, count: instance.groupSizes.count)
    for (index, fate) in fates.enumerated() {
      guard let group = instance.arrivals[index].group else { continue }
      guard let placed = fate.placed else {
        lastOfGroup[group] = nil
        continue
      }
      lastOfGroup[group] = lastOfGroup[group].map { max($0, placed) }
    }
    return fates.enumerated().map { index, fate in
      instance.arrivals[index].group.map { lastOfGroup[$0] } ?? fate.placed
    }
  }

  // MARK: The pods

  /// How long a pod waited: to its placement, else to the end of the run; `nil` before its arrival.
  private func wait(_ index: Int) -> SimDuration? {
    guard fates[index].arrivedStep != nil else { return nil }
    return (fates[index].placed ?? .zero + length) - instance.arrivals[index].time
  }

  private mutating func measurePods(last: SimTime) {
    let arrived = fates.indices.filter { fates[$0].arrivedStep != nil }
    let waits = arrived.compactMap { wait($0)?.nanoseconds }.sorted()
    for percent in [50, 95, 99] {
      values["queue_wait_p\(percent)"] = seconds(
        Statistics.percentile(percent, ofSorted: waits))
    }
    values["queue_wait_mean"] = Statistics.mean(waits).map { $0 / 1e9 }
    let most = arrived.map { instance.arrivals[$0].pod.gpuMilli }.max() ?? 0
    values["largest_wait"] =
      most > 0
      ? seconds(
        arrived.filter { instance.arrivals[$0].pod.gpuMilli == most }
          .compactMap { wait($0)?.nanoseconds }.max()) : nil
    values["group_wait"] = seconds(longestGroupWait())
    let times = arrived.compactMap { index in
      fates[index].finished.map { ($0 - instance.arrivals[index].time).nanoseconds }
    }.sorted()
    for percent in [50, 95] {
      values["completion_p\(percent)"] = seconds(Statistics.percentile(percent, ofSorted: times))
    }
    values["makespan"] = last.inSeconds
    values["fairness"] = fairness(arrived)
    let placed = arrived.count { fates[$0].placed != nil }
    values["pods_arrived"] = Double(arrived.count)
    values["pods_placed"] = Double(placed)
    values["pods_waiting"] = Double(arrived.count - placed)
    values["pods_finished"] = Double(times.count)
    values["attempts"] = Double(fates.reduce(0) { $0 + $1.attempts.count })
  }

  private func seconds(_ nanoseconds: Int?) -> Double? { nanoseconds.map { Double($0) / 1e9 } }

  /// From a group's arrival to the moment when all of it runs, else to the end.
  private func longestGroupWait() -> Int? {
    let starts = workStarts()
    return fates.indices.compactMap { index -> Int? in
      let arrival = instance.arrivals[index]
      guard arrival.group != nil, fates[index].arrivedStep != nil else { return nil }
      return ((starts[index] ?? .zero + length) - arrival.time).nanoseconds
    }.max()
  }

  /// Jain's index over the classes' shares of time spent running: running / (waiting + running).
  private func fairness(_ arrived: [Int]) -> Double? {
    var names: [String] = []
    var waited: [Double] = []
    var ran: [Double] = []
    for index in arrived {
      let name = instance.arrivals[index].className
      let at = names.firstIndex(of: name) ?? names.count
      if at == names.count {
        names.append(name)
        waited.append(0)
        ran.append(0)
      }
      waited[at] += Double(wait(index)?.nanoseconds ?? 0)
      if let placed = fates[index].placed {
        ran[at] += Double(((fates[index].finished ?? .zero + length) - placed).nanoseconds)
      }
    }
    let shares = names.indices.map { at in
      let all = waited[at] + ran[at]
      return all > 0 ? ran[at] / all : 1
    }
    return Statistics.jainIndex(shares)
  }
}
