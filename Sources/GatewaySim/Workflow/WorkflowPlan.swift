import Simulation
import Traffic

/// Whose rules a workflow is run by.
public enum WorkflowEngine: String, Hashable, Sendable, CaseIterable {
  /// Argo Workflows 4.1.
  ///
  /// Source: `workflow/controller/operator.go` `processNodeRetries` and `checkParallelism`, `dag.go`
  /// `executeDAGTask` and `assessDAGPhase`.
  case argo
  /// Kubeflow Pipelines 2, which compiles to Argo and adds a cache of its own.
  ///
  /// Source: `backend/src/v2/compiler/argocompiler/container.go` `getTaskRetryStrategyFromInput` (no
  /// `retryPolicy`, no `cap`; only the step's own pod is tried again, not its driver),
  /// `sdk/python/kfp/dsl/structures.py` `RetryPolicy` (the longest duration is 3,600 s).
  case kubeflow
  /// Metaflow 2.19 with its own scheduler and steps on Kubernetes (`run --with kubernetes`).
  ///
  /// Source: `metaflow/runtime.py` `_retry_worker` and `_launch_workers` (a retry keeps its worker),
  /// `plugins/kubernetes/kubernetes_cli.py` `step` (that worker sleeps between attempts),
  /// `plugins/retry_decorator.py` (at most 4 retries).
  case metaflow
}

/// A directed graph of steps, what they take and how they may fail.
public struct WorkflowPlan: Hashable, Sendable {
  public var name: String
  public var steps: [WorkflowStep]
  /// Steps that run beside each other at most in one of these sets (`parallelism` of an Argo
  /// template, `ParallelFor(parallelism=)`); steps name theirs by index.
  public var groups: [WorkflowGroup]
  /// Pods at once (`spec.parallelism`, `--max-workers`); `nil` for no limit.
  public var parallelism: Int?
  /// Argo's `failFast` of a template: nothing new starts once a pod has failed, not even its retry
  /// (`checkParallelism`, `getUnsuccessfulChildrenCounter`).
  ///
  /// Not `dag.failFast`, which is on by default and stops nothing: as long as a step runs, others
  /// are started (argo-workflows issue 10312, open; `assessDAGPhase` asks it only when nothing runs).
  /// Kubeflow writes no `failFast` to its templates.
  public var failsFast: Bool
  /// From the start of a run to the moment when everything is stopped
  /// (`spec.activeDeadlineSeconds`).
  public var deadline: SimDuration?
  /// From a step's decision to the first line of its code, for each pod: a guess of the scenario.
  public var podStart: SimDuration
  /// Mean life of a spot node under a step; `nil`: nobody is interrupted.
  public var meanSpotLife: SimDuration?
  /// Steps whose code is another one in the second run; `nil`: there is no second run.
  public var changedForRerun: [Int]?
  /// Whether Metaflow's second run is a `resume` of the first, and not a new `run`.
  public var isResumed = true

  public init(
    name: String, steps: [WorkflowStep], groups: [WorkflowGroup] = [], parallelism: Int? = nil,
    failsFast: Bool = false, deadline: SimDuration? = nil, podStart: SimDuration = .zero,
    meanSpotLife: SimDuration? = nil, changedForRerun: [Int]? = nil
  ) {
    self.name = name
    self.steps = steps
    self.groups = groups
    self.parallelism = parallelism
    self.failsFast = failsFast
    self.deadline = deadline
    self.podStart = podStart
    self.meanSpotLife = meanSpotLife
    self.changedForRerun = changedForRerun
  }
}

/// Steps that share a limit.
public struct WorkflowGroup: Hashable, Sendable {
  public var name: String
  /// At least 1.
  public var parallelism: Int

  public init(name: String, parallelism: Int) {
    self.name = name
    self.parallelism = max(1, parallelism)
  }
}

/// A step: one pod for each attempt.
public struct WorkflowStep: Hashable, Sendable {
  /// What a step waits for: another one, and how that has to end.
  public struct Need: Hashable, Sendable {
    public var step: Int
    public var endings: Set<WorkflowEnding>

    /// Argo's plain dependency: done or skipped.
    public init(_ step: Int, endings: Set<WorkflowEnding> = [.succeeded, .skipped]) {
      self.step = step
      self.endings = endings
    }
  }

  public var name: String
  /// Every one must come true (`dependencies`); a list inside is satisfied by any (`||`).
  public var needs: [[Need]]
  /// Milliseconds of its code.
  public var duration: Distribution
  /// Chance in per cent that an attempt ends with an error of the code.
  public var failurePercent: Int
  public var retry: RetryRule?
  /// Longest attempt (`activeDeadlineSeconds`, `@timeout`).
  public var timeout: SimDuration?
  /// Argo's `memoize.key`: two steps with equal keys are the same to the cache, whatever changed.
  public var memoKey: String?
  /// Whether Kubeflow may reuse it (`set_caching_options`).
  public var isCacheable: Bool
  public var isOnSpot: Bool
  /// Whether the workflow goes on when it fails for good (`continueOn.failed`, `@catch`).
  public var goesOn: Bool
  /// False: its condition does not hold (`when`, `dsl.If`), it is skipped.
  public var isWanted: Bool
  /// Index into `WorkflowPlan.groups`; `nil` for none.
  public var group: Int?

  public init(
    name: String, needs: [[Need]] = [], duration: Distribution, failurePercent: Int = 0,
    retry: RetryRule? = nil, timeout: SimDuration? = nil, memoKey: String? = nil,
    isCacheable: Bool = true, isOnSpot: Bool = false, goesOn: Bool = false, isWanted: Bool = true,
    group: Int? = nil
  ) {
    self.name = name
    self.needs = needs
    self.duration = duration
    self.failurePercent = failurePercent
    self.retry = retry
    self.timeout = timeout
    self.memoKey = memoKey
    self.isCacheable = isCacheable
    self.isOnSpot = isOnSpot
    self.goesOn = goesOn
    self.isWanted = isWanted
    self.group = group
  }

  /// Steps that it names in any of its needs, each once, ascending.
  public var neededSteps: [Int] { Set(needs.joined().map(\.step)).sorted() }
}

/// How a step is over.
public enum WorkflowEnding: String, Hashable, Sendable, CaseIterable {
  case succeeded
  /// Its last attempt failed by its own code or ran out of time.
  case failed
  /// Its last attempt was interrupted (Argo's `Error`).
  case errored
  /// Its condition did not hold.
  case skipped
  /// Something that it needs ended otherwise.
  case omitted
}

/// When and how often an attempt is made again.
public struct RetryRule: Hashable, Sendable {
  /// Which ends of an attempt are tried again (Argo's `retryPolicy`).
  public enum Policy: String, Hashable, Sendable, CaseIterable {
    case always = "Always"
    /// Failures of the code and time-outs, not interrupted pods. Argo's default.
    case onFailure = "OnFailure"
    /// Interrupted pods, not failures of the code.
    case onError = "OnError"

    /// Whether an attempt that ended so is made again.
    func retries(_ end: WorkflowRecord.Attempt.End) -> Bool {
      switch self {
      case .always: true
      case .onFailure: end != .interrupted
      case .onError: end == .interrupted
      }
    }
  }
  /// Attempts after the first (`limit`, `num_retries`, `times`); `nil` for no limit.
  public var limit: Int?
  /// Metaflow retries whatever went wrong and does not ask.
  public var policy: Policy
  /// Wait before the first retry.
  public var backoff: SimDuration
  /// Each further wait is so many times the one before; 0 counts as 1. Metaflow's waits stay the
  /// same.
  public var factor: Int
  /// Longest wait (Argo's `cap`).
  public var cap: SimDuration?
  /// From the start of the first attempt to the moment after which nothing is tried again
  /// (`maxDuration`). A retry that still runs then is stopped.
  public var maxDuration: SimDuration?

  public init(
    limit: Int?, policy: Policy = .onFailure, backoff: SimDuration = .zero, factor: Int = 1,
    cap: SimDuration? = nil, maxDuration: SimDuration? = nil
  ) {
    self.limit = limit
    self.policy = policy
    self.backoff = backoff
    self.factor = factor
    self.cap = cap
    self.maxDuration = maxDuration
  }

  /// The rule as an engine can hold it. Kubeflow's retries have no policy and no cap, and end an hour
  /// after the first attempt began if nobody says otherwise; Metaflow makes 4 retries at most and
  /// asks for no reason.
  public func rule(of engine: WorkflowEngine) -> RetryRule {
    var rule = self
    switch engine {
    case .argo: break
    case .kubeflow:
      rule.policy = .onFailure
      rule.cap = nil
      rule.maxDuration = maxDuration ?? .seconds(3_600)
    case .metaflow:
      rule.limit = min(limit ?? 4, 4)
      rule.policy = .always
      rule.cap = nil
      rule.maxDuration = nil
    }
    return rule
  }

  /// The wait before retry `number`, from 1: backoff x factor^(number - 1), `cap` at most.
  ///
  /// Argo waits only where there is a limit: without one it tries again at once
  /// (`processNodeRetries`).
  public func wait(beforeRetry number: Int, engine: WorkflowEngine) -> SimDuration {
    if engine != .metaflow, limit == nil { return .zero }
    var wait = backoff
    if engine != .metaflow, factor > 1 {
      for _ in 1..<max(1, min(number, 64)) { wait = wait * factor }
    }
    return min(wait, cap ?? wait)
  }
}

/// What makes a plan impossible to run.
public enum WorkflowProblem: Error, Hashable, Sendable {
  case noSteps
  /// A step needs itself in the end; the steps of the circle in order.
  case circle([String])
  case unknownStep(step: String, index: Int)
  /// Two steps of one name: logs could not tell them apart.
  case sameName(String)
}

extension WorkflowPlan {
  /// What is wrong with it, `nil` when it can run.
  public func problem() -> WorkflowProblem? {
    if steps.isEmpty { return .noSteps }
    var names: Set<String> = []
    for step in steps {
      if !names.insert(step.name).inserted { return .sameName(step.name) }
      for need in step.neededSteps where !steps.indices.contains(need) {
        return .unknownStep(step: step.name, index: need)
      }
    }
    return circle().map { .circle($0) }
  }

  /// Steps in an order in which each comes after what it needs; those of a circle are missing.
  public func order() -> [Int] {
    var open = steps.map { $0.neededSteps.count }
    var followers = [[Int]](repeating: [], count: steps.count)
    for (index, step) in steps.enumerated() {
      for need in step.neededSteps { followers[need].append(index) }
    }
    var order = steps.indices.filter { open[$0] == 0 }
    var next = 0
    while next < order.count {
      for follower in followers[order[next]] {
        open[follower] -= 1
        if open[follower] == 0 { order.append(follower) }
      }
      next += 1
    }
    return order
  }

  private func circle() -> [String]? {
    let free = Set(order())
    guard free.count < steps.count, let start = steps.indices.first(where: { !free.contains($0) })
    else { return nil }
    // Walk needs inside the rest until a step comes again: every one of them has such a need.
    var path: [Int] = []
    var at = start
    while !path.contains(at) {
      path.append(at)
      guard let next = steps[at].neededSteps.first(where: { !free.contains($0) }) else {
        return nil
      }
      at = next
    }
    let first = path.firstIndex(of: at) ?? 0
    return path[first...].map { steps[$0].name } + [steps[at].name]
  }
}
