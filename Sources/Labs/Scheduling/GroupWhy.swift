import BatchQueueing
import Cluster
import ClusterRun
import Simulation
import Wording

// LeaderWorkerSet groups: why workers do not exist yet, who has which domain.
extension SchedulingReplay {
  /// Adds what LeaderWorkerSet has to say about the group of a pod or job.
  func addGroup(_ job: JobIndex, to explanation: inout Labs.Explanation, at step: Int) {
    guard let group = world.jobs[job].group,
      history.phase(ofJob: job, at: step) == .active
    else { return }
    let world = run.moment(after: min(max(0, step), stepCount)).world
    if let wait = world.workersWait(for: job), world.pods(of: job).count > 1 {
      explanation.sentences.append(say(wait, job, group))
    }
    guard let key = group.exclusiveTopology else { return }
    if let domain = world.jobStatus[job].leaderDomain {
      explanation.sentences.append(
        Message(
          "lab.scheduling.lws.domain", name(world.pods(of: job).lowerBound), "\(key)=\(domain)"))
    } else {
      explanation.sentences.append(Message("lab.scheduling.lws.exclusive", key))
    }
    explanation.tables.append(domains(of: key, job, world))
  }

  private func say(_ wait: LWS.Wait, _ job: JobIndex, _ group: LeaderWorkerGroup) -> Message {
    let leader = world.pods(of: job).lowerBound
    switch wait {
    case .leaderNotReady: return Message("lab.scheduling.lws.not-ready", name(leader))
    case .leaderNotScheduled:
      return Message(
        "lab.scheduling.lws.not-scheduled", name(leader), group.exclusiveTopology ?? "")
    case .nodeWithoutLabel(_, let key):
      return Message("lab.scheduling.lws.no-label", name(leader), key)
    case .oldWorkersLeaving, .groupNotStarted, .groupNotAvailable:
      return Message("lab.scheduling.lws.old-workers")
    }
  }

  /// The domains of an exclusive topology and the groups that pods in them belong to. Only groups of
  /// the same namespace keep each other out.
  private func domains(
    of key: String, _ job: JobIndex, _ world: World
  ) -> Labs.Explanation.Table {
    var order: [String] = []
    var groups: [String: [String]] = [:]
    var pods: [String: Int] = [:]
    for node in world.state.nodes.indices {
      guard let domain = world.state.nodes[node].labels[key] else { continue }
      if groups[domain] == nil {
        order.append(domain)
        groups[domain] = []
      }
      for pod in world.state.podsOnNode[node] {
        let other = world.job(of: pod)
        guard let group = world.jobs[other].group,
          world.jobs[other].namespace == world.jobs[job].namespace
        else { continue }
        let name = "\(group.set)-\(group.index)"
        if groups[domain]?.contains(name) == false { groups[domain]?.append(name) }
        pods[domain, default: 0] += 1
      }
    }
    return Labs.Explanation.Table(
      title: Message("lab.scheduling.table.domains", key),
      columns: [
        Message("lab.column.domain"), Message("lab.column.group"), Message("lab.column.pods"),
      ],
      rows: order.map { domain in
        [
          .plain(domain), .plain((groups[domain] ?? []).joined(separator: ", ")),
          .number(pods[domain] ?? 0),
        ]
      })
  }
}
