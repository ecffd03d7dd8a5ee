import Cluster
import KubeScheduling
import Simulation
import Wording

/// A scheduling run to be walked: each arrival, placement, failed attempt and end of a pod is one
/// step.
struct SchedulingReplay: Replay {
  let run: SchedulingRun
  let instance: SchedulingInstance
  let stepCount: Int
  let fates: [SchedulingTally.Fate]

  func time(at step: Int) -> SimTime { traceStep(step)?.time ?? .zero }

  /// The trace step that led to `step`; `nil` for step 0.
  func traceStep(_ step: Int) -> TraceStep? {
    step >= 1 && step <= stepCount ? run.steps[step - 1] : nil
  }

  func name(_ pod: PodIndex) -> String { instance.arrivals[pod].pod.name }
  func nodeName(_ node: NodeIndex?) -> String { node.map { instance.nodes[$0].name } ?? "" }

  func decision(at step: Int) -> Labs.Decision? {
    guard let item = traceStep(step) else { return nil }
    let pod = name(item.pod)
    let (kind, sentence): (String, Message) =
      switch item.kind {
      case .arrived:
        ("arrived", Message("lab.scheduling.arrived", pod, wants(item.pod)))
      case .placed:
        (
          "placed",
          Message(
            "lab.scheduling.placed", pod, nodeName(item.node), String(item.feasible),
            String(item.feasible + item.refused))
        )
      case .unschedulable:
        (
          "unschedulable",
          Message("lab.scheduling.unschedulable", pod, String(item.refused))
        )
      case .finished:
        ("finished", Message("lab.scheduling.finished", pod, nodeName(item.node)))
      }
    return Labs.Decision(time: item.time, sentence: sentence, kind: kind, subjects: [pod])
  }

  /// What a pod asks for, in Kubernetes' units.
  func wants(_ pod: PodIndex) -> String {
    let spec = instance.arrivals[pod].pod
    let request = spec.effectiveRequest
    var parts = ["cpu \(cores(request.cpu.count))", "memory \(mebibytes(request.memory.count))"]
    if let gpus = request[.nvidiaGPU], gpus > 0 { parts.append("nvidia.com/gpu \(gpus)") }
    if let share = spec.gpuShareMilli {
      parts.append("GPU \(formatted(Double(share) / 1_000, decimals: 2))")
    }
    return parts.joined(separator: ", ")
  }

  // MARK: Picture

  func picture(at step: Int) -> Picture {
    let moment = run.moment(after: min(max(0, step), stepCount))
    let state = moment.state
    var picture = Picture(
      title: Message("lab.picture.gpus"), rows: state.nodes.indices.map { row($0, state) },
      owners: instance.arrivals.map(\.pod.name),
      queues: [
        Picture.Queue(
          title: Message("lab.queue.waiting"), members: waiting(at: step).map(name))
      ])
    picture.numbers = numbers(moment, at: step)
    return picture
  }

  private func row(_ node: NodeIndex, _ state: ClusterState) -> Picture.Row {
    let cells = state.gpuHolders(on: node).map { holders -> Picture.Cell in
      guard let first = holders.first else {
        return Picture.Cell(
          state.nodes[node].isUnschedulable ? .blocked : .free, fillPerMille: 0)
      }
      return Picture.Cell(
        holders.count > 1 ? .shared : .used, owner: first.pod,
        fillPerMille: holders.reduce(0) { $0 + $1.milli })
    }
    func percent(_ resource: Int) -> String {
      let all = state.allocatable(resource, on: node)
      return all > 0 ? "\(state.requested(resource, on: node) * 100 / all) %" : "-"
    }
    return Picture.Row(
      name: state.nodes[node].name, note: "cpu \(percent(0)) mem \(percent(1))", cells: cells)
  }

  /// Pods that have come and have no node, in the order of their arrival.
  func waiting(at step: Int) -> [PodIndex] {
    fates.indices.filter { pod in
      guard let arrived = fates[pod].arrivedStep, arrived <= step else { return false }
      return fates[pod].placedStep.map { $0 > step } ?? true
    }
  }

  /// Pods on nodes, in the order of their arrival.
  func running(at step: Int) -> [PodIndex] {
    fates.indices.filter { pod in
      guard let placed = fates[pod].placedStep, placed <= step else { return false }
      return fates[pod].finishedStep.map { $0 > step } ?? true
    }
  }

  private func numbers(_ moment: RunMoment, at step: Int) -> [(title: Message, value: String)] {
    var numbers = [
      (Message("lab.number.running"), String(running(at: step).count)),
      (Message("lab.number.waiting"), String(waiting(at: step).count)),
    ]
    let state = moment.state
    let gpus = state.nodes.indices.reduce(0) { $0 + state.gpuCount(on: $1) }
    guard gpus > 0 else { return numbers }
    let free = state.nodes.indices.reduce(0) { $0 + state.freeGPUMilli(on: $1) }
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
    return [
      curve("gpu_allocation", "%") {
        let all = $0.allocatedGPUMilli + $0.freeGPUMilli
        return all > 0 ? Double($0.allocatedGPUMilli) * 100 / Double(all) : 0
      },
      curve("fragmented_gpus", "GPUs") { Double($0.fragmentedGPUMilli) / 1_000 },
      curve("free_nodes", "nodes") { Double($0.wholeFreeGPUNodes) },
      curve("pods_waiting", "pods") { Double($0.pending) },
      curve("pods_running", "pods") { Double($0.running) },
    ]
  }
}

/// `12` or `0.5` cores.
func cores(_ milli: Int) -> String {
  milli % 1_000 == 0 ? String(milli / 1_000) : formatted(Double(milli) / 1_000, decimals: 1)
}

/// Whole mebibytes, or gibibytes where they are whole.
func mebibytes(_ bytes: Int) -> String {
  bytes % (1 << 30) == 0 ? "\(bytes >> 30) GiB" : "\(bytes >> 20) MiB"
}
