import AddressedYAML
import Cluster
import Labs
import Simulation
import Traffic

/// One entry of `jobs`; `nil` when something was wrong, which the log tells.
func readJobs(_ map: YAMLMap) -> JobClass? {
  defer { map.finish() }
  let name = map.required("name")?.identifier()
  let arrivals = map.arrivals("arrivals")
  let kinds = JobClass.Kind.allCases.map(\.rawValue)
  let kind = map.optional("kind")?.word(of: kinds).flatMap(JobClass.Kind.init) ?? .job
  let sets = readPodSets(map, named: name ?? "")
  let duration = map.optional("duration_s")?.distribution(in: 1...31_536_000, unit: "seconds")
  var job = JobClass(
    name: name ?? "", arrivals: arrivals ?? Arrivals(count: 1, pattern: .together), kind: kind,
    podSets: sets, durationSeconds: duration)
  job.queue = map.optional("queue")?.text() ?? ""
  job.priority = map.optional("priority")?.whole(in: -2_147_483_648...2_147_483_647) ?? 0
  job.declaredPercent = map.optional("declared_percent")?.whole(in: 1...10_000, unit: "%") ?? 100
  let progress = JobClass.Progress.allCases.map(\.rawValue)
  job.progress =
    map.optional("progress")?.word(of: progress).flatMap(JobClass.Progress.init) ?? .together
  let pods = sets.reduce(0) { $0 + $1.count }
  if let gang = map.optional("gang_minimum")?.whole(in: 1...100_000, unit: "pods") {
    job.gangMinimum = gang
    if gang > pods, pods > 0 {
      map.log.report(
        line: map.line(of: "gang_minimum"), "a gang of \(gang) cannot be made of \(pods) pods",
        hint: "gang_minimum is at most the sum of the sets' counts")
    }
  }
  job.checkpoint = map.duration("checkpoint", least: 1)
  job.failures = readFailures(map)
  job.retries = map.optional("retries")?.whole(in: 0...1_000) ?? 6
  job.restartsWhole = map.optional("restart_whole")?.truth() ?? (kind == .leaderWorkerSet)
  job.isPreemptible = map.optional("preemptible")?.truth() ?? true
  job.podGap = map.duration("pod_gap") ?? .zero
  job.waitsForLeader = map.optional("wait_for_leader")?.truth() ?? false
  job.hasExactName = map.optional("exact_name")?.truth() ?? false
  if job.hasExactName, job.arrivals.count != 1 {
    map.log.report(
      line: map.line(of: "exact_name"), "\(job.arrivals.count) jobs cannot have one name",
      hint: "exact_name goes with a count of 1")
  }
  job.namespace = map.optional("namespace")?.text() ?? "default"
  job.schedulerName = map.optional("scheduler")?.text() ?? ""
  job.runsOn = map.texts("runs_on")
  if !job.runsOn.isEmpty, job.runsOn.count != pods || job.arrivals.count != 1 {
    map.log.report(
      line: map.line(of: "runs_on"),
      "'runs_on' names \(job.runsOn.count) nodes for \(pods) pods of \(job.arrivals.count) jobs",
      hint: "one node for each pod of a single job")
  }
  if kind == .leaderWorkerSet, let first = sets.first, first.count != 1 {
    map.log.report(
      line: map.line(of: "pod_sets"), "the first pod set of a leader-worker-set is its leader",
      hint: "give it count: 1")
  }
  map.readGroups(into: &job)
  return name == nil || arrivals == nil || sets.isEmpty ? nil : job
}

/// Either `pod_sets`, or the keys of one set in the job itself.
private func readPodSets(_ map: YAMLMap, named job: String) -> [JobClass.PodSet] {
  guard map.has("pod_sets") else {
    let count = map.required("pods", hint: "how many pods each job has, or 'pod_sets'")?
      .whole(in: 1...10_000, unit: "pods")
    let minimum = map.optional("minimum_pods")?.whole(in: 1...10_000, unit: "pods")
    let shape = map.podShape()
    let topology = map.topology()
    guard let count else { return [] }
    checkMinimum(minimum, of: count, map, key: "minimum_pods")
    return [
      JobClass.PodSet(
        name: "main", count: count, minimum: minimum, shape: shape, topology: topology)
    ]
  }
  let sets = map.maps("pod_sets").compactMap { inner -> JobClass.PodSet? in
    defer { inner.finish() }
    let name = inner.required("name")?.identifier()
    let count = inner.required("count")?.whole(in: 1...10_000, unit: "pods")
    let minimum = inner.optional("minimum")?.whole(in: 1...10_000, unit: "pods")
    let shape = inner.podShape()
    let topology = inner.topology()
    guard let name, let count else { return nil }
    checkMinimum(minimum, of: count, inner, key: "minimum")
    return JobClass.PodSet(
      name: name, count: count, minimum: minimum, shape: shape, topology: topology)
  }
  if sets.count > 8 {
    map.log.report(line: map.line(of: "pod_sets"), "a job has at most 8 pod sets")
  }
  reportRepeated(sets.map(\.name), in: map, key: "pod_sets")
  return sets
}

private func checkMinimum(_ minimum: Int?, of count: Int, _ map: YAMLMap, key: String) {
  guard let minimum, minimum > count else { return }
  map.log.report(line: map.line(of: key), "\(key) \(minimum) is more than the \(count) pods")
}

private func readFailures(_ map: YAMLMap) -> JobClass.Failures {
  guard let inner = map.optional("breaks")?.map() else { return .none }
  defer { inner.finish() }
  let keys = ["after_s", "mean_time_between_s", "chance_permille"].filter { inner.has($0) }
  guard keys.count == 1 else {
    inner.log.report(
      line: inner.line, "'breaks' says exactly one of after_s, mean_time_between_s, chance_permille"
    )
    _ = inner.all()
    return .none
  }
  switch keys[0] {
  case "after_s":
    let times = inner.optional("after_s")?.list()?.compactMap {
      $0.whole(in: 0...31_536_000, unit: "seconds")
    }
    return .after((times ?? []).map(SimDuration.seconds))
  case "mean_time_between_s":
    return inner.optional("mean_time_between_s")?.whole(in: 1...31_536_000, unit: "seconds")
      .map { .meanTimeBetween(.seconds($0)) } ?? .none
  default:
    return inner.optional("chance_permille")?.whole(in: 0...1_000)
      .map { .chance(perMille: $0) } ?? .none
  }
}

/// Gangs that no state of the cluster could hold: each is reported with the numbers.
func reportOversizedGangs(_ jobs: [JobClass], nodes: [NodeGroup], in map: YAMLMap) {
  let lines = map.lines(of: "jobs", count: jobs.count)
  for (job, line) in zip(jobs, lines) {
    guard let minimum = job.gangMinimum, job.podSets.count == 1, let set = job.podSets.first,
      set.shape.claims.isEmpty
    else { continue }
    let shape = set.shape
    let places = nodes.reduce(0) { sum, group in
      var most = group.maxPods
      if let cpu = shape.cpu?.count, cpu > 0 { most = min(most, group.cpu.count / cpu) }
      if let memory = shape.memory?.count, memory > 0 {
        most = min(most, group.memory.count / memory)
      }
      if shape.gpus > 0 { most = min(most, group.gpus / shape.gpus) }
      if shape.gpuMilli > 0 { most = min(most, group.gpus * (1_000 / shape.gpuMilli)) }
      return sum + group.count * most
    }
    guard places < minimum else { continue }
    map.log.report(
      line: line,
      "the gang '\(job.name)' needs places for \(minimum) pods, the empty cluster has \(places)",
      hint: "add nodes, or make the pods or the gang smaller")
  }
}
