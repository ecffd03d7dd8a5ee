import AddressedYAML
import BatchQueueing
import Labs

// What jobs of the kind leader-worker-set say of their groups.

extension YAMLMap {
  /// The keys of LeaderWorkerSets; for other jobs each of them is a mistake.
  func readGroups(into job: inout JobClass) {
    let before = log.count
    job.replicas = optional("replicas")?.whole(in: 1...10_000, unit: "groups") ?? 1
    job.exclusiveTopology = optional("exclusive_topology")?.text() ?? ""
    job.subGroups = optional("subgroups")?.map().flatMap(readSubGroups)
    let given = ["replicas", "exclusive_topology", "subgroups"].filter { has($0) }
    guard let first = given.first, log.count == before, !job.podSets.isEmpty else { return }
    guard job.kind == .leaderWorkerSet else {
      return log.report(
        line: line(of: first), "'\(first)' belongs to a LeaderWorkerSet",
        hint: "add kind: leader-worker-set")
    }
    if job.podSets.count > 2 {
      log.report(
        line: line(of: first), "a LeaderWorkerSet with '\(first)' has one kind of workers",
        hint: "two pod sets: the leader and the workers")
    }
    if !job.runsOn.isEmpty {
      log.report(
        line: line(of: first), "'\(first)' does not go with 'runs_on'",
        hint: "let the groups arrive at 0 s")
    }
    let groupPods = job.podSets.reduce(0) { $0 + $1.count }
    reportSubGroups(job, pods: groupPods)
  }

  private func readSubGroups(_ map: YAMLMap) -> JobClass.SubGroups? {
    defer { map.finish() }
    let size = map.required("size")?.whole(in: 1...10_000, unit: "pods")
    let kind = map.optional("type")?.word(of: LWS.SubGroups.Kind.allCases.map(\.rawValue))
    let topology = map.optional("exclusive_topology")?.text() ?? ""
    return size.map {
      JobClass.SubGroups(
        size: $0, excludesLeader: kind == LWS.SubGroups.Kind.leaderExcluded.rawValue,
        exclusiveTopology: topology)
    }
  }

  /// What the webhook of LeaderWorkerSet would refuse.
  private func reportSubGroups(_ job: JobClass, pods: Int) {
    for problem in job.subGroupProblems(pods: pods) {
      log.report(line: line(of: "subgroups"), problem)
    }
  }
}

extension JobClass {
  /// Why a group of so many pods cannot have these subgroups.
  func subGroupProblems(pods: Int) -> [String] {
    guard let subGroups else { return [] }
    let specification = LWS.Specification(
      name: name, size: pods, workerRequests: [:],
      subGroups: LWS.SubGroups(
        size: subGroups.size, kind: subGroups.excludesLeader ? .leaderExcluded : .leaderWorker))
    return specification.problems.compactMap { problem in
      switch problem {
      case .subGroupSizeBelowOne(let size): "a subgroup of \(size) pods"
      case .subGroupLargerThanGroup(let size, let group):
        "a subgroup of \(size) pods is larger than its group of \(group)"
      case .subGroupsDoNotDivide(let size, let group):
        "neither the \(group) pods of a group nor its \(group - 1) workers divide into subgroups of \(size)"
      case .workersDoNotDivide(let size, let workers):
        "the \(workers) workers of a group do not divide into subgroups of \(size)"
      default: nil
      }
    }
  }
}

/// Exclusive topologies under a control plane that the scenario chooses and that knows none.
func reportPlanesWithoutAffinity(_ scenario: SchedulingScenario, in map: YAMLMap) {
  guard case .word(let plane)? = scenario.heading.choices["control_plane"],
    !SchedulingLab.planesWithPodAffinity.contains(plane)
  else { return }
  let entries = map.optional("jobs")?.list() ?? []
  for (at, job) in scenario.jobs.enumerated() where job.hasExclusiveTopology {
    map.log.report(
      line: (entries.indices.contains(at) ? entries[at].map() : nil)?
        .line(of: "exclusive_topology") ?? map.line(of: "jobs"),
      "'\(job.name)' has an exclusive topology, which the control plane '\(plane)' is simulated without",
      hint: "control_plane: one of " + SchedulingLab.planesWithPodAffinity.joined(separator: ", "))
  }
}
