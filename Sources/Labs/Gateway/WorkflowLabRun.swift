import GatewaySim
import Simulation
import Wording

extension GatewayLab {
  func begin(
    _ plan: WorkflowPlan, _ choices: Choices, _ seed: Seed
  ) throws(LabProblem) -> any LabRun {
    var plan = plan
    let parallelism = choices.whole("parallelism")
    if parallelism > 0 { plan.parallelism = parallelism }
    plan.failsFast = choices.isOn("fail_fast")
    let life = choices.whole("spot_life_percent")
    plan.meanSpotLife =
      life == 0
      ? nil
      : plan.meanSpotLife.map {
        SimDuration(nanoseconds: max(1, ($0 * life).nanoseconds / 100))
      }
    if !choices.isOn("step_cache") {
      for step in plan.steps.indices {
        plan.steps[step].memoKey = nil
        plan.steps[step].isCacheable = false
      }
      plan.isResumed = false
    }
    for step in plan.steps.indices { changeRetry(&plan.steps[step], choices) }
    let engine = WorkflowEngine(rawValue: choices.word("workflow_engine")) ?? .argo
    do {
      return WorkflowLabRun(
        run: try WorkflowRun(plan, engine: engine, seed: seed), lab: self, choices: choices,
        seed: seed)
    } catch {
      throw LabProblem(error.message)
    }
  }

  private func changeRetry(_ step: inout WorkflowStep, _ choices: Choices) {
    let limit = choices.whole("retry_limit")
    if limit == 0 {
      step.retry = nil
    } else if limit > 0 {
      if step.retry == nil { step.retry = RetryRule(limit: limit) }
      step.retry?.limit = limit
    }
    switch choices.word("retry_policy") {
    case "always": step.retry?.policy = .always
    case "on-failure": step.retry?.policy = .onFailure
    case "on-error": step.retry?.policy = .onError
    default: break
    }
  }
}

extension WorkflowProblem {
  /// What to change, for people.
  public var message: Message {
    switch self {
    case .noSteps: Message("lab.problem.workflow-empty")
    case .circle(let names):
      Message("lab.problem.workflow-circle", names.joined(separator: " -> "))
    case .unknownStep(let step, let index):
      Message("lab.problem.workflow-step", step, String(index))
    case .sameName(let name): Message("lab.problem.workflow-name", name)
    }
  }
}

struct WorkflowLabRun: LabRun {
  var run: WorkflowRun
  let lab: GatewayLab
  let choices: Choices
  let seed: Seed

  mutating func advance(events: Int) -> Bool { run.advance(events: events) }

  var progressPerMille: Int {
    if run.isDone { return 1_000 }
    let runs = run.plan.changedForRerun == nil ? 1 : 2
    let over = run.records.joined().count { $0.ending != nil }
    return min(999, over * 1_000 / max(1, runs * run.plan.steps.count))
  }

  var time: SimTime { run.now }

  func outcome() -> RunOutcome {
    let metrics = run.metrics()
    let values: [String: Double?] = [
      "workflow_time": metrics.makespan.inSeconds, "first_run": metrics.firstRun.inSeconds,
      "second_run": metrics.secondRun?.inSeconds, "ideal_path": metrics.idealPath.inSeconds,
      "succeeded_runs": Double(metrics.succeededRuns) * 100 / Double(max(1, metrics.runs)),
      "failed_steps": Double(metrics.failedSteps), "omitted_steps": Double(metrics.omittedSteps),
      "reused_steps": Double(metrics.reusedSteps), "stale_steps": Double(metrics.staleSteps),
      "step_retries": Double(metrics.retries), "interruptions": Double(metrics.interruptions),
      "step_timeouts": Double(metrics.timeouts), "pod_time": metrics.podTime.inSeconds,
      "lost_time": metrics.lostTime.inSeconds, "held_time": metrics.heldTime.inSeconds,
      "peak_pods": Double(metrics.peakPods),
    ]
    return RunOutcome(
      lab: .gateway, seed: seed, choices: choices, metrics: lab.measured(values),
      events: run.events.count, digest: run.digestText, replay: WorkflowReplay(run: run),
      isStalled: metrics.succeededRuns == 0)
  }
}
