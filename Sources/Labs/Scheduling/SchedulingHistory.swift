import Cluster
import ClusterRun
import Simulation

/// What became of every pod and job of a run, step by step, so that any moment can be asked for
/// without running again.
struct SchedulingHistory: Sendable {
  /// How a pod stands.
  enum PodPhase: UInt8, Sendable {
    case absent, waiting, gated
    /// Holds a node without being bound.
    case reserved
    case running
    /// Told to go, and not gone yet.
    case ending
    case done

    var holds: Bool { self == .reserved || self == .running || self == .ending }
  }
  /// How a job stands apart from its pods.
  enum JobPhase: UInt8, Sendable {
    case unborn, queued, active, done, failed
  }
  /// A state, and the step (from 1) with which it began.
  struct Change<Phase: Sendable>: Sendable {
    let step: Int32
    let phase: Phase
  }

  /// Steps up to the end of the scenario.
  let stepCount: Int
  private(set) var pods: [[Change<PodPhase>]]
  private(set) var jobs: [[Change<JobPhase>]]
  /// Steps in which each pod was decided about.
  private(set) var attempts: [[Int32]]
  /// Steps in which each job as a whole was decided about (admission, suspension).
  private(set) var jobDecisions: [[Int32]]
  /// When each pod first got a node, and when it ended well.
  private(set) var placed: [SimTime?]
  private(set) var finished: [SimTime?]
  private let options: WorkloadRunOptions

  init(_ run: WorkloadRun, end: SimTime?) {
    let steps = run.steps
    options = run.options
    stepCount = end.map { end in steps.firstIndex { $0.time > end } ?? steps.count } ?? steps.count
    let plan = run.world.plan
    pods = Array(repeating: [], count: plan.pods.count)
    jobs = Array(repeating: [], count: plan.jobs.count)
    attempts = Array(repeating: [], count: plan.pods.count)
    jobDecisions = Array(repeating: [], count: plan.jobs.count)
    placed = Array(repeating: nil, count: plan.pods.count)
    finished = placed
    for (index, job) in plan.jobs.enumerated() where !job.startsOn.isEmpty {
      jobs[index].append(Change(step: 0, phase: .active))
      for pod in plan.pods(of: index).prefix(job.startsOn.count) {
        pods[pod].append(Change(step: 0, phase: .running))
        placed[pod] = .zero
      }
    }
    var deletions = run.deletions[...]
    for (index, step) in steps.prefix(stepCount).enumerated() {
      while let deletion = deletions.first, deletion.after <= index {
        pods[deletion.pod].append(Change(step: Int32(index + 1), phase: .absent))
        deletions.removeFirst()
      }
      take(step, Int32(index + 1), plan)
    }
  }

  /// Whether a pod in this phase that is told to go has left its node with the same step: without a
  /// grace, and when it has no process that would need time.
  private func leavesAtOnce(_ kind: TraceStep.Kind, from phase: PodPhase?) -> Bool {
    (kind == .lost ? options.lostPodDelay : options.terminationGrace) == .zero
      || phase == .reserved
  }

  private mutating func take(_ step: TraceStep, _ number: Int32, _ plan: WorkPlan) {
    guard let pod = step.pod else {
      if let job = step.job { takeJob(step, job, number) }
      return
    }
    func become(_ phase: PodPhase) { pods[pod].append(Change(step: number, phase: phase)) }
    switch step.kind {
    case .arrived:
      become(.waiting)
      let job = plan.jobOfPod[pod]
      if jobs[job].last?.phase != .active {
        jobs[job].append(Change(step: number, phase: .active))
      }
    case .unschedulable:
      attempts[pod].append(number)
      // Whoever is tried is not kept out any more.
      if pods[pod].last?.phase == .gated { become(.waiting) }
    case .gated:
      attempts[pod].append(number)
      become(.gated)
    case .placed, .confirmed:
      attempts[pod].append(number)
      become(.running)
      placed[pod] = placed[pod] ?? step.time
    case .reserved:
      attempts[pod].append(number)
      become(.reserved)
    case .released:
      attempts[pod].append(number)
      become(.waiting)
    case .nominated, .deallocated: attempts[pod].append(number)
    case .evicted, .lost, .restarted:
      if step.kind == .evicted { attempts[pod].append(number) }
      become(leavesAtOnce(step.kind, from: pods[pod].last?.phase) ? .absent : .ending)
    case .gone, .failed: become(.absent)
    case .finished:
      become(.done)
      finished[pod] = step.time
    case .queued, .admitted, .pended, .suspended, .gaveUp, .nodeFailed, .nodeRepaired,
      .nodeCordoned, .nodeUncordoned, .nodeDraining, .quotaChanged, .deadlock:
      break
    }
  }

  private mutating func takeJob(_ step: TraceStep, _ job: JobIndex, _ number: Int32) {
    func become(_ phase: JobPhase) { jobs[job].append(Change(step: number, phase: phase)) }
    switch step.kind {
    case .queued: become(.queued)
    case .admitted:
      jobDecisions[job].append(number)
      become(.active)
    case .pended: jobDecisions[job].append(number)
    case .suspended:
      jobDecisions[job].append(number)
      become(.queued)
    case .gaveUp: become(.failed)
    default: break
    }
  }

  // MARK: Asking

  func phase(of pod: PodIndex, at step: Int) -> PodPhase {
    Self.last(pods[pod], at: step)?.phase ?? .absent
  }

  /// The step since which the pod is in its phase.
  func since(_ pod: PodIndex, at step: Int) -> Int? {
    Self.last(pods[pod], at: step).map { Int($0.step) }
  }

  func phase(ofJob job: JobIndex, at step: Int) -> JobPhase {
    Self.last(jobs[job], at: step)?.phase ?? .unborn
  }

  /// The last step not after `step` in which the pod was decided about.
  func lastAttempt(of pod: PodIndex, at step: Int) -> Int? {
    attempts[pod].last { $0 <= step }.map { Int($0) }
  }

  func lastDecision(of job: JobIndex, at step: Int) -> Int? {
    jobDecisions[job].last { $0 <= step }.map { Int($0) }
  }

  private static func last<Phase>(_ changes: [Change<Phase>], at step: Int) -> Change<Phase>? {
    var low = 0
    var high = changes.count
    while low < high {
      let middle = (low + high) / 2
      if Int(changes[middle].step) <= step { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? changes[low - 1] : nil
  }
}
