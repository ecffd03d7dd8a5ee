import Simulation

extension RolloutRun {
  /// One look of the controller.
  mutating func control() {
    switch plan.strategy {
    case .canary(let steps, let router): controlCanary(steps, router)
    case .blueGreen(let options): controlBlueGreen(options)
    }
  }

  private mutating func controlCanary(_ steps: [CanaryStep], _ router: RolloutSpec.Router?) {
    let wanted = canaryWeight(steps: steps, at: step, isAborted: isAborted)
    if let router {
      scaleRouted(wanted, router, steps)
    } else {
      let split = BasicCanary(
        replicas: plan.replicas, weight: wanted, bounds: plan.bounds, canary: canary.asCount,
        stable: stable.asCount
      ).decide().split
      scale(.stable, to: split.stable)
      scale(.canary, to: split.canary)
      setWeight(wanted)
    }
    guard !isAborted, heldBy == nil else { return }
    // Several steps may be done at one look.
    var looks = 0
    while looks <= steps.count, step < steps.count, isDone(steps[step], steps, router) {
      finishStep()
      looks += 1
    }
    guard step >= steps.count, canary.ready >= plan.replicas else { return }
    if router == nil {
      if stable.count == 0 { promoteFully() }
    } else if weight == 100 {
      promoteFully()
    }
  }

  private mutating func scaleRouted(
    _ wanted: Int, _ router: RolloutSpec.Router, _ steps: [CanaryStep]
  ) {
    let split = routedSplit(wanted, router)
    scale(.stable, to: split.stable)
    if isAborted {
      if weight > 0 { setWeight(0) }
      if trafficLeft == nil { trafficLeft = now }
      if let left = trafficLeft, now - left >= router.scaleDownDelay { scale(.canary, to: 0) }
      return
    }
    scale(.canary, to: split.canary)
    // Until the pods are there the traffic stays as the step before had it.
    if canary.ready == 0 {
      setWeight(0)
    } else if canary.ready >= split.canary, stable.ready >= min(split.stable, stable.count) {
      setWeight(wanted)
    }
  }

  private func routedSplit(_ wanted: Int, _ router: RolloutSpec.Router) -> CanarySplit {
    var question = RoutedCanary(
      replicas: plan.replicas, weight: wanted, isStableScaled: router.isStableScaled,
      minimumPods: router.minimumPods,
      currentWeights: RoutedCanary.Weights(canary: weight, stable: 100 - weight),
      isAborted: isAborted)
    switch canaryScale {
    case _ where isAborted: break
    case .pods(let pods): question.canaryPods = max(0, pods)
    case .weight(let weight): question.weight = weight
    case .matchTraffic: break
    }
    return question.decide()
  }

  private mutating func isDone(
    _ current: CanaryStep, _ steps: [CanaryStep], _ router: RolloutSpec.Router?
  ) -> Bool {
    let wanted = canaryWeight(steps: steps, at: step, isAborted: false)
    switch current {
    case .setWeight:
      if let router {
        let split = routedSplit(wanted, router)
        return canary.ready >= split.canary && weight == wanted
      }
      let split = CanarySplit.approximating(
        weight: wanted, replicas: plan.replicas, maxSurge: plan.bounds.maxSurge)
      return canary.count == split.canary && canary.ready == split.canary
        && stable.count == split.stable
    case .pause(let length):
      if stepStarted == nil {
        stepStarted = now
        tell(.paused(length))
        waitsForPerson = length == nil
      }
      guard let length, let started = stepStarted else { return false }
      return now - started >= length
    case .setCanaryScale(let scale):
      canaryScale = scale
      guard let router else { return true }
      return canary.ready >= routedSplit(wanted, router).canary
    case .mirror(let percent):
      setMirror(router == nil ? 0 : max(0, min(percent, 100)))
      return true
    case .analysis(let index):
      guard plan.analyses.indices.contains(index) else { return true }
      if stepStarted == nil {
        stepStarted = now
        analyses.append(RunningAnalysis(index: index, role: .step))
      }
      // The analysis finishes the step itself.
      return false
    }
  }

  mutating func finishStep() {
    tell(.stepDone(step))
    step += 1
    stepStarted = nil
    waitsForPerson = false
  }

  private mutating func controlBlueGreen(_ options: RolloutSpec.BlueGreen) {
    scale(.stable, to: isSwitched && hasLeft(options.scaleDownDelay) ? 0 : plan.replicas)
    if isAborted {
      if isSwitched {
        isSwitched = false
        trafficLeft = now
        setWeight(0)
        tell(.switched(toNew: false))
      } else if trafficLeft == nil || hasLeft(options.scaleDownDelay) {
        scale(.canary, to: 0)
      }
      return
    }
    // The preview has all its pods only once nothing else holds the switch up (Argo's
    // `scaleUpPreviewCheckPoint`).
    let isPreview = !isSwitched && !isCleared
    scale(.canary, to: isPreview ? options.previewPods ?? plan.replicas : plan.replicas)
    guard !isSwitched else {
      if stable.count == 0 { promoteFully() }
      return
    }
    guard heldBy == nil, canary.count > 0 || plan.replicas == 0, canary.ready >= canary.count
    else { return }
    if !isCleared {
      if readySince == nil {
        readySince = now
        begin(options.before, .before)
      }
      guard !analyses.contains(where: { $0.role == .before }), let since = readySince else {
        return
      }
      if let wait = options.autoPromotion {
        guard now - since >= wait || isPromotedByHand else { return }
      } else if !isPromotedByHand {
        if !waitsForPerson {
          waitsForPerson = true
          tell(.paused(nil))
        }
        return
      }
      isCleared = true
      scale(.canary, to: plan.replicas)
    }
    guard canary.ready >= plan.replicas else { return }
    isSwitched = true
    waitsForPerson = false
    trafficLeft = now
    tell(.switched(toNew: true))
    setWeight(100)
    begin(options.after, .after)
  }

  /// Old pods stay until the delay is over and the analysis after the switch has ended.
  private func hasLeft(_ delay: SimDuration) -> Bool {
    guard let left = trafficLeft else { return false }
    return now - left >= delay && !analyses.contains { $0.role == .after }
  }

  private mutating func begin(_ index: Int?, _ role: RunningAnalysis.Role) {
    guard let index, plan.analyses.indices.contains(index) else { return }
    analyses.append(RunningAnalysis(index: index, role: role))
  }

  private mutating func scale(_ side: BasicCanary.Side, to count: Int) {
    let from = side == .canary ? canary.count : stable.count
    guard from != count else { return }
    if side == .canary {
      canary.scale(to: count, at: now)
    } else {
      stable.scale(to: count, at: now)
    }
    tell(.scaled(side, from: from, to: count))
  }

  private mutating func setWeight(_ next: Int) {
    guard next != weight else { return }
    tell(.weight(from: weight, to: next))
    weight = next
  }

  private mutating func promoteFully() {
    for index in analyses.indices { analyses[index].run?.stop() }
    analyses = []
    setMirror(0)
    tell(.promoted)
    ending = .promoted
  }

  /// Begins analyses that wait, takes what is due, and draws the consequences.
  mutating func analyse() {
    var place = 0
    while place < analyses.count {
      if analyses[place].run == nil {
        // A background analysis waits for the first traffic of the canary.
        let waits = analyses[place].role == .background && measured.canary.trials == 0
        if waits {
          place += 1
          continue
        }
        tell(.analysisBegan(analyses[place].index))
        analyses[place].run = AnalysisRun(plan.analyses[analyses[place].index], start: now)
        analyses[place].base = measured
        // After the switch nobody asks the old version any more: what it did before is compared.
        if analyses[place].role == .after {
          analyses[place].base.stable = ProportionSample()
          analyses[place].base.stableLatency = MeanSample()
        }
      }
      let index = analyses[place].index
      let counts = measured - analyses[place].base
      for measurement in analyses[place].run?.advance(to: now, counts: counts) ?? [] {
        tell(.measured(analysis: index, measurement))
      }
      guard let run = analyses[place].run, run.phase.isCompleted else {
        place += 1
        continue
      }
      let role = analyses[place].role
      tell(.analysisEnded(index, run.phase))
      analyses.remove(at: place)
      switch run.phase {
      case .successful: if role == .step { finishStep() }
      case .inconclusive:
        waitsForPerson = true
        heldBy = role
        tell(.pausedInconclusive(analysis: index))
      default:
        let metric = run.results.firstIndex { $0.phase == run.phase } ?? 0
        return abort(
          .analysis(
            index, run.results.isEmpty ? .stopped : run.results[metric].verdict ?? .stopped,
            metric: metric))
      }
    }
  }
}

extension CanaryCounts {
  /// What came after an earlier state of the same counts.
  static func - (a: CanaryCounts, b: CanaryCounts) -> CanaryCounts {
    var rest = CanaryCounts()
    rest.stable = ProportionSample(
      successes: a.stable.successes - b.stable.successes, trials: a.stable.trials - b.stable.trials)
    rest.canary = ProportionSample(
      successes: a.canary.successes - b.canary.successes, trials: a.canary.trials - b.canary.trials)
    rest.stableLatency = a.stableLatency.since(b.stableLatency)
    rest.canaryLatency = a.canaryLatency.since(b.canaryLatency)
    return rest
  }
}
