import Simulation

/// How pods and steps end, and what is taken from an earlier run.
extension WorkflowRun {
  func lastEnd(_ step: Int) -> WorkflowRecord.Attempt.End? {
    records[run][step].attempts.last?.result
  }

  mutating func end(_ step: Int, _ ending: WorkflowEnding) {
    records[run][step].state = .over(ending)
    records[run][step].ended = now
  }

  mutating func endPod(_ step: Int, _ result: WorkflowRecord.Attempt.End) {
    let place = records[run][step].attempts.count - 1
    records[run][step].attempts[place].end = now
    records[run][step].attempts[place].result = result
    runningPods -= 1
    if let group = plan.steps[step].group { runningInGroup[group] -= 1 }
    let attempt = place + 1
    switch result {
    case .succeeded:
      note(step, .succeeded(attempt: attempt))
      end(step, .succeeded)
      return
    case .failed: note(step, .failed(attempt: attempt))
    case .timedOut: note(step, .timedOut(attempt: attempt))
    case .interrupted: note(step, .interrupted(attempt: attempt))
    case .killed:
      note(step, .killed)
      end(step, .failed)
      return
    }
    // The template's failFast counts failed pods, whatever may still be tried and whoever goes on.
    if engine == .argo, plan.failsFast, failedBy == nil { failedBy = step }
    retryOrGiveUp(step, result, attempt)
  }

  private mutating func retryOrGiveUp(
    _ step: Int, _ result: WorkflowRecord.Attempt.End, _ attempt: Int
  ) {
    let wait: SimDuration
    switch verdict(step, result, attempt) {
    case .success(let pause): wait = pause
    case .failure(let reason):
      giveUp(step, result, reason.reason)
      return
    }
    records[run][step].state = .backingOff
    if engine == .metaflow { sleeping += 1 }
    note(step, .waits(beforeRetry: attempt, until: now + wait))
    queue.schedule(.retry(run: run, step: step), at: now + wait, rank: plan.steps.count + 1)
  }

  private mutating func giveUp(
    _ step: Int, _ result: WorkflowRecord.Attempt.End, _ reason: GivingUp
  ) {
    note(step, .givenUp(reason))
    end(step, result == .interrupted ? .errored : .failed)
    if plan.steps[step].goesOn {
      note(step, .passedOver)
    } else if failedBy == nil {
      failedBy = step
      if engine == .metaflow { killAll() }
    }
  }

  /// The wait before a retry is over. Argo asks the policy only now; Metaflow's worker, which slept,
  /// goes on without asking for room.
  mutating func retryIsDue(_ step: Int) {
    guard engine != .metaflow else {
      sleeping -= 1
      records[run][step].state = .held
      _ = startPod(step)
      return
    }
    if let result = lastEnd(step), let rule = plan.steps[step].retry?.rule(of: engine),
      !rule.policy.retries(result)
    {
      giveUp(step, result, .policy(rule.policy))
      return
    }
    records[run][step].state = .held
  }

  private struct Refusal: Error { let reason: GivingUp }

  /// The wait before the next attempt, or why there is none.
  private func verdict(
    _ step: Int, _ result: WorkflowRecord.Attempt.End, _ attempt: Int
  ) -> Result<SimDuration, Refusal> {
    guard let rule = plan.steps[step].retry?.rule(of: engine) else {
      return .failure(Refusal(reason: .noRetries))
    }
    if failedBy != nil, stopsStarting { return .failure(Refusal(reason: .workflowFailed)) }
    let wait = rule.wait(beforeRetry: attempt, engine: engine)
    if let most = rule.maxDuration, let first = records[run][step].attempts.first,
      now + wait > first.start + most || now >= first.start + most
    {
      return .failure(Refusal(reason: .maxDuration(most)))
    }
    let isLeft = rule.limit.map { attempt <= $0 } ?? true
    // A wait is waited before the policy is asked (`retryIsDue`).
    if wait > .zero, isLeft { return .success(wait) }
    if !rule.policy.retries(result) { return .failure(Refusal(reason: .policy(rule.policy))) }
    if let limit = rule.limit, !isLeft { return .failure(Refusal(reason: .limit(limit))) }
    return .success(wait)
  }

  /// Stops what runs; what waits is left out.
  mutating func killAll() {
    for step in plan.steps.indices {
      switch records[run][step].state {
      case .running: endPod(step, .killed)
      case .backingOff:
        if engine == .metaflow { sleeping -= 1 }
        note(step, .givenUp(.workflowFailed))
        end(step, lastEnd(step) == .interrupted ? .errored : .failed)
      case .pending, .held:
        if records[run][step].attempts.isEmpty {
          end(step, .omitted)
          note(step, .omitted(because: failedBy ?? -1))
        } else {
          note(step, .givenUp(.workflowFailed))
          end(step, lastEnd(step) == .interrupted ? .errored : .failed)
        }
      case .over: break
      }
    }
  }

  // MARK: Reuse

  /// Why a step need not run in the second run; `nil` when it must.
  func reuse(of step: Int) -> (rule: ReuseRule, isStale: Bool)? {
    guard run == 1 else { return nil }
    let isSame = identities[1][step] == identities[0][step]
    let didSucceed = records[0][step].ending == .succeeded
    switch engine {
    case .argo:
      guard let key = plan.steps[step].memoKey, didSucceed else { return nil }
      return (.memoKey(key), !isSame)
    case .kubeflow:
      // Inputs are artifacts of earlier steps: one that ran again has made new ones.
      guard plan.steps[step].isCacheable, didSucceed, isSame,
        plan.steps[step].neededSteps.allSatisfy({
          records[1][$0].reuse != nil || records[1][$0].ending == .skipped
        })
      else { return nil }
      return (.sameInputs, false)
    case .metaflow:
      guard plan.isResumed, didSucceed, !isResumedAfter(step) else { return nil }
      return (.resumed, !isSame)
    }
  }

  /// Metaflow resumes at the steps that did not succeed, or at those that the user names because
  /// their code is another one; all that follow run again.
  private func isResumedAfter(_ step: Int) -> Bool {
    var seen: Set<Int> = []
    var open = [step]
    while let at = open.popLast() {
      guard seen.insert(at).inserted else { continue }
      if records[0][at].ending != .succeeded && records[0][at].ending != .skipped { return true }
      if plan.changedForRerun?.contains(at) == true { return true }
      open += plan.steps[at].neededSteps
    }
    return false
  }
}
