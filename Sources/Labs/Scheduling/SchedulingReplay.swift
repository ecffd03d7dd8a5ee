import Cluster
import ClusterRun
import Simulation
import Wording

/// A scheduling run to be walked: everything that happens to a pod, a job or a node is one step.
struct SchedulingReplay: Replay {
  let run: WorkloadRun
  let scenario: SchedulingScenario
  let instance: SchedulingInstance
  let history: SchedulingHistory
  let bars: JobBars
  let choices: Choices

  var stepCount: Int { history.stepCount }
  var world: World { run.world }

  func time(at step: Int) -> SimTime { traceStep(step)?.time ?? .zero }

  /// The trace step that led to `step`; `nil` for step 0.
  func traceStep(_ step: Int) -> TraceStep? {
    step >= 1 && step <= stepCount ? run.steps[step - 1] : nil
  }

  func name(_ pod: PodIndex) -> String { world.plan.pods[pod].name }
  func jobName(_ job: JobIndex) -> String { world.jobs[job].name }
  func nodeName(_ node: NodeIndex?) -> String { node.map { instance.nodes[$0].name } ?? "" }

  /// What a pod asks for, in Kubernetes' units.
  func wants(_ pod: PodIndex) -> String {
    let spec = world.plan.pods[pod]
    let request = spec.effectiveRequest
    var parts = ["cpu \(cores(request.cpu.count))", "memory \(mebibytes(request.memory.count))"]
    if let gpus = request[.nvidiaGPU], gpus > 0 { parts.append("nvidia.com/gpu \(gpus)") }
    if let share = spec.gpuShareMilli {
      parts.append("GPU \(formatted(Double(share) / 1_000, decimals: 2))")
    }
    for entry in request.entries where entry.name.isExtended && entry.name != .nvidiaGPU {
      parts.append("\(entry.name) \(entry.amount)")
    }
    parts += world.state.deviceClaims.claims(of: spec).map(\.brief)
    return parts.joined(separator: ", ")
  }

  /// What a job asks for: pods and what each of them wants.
  func wants(job: JobIndex) -> String {
    var first = world.pods(of: job).lowerBound
    return world.jobs[job].podSets.map { set in
      defer { first += set.count }
      return set.count > 0 ? "\(set.count) x (\(wants(first)))" : "0"
    }.joined(separator: " + ")
  }

  // MARK: Picture

  func picture(at step: Int) -> Picture {
    let moment = run.moment(after: min(max(0, step), stepCount))
    let state = moment.state
    var picture = Picture(
      title: Message("lab.picture.gpus"), rows: state.nodes.indices.map { row($0, moment) },
      owners: world.jobs.map(\.name), queues: queues(moment))
    picture.numbers = numbers(moment, at: step)
    return picture
  }

  func row(_ node: NodeIndex, _ moment: RunMoment) -> Picture.Row {
    let state = moment.state
    func percent(_ resource: Int) -> String {
      let all = state.allocatable(resource, on: node)
      return all > 0 ? "\(state.requested(resource, on: node) * 100 / all) %" : "-"
    }
    return Picture.Row(
      name: state.nodes[node].name, note: "cpu \(percent(0)) mem \(percent(1))",
      cells: cells(node, moment))
  }

  func cells(_ node: NodeIndex, _ moment: RunMoment) -> [Picture.Cell] {
    let state = moment.state
    let isBlocked =
      moment.world.nodeStatus[node].isDown || moment.world.nodeStatus[node].isDraining
      || state.nodes[node].isUnschedulable
    return zip(state.allGPUHolders(on: node), state.allTakenGPUMilli(on: node)).map {
      holders, taken -> Picture.Cell in
      guard let first = holders.first else {
        // A claim may hold devices that no pod uses.
        if taken > 0 { return Picture.Cell(.used, fillPerMille: taken) }
        return Picture.Cell(isBlocked ? .blocked : .free, fillPerMille: 0)
      }
      return Picture.Cell(
        holders.count > 1 ? .shared : .used, owner: world.job(of: first.pod), fillPerMille: taken)
    }
  }

  private func queues(_ moment: RunMoment) -> [Picture.Queue] {
    var queues: [Picture.Queue] = []
    for line in moment.lines {
      guard line.count > 0 || line.kind == .ready else { continue }
      let members: [String] =
        switch line.members {
        case .pods(let pods): pods.map(name)
        case .jobs(let jobs): jobs.map(jobName)
        }
      queues.append(Picture.Queue(title: title(of: line.kind), members: members))
    }
    if !queues.contains(where: { !$0.members.isEmpty }) {
      return [Picture.Queue(title: Message("lab.queue.waiting"), members: [])]
    }
    // The queue that tells most comes last: small places show only that one.
    return queues.filter { !$0.members.isEmpty }.sorted { $0.members.count < $1.members.count }
  }

  private func title(of kind: WaitingLine.Kind) -> Message {
    switch kind {
    case .ready: Message("lab.queue.ready")
    case .backoff: Message("lab.queue.backoff")
    case .unschedulable: Message("lab.queue.waiting")
    case .gated: Message("lab.queue.gated")
    case .permit: Message("lab.queue.permit")
    case .unserved: Message("lab.queue.unserved")
    case .queue(let name): Message("lab.queue.named", name)
    }
  }

  private func numbers(_ moment: RunMoment, at step: Int) -> [(title: Message, value: String)] {
    let pods = world.plan.pods.indices
    let phases: [SchedulingHistory.PodPhase] = pods.map { history.phase(of: $0, at: step) }
    let running = phases.count { $0.holds }
    let waiting = phases.count { $0 == .waiting || $0 == .gated }
    var numbers: [(title: Message, value: String)] = [
      (Message("lab.number.running"), String(running)),
      (Message("lab.number.waiting"), String(waiting)),
    ]
    let queued = world.jobs.indices.count { history.phase(ofJob: $0, at: step) == .queued }
    if queued > 0 { numbers.append((Message("lab.number.queued-jobs"), String(queued))) }
    let state = moment.state
    let gpus = state.nodes.indices.reduce(0) { $0 + state.allGPUCount(on: $1) }
    guard gpus > 0 else { return numbers }
    let free = state.nodes.indices.reduce(0) { $0 + state.allFreeGPUMilli(on: $1) }
    numbers.append(
      (
        Message("lab.number.free-gpus"),
        "\(formatted(Double(free) / 1_000, decimals: 1)) / \(gpus)"
      ))
    if step >= 1, step <= stepCount {
      let sample = run.samples[step - 1]
      numbers.append((Message("lab.number.free-nodes"), String(sample.wholeFreeGPUNodes)))
      numbers.append(
        (
          Message("lab.number.fragmented-gpus"),
          formatted(Double(sample.fragmentedGPUMilli) / 1_000, decimals: 1)
        ))
    }
    return numbers
  }

  /// Curves with at most this many points; a longer run is thinned by taking the last sample of
  /// each stretch.
  private static var mostPoints: Int { 600 }

  var series: [Series] {
    guard stepCount > 0 else { return [] }
    let stretch = max(1, (stepCount + Self.mostPoints - 1) / Self.mostPoints)
    func curve(_ id: String, _ unit: String, _ value: (RunSample) -> Double) -> Series {
      Series(
        id: id, unit: unit,
        points: stride(from: min(stretch, stepCount) - 1, to: stepCount, by: stretch).map {
          Series.Point(
            timeNanoseconds: run.samples[$0].time.nanoseconds, value: value(run.samples[$0]))
        })
    }
    func percent(_ part: Int, _ sample: RunSample) -> Double {
      let all = sample.allocatedGPUMilli + sample.freeGPUMilli
      return all > 0 ? Double(part) * 100 / Double(all) : 0
    }
    return [
      curve("gpu_allocation", "%") { percent($0.allocatedGPUMilli, $0) },
      curve("gpu_utilisation", "%") { percent($0.workingGPUMilli, $0) },
      curve("fragmented_gpus", "GPUs") { Double($0.fragmentedGPUMilli) / 1_000 },
      curve("free_nodes", "nodes") { Double($0.wholeFreeGPUNodes) },
      curve("pods_waiting", "pods") { Double($0.pending) },
      curve("pods_running", "pods") { Double($0.running) },
    ]
  }
}

extension Pod {
  /// GPUs in thousandths, shares included.
  var gpuMilli: Int { (effectiveRequest[.nvidiaGPU] ?? 0) * 1_000 + (gpuShareMilli ?? 0) }
}

/// `12` or `0.5` cores.
func cores(_ milli: Int) -> String {
  milli % 1_000 == 0 ? String(milli / 1_000) : formatted(Double(milli) / 1_000, decimals: 1)
}

/// Whole mebibytes, or gibibytes where they are whole.
func mebibytes(_ bytes: Int) -> String {
  bytes % (1 << 30) == 0 ? "\(bytes >> 30) GiB" : "\(bytes >> 20) MiB"
}
