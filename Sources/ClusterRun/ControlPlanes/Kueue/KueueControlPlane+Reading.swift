import BatchQueueing
import Cluster
import Simulation

/// For pictures and questions.
extension KueueControlPlane {
  public func lines(_ world: World) -> [WaitingLine] {
    var lines: [WaitingLine] = []
    for queue in controller.clusterQueueNames {
      let pending = controller.pending(clusterQueue: queue)
      let jobs = (pending.queued + pending.parked).compactMap { jobOfKey[$0] }
      lines.append(WaitingLine(.queue(queue), .jobs(jobs)))
    }
    // Without a queue, or with one that takes nothing of them any more.
    let listed = Set(
      lines.flatMap { line -> [JobIndex] in
        guard case .jobs(let jobs) = line.members else { return [] }
        return jobs
      })
    let outside = world.jobs.indices.filter {
      world.jobStatus[$0].phase == .queued && !listed.contains($0)
    }
    if !outside.isEmpty { lines.append(WaitingLine(.gated, .jobs(outside))) }
    return lines + inner.lines(world)
  }

  public func entitlements(_ world: World) -> [Entitlement] {
    controller.configuration.clusterQueues.flatMap { queue -> [Entitlement] in
      var totals: [(resource: String, amount: Int)] = []
      for group in queue.resourceGroups {
        for resource in group.resources {
          let amount = group.flavors.reduce(0) { sum, flavor in
            let nominal = max(0, flavor.resources[resource]?.nominal ?? 0)
            let (total, overflow) = sum.addingReportingOverflow(nominal)
            return overflow ? Int.max : total
          }
          totals.append((resource, amount))
        }
      }
      return totals.map { resource, amount in
        let name = ResourceName(resource)
        let (milli, overflow) = amount.multipliedReportingOverflow(by: 1_000)
        return Entitlement(
          queue: queue.name, resource: name,
          amount: name == .nvidiaGPU ? (overflow ? Int.max : milli) : amount)
      }
    }
  }

  /// Why the job waits, or what it holds, at this moment: for a waiting one what a cycle would say
  /// if it were the head of its queue now. `nil` for a job that has not come or is done.
  public func why(_ job: JobIndex, _ world: World) -> KueueReason? {
    guard standing.indices.contains(job) else { return nil }
    switch world.jobStatus[job].phase {
    case .unborn, .finished, .failed: return nil
    case .queued, .active: break
    }
    switch standing[job] {
    case .unknown: return nil
    case .unmanaged: return .unmanaged
    case .refused(let problem): return .refused(problem)
    case .managed: break
    }
    switch controller.state(of: keys[job]) {
    case nil: return nil
    case .noQueue: return .noQueue(world.jobs[job].queue)
    case .deactivated: return .deactivated
    case .holding(let admission, let since, let isEvicted):
      return .holding(admission, since: since, isEvicted: isEvicted)
    case .parked(_, let until?) where until > world.now: return .backoff(until: until)
    case .queued, .parked:
      guard let decision = controller.why(keys[job]) else { return nil }
      return .head(
        KueueHead(
          job: job, decision: decision, cycle: controller.cycles, heads: 1,
          tree: controller.queueTree()))
    }
  }
}
