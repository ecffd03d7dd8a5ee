import Cluster
import Simulation

// Lives of pods and jobs.
extension RunCore {
  mutating func perform(_ deed: Deed) -> TraceStep? {
    switch deed {
    case .make(let pod): return tickets[pod] == -1 ? makeIfPossible(pod) : nil
    case .start(let pod):
      if world.podStatus[pod].phase == .bound { start(pod) }
      return nil
    case .delete(let pod):
      delete(pod)
      return nil
    case .refill(let job):
      refill(job)
      return nil
    case .end(let pod, let cause):
      return world.podStatus[pod].holds && world.podStatus[pod].phase != .ending
        ? end(pod, cause) : nil
    case .requeue(let job):
      requeue(job)
      return nil
    case .endJob(let job, let ending): return endJob(job, ending)
    }
  }

  // MARK: Pods come

  /// Orders the pods that the job lacks: as many of each set as are to run at a time.
  private mutating func refill(_ job: JobIndex) {
    guard world.jobStatus[job].phase == .active, !notes[job].isGoing else { return }
    let pods = world.pods(of: job)
    if pods.isEmpty {
      agenda.append(.endJob(job, .finished))
      return
    }
    var lacking = world.jobStatus[job].counts
    for pod in pods where isAlive(pod) { lacking[world.plan.setOfPod[pod]] -= 1 }
    for pod in pods {
      let set = world.plan.setOfPod[pod]
      guard lacking[set] > 0, world.podStatus[pod].phase == .absent, tickets[pod] == 0,
        mayStart(pod, of: job)
      else { continue }
      lacking[set] -= 1
      tickets[pod] = -1
      agenda.append(.make(pod))
    }
  }

  /// Takes a place in its set.
  private func isAlive(_ pod: PodIndex) -> Bool {
    switch world.podStatus[pod].phase {
    case .absent: tickets[pod] != 0
    case .pending, .reserved, .bound, .running, .ending: true
    // Of pods that work together none ends before the others.
    case .succeeded: false
    }
  }

  /// LeaderWorkerSet: workers may have to wait for their leader.
  private func mayStart(_ pod: PodIndex, of job: JobIndex) -> Bool {
    pod == world.pods(of: job).lowerBound || world.workersWait(for: job) == nil
  }

  /// Makes a pod whose time has come; a worker that has to wait for its leader comes with the refill
  /// when the leader is there.
  mutating func makeIfPossible(_ pod: PodIndex) -> TraceStep? {
    guard mayStart(pod, of: world.job(of: pod)) else {
      tickets[pod] = 0
      return nil
    }
    return make(pod)
  }

  private mutating func make(_ pod: PodIndex) -> TraceStep {
    tickets[pod] = 0
    causes.removeValue(forKey: pod)
    if isLeader(pod) { world.jobStatus[world.job(of: pod)].leaderDomain = nil }
    shape(pod)
    world.podStatus[pod].phase = .pending
    world.podStatus[pod].incarnation += 1
    world.podStatus[pod].createdAt = world.now
    world.jobStatus[world.job(of: pod)].existing += 1
    tally.pending += 1
    tell(.podCreated(pod))
    return step(.arrived, pod: pod)
  }

  /// The first pod of a LeaderWorkerSet group.
  func isLeader(_ pod: PodIndex) -> Bool {
    let job = world.job(of: pod)
    return world.jobs[job].kind != .plain && pod == world.pods(of: job).lowerBound
  }

  /// The leader has its node: its workers follow it into its domain.
  mutating func leaderBound(_ pod: PodIndex) {
    let job = world.job(of: pod)
    guard let key = world.jobs[job].group?.exclusiveTopology, let node = world.state.node(of: pod)
    else { return }
    world.jobStatus[job].leaderDomain = world.state.nodes[node].labels[key]
    agenda.append(.refill(job))
  }

  /// Writes what the admission and the leader's domain add into the pod.
  private mutating func shape(_ pod: PodIndex) {
    world.state.setTerminating(false, pod)
    world.state.setStartTime(nil, of: pod)
    let job = world.job(of: pod)
    let domain = isLeader(pod) ? nil : world.jobStatus[job].leaderDomain
    guard world.jobStatus[job].admission != nil || domain != nil || isShaped[pod] else { return }
    var wanted = world.plan.pods[pod]
    let set = world.plan.setOfPod[pod]
    if let admission = world.jobStatus[job].admission, admission.podSets.indices.contains(set) {
      let part = admission.podSets[set]
      let number = world.plan.numberOfPod[pod]
      var added = part.nodeSelector.labels
      if part.domains.indices.contains(number) { added += part.domains[number].labels }
      for label in added { wanted.nodeSelector[label.key] = label.value }
      wanted.tolerations += part.tolerations
    }
    if let domain, let key = world.jobs[job].group?.exclusiveTopology {
      wanted.nodeSelector[key] = domain
    }
    guard wanted != world.plan.pods[pod] || isShaped[pod] else { return }
    isShaped[pod] = wanted != world.plan.pods[pod]
    world.state.replace(pod, with: wanted)
  }

  /// The pod runs on its node from now on, unless that is dead.
  mutating func start(_ pod: PodIndex) {
    guard let node = world.state.node(of: pod), !world.nodeStatus[node].isDown else { return }
    let job = world.job(of: pod)
    world.podStatus[pod].phase = .running
    world.podStatus[pod].startedAt = world.now
    world.state.setStartTime(world.now, of: pod)
    world.jobStatus[job].running += 1
    tell(.podStarted(pod))
    if !blockedDrains.isEmpty { resumeDrains() }
    if case .leaderWorker = world.jobs[job].kind { agenda.append(.refill(job)) }
    noteFirstStart(job)
    if world.jobs[job].progress == .each {
      startClock(pod, rate: 1, milli: gpuMilli(pod))
    } else {
      joinClock(job, with: pod)
    }
  }

  private mutating func noteFirstStart(_ job: JobIndex) {
    let status = world.jobStatus[job]
    guard status.firstStartAt == nil else { return }
    let isComplete =
      world.jobs[job].progress == .each && world.jobs[job].gang == nil
      ? status.running + status.succeeded >= status.wanted : status.running >= needed(job)
    if isComplete { world.jobStatus[job].firstStartAt = world.now }
  }

  // MARK: Pods go

  /// Ends a pod, at once or after a grace.
  mutating func end(_ pod: PodIndex, _ cause: GoneCause) -> TraceStep {
    let node = world.state.node(of: pod)
    let job = world.job(of: pod)
    let grace: SimDuration
    let kind: TraceStep.Kind
    var evictionCause: EvictionCause?
    switch cause {
    case .evicted(let why):
      (grace, kind, evictionCause) = (settings.options.terminationGrace, .evicted, why)
    case .restarted: (grace, kind) = (settings.options.terminationGrace, .restarted)
    case .nodeLost: (grace, kind) = (settings.options.lostPodDelay, .lost)
    case .failed: (grace, kind) = (.zero, .failed)
    case .finished, .released: (grace, kind) = (.zero, .finished)
    }
    if kind == .restarted { tally.restarts += 1 }
    if kind == .lost {
      tally.losses += 1
      world.jobStatus[job].losses += 1
    }
    let told = step(kind, pod: pod, node: node, cause: evictionCause)
    // A pod that only holds its node has no process that would need time.
    if grace > .zero, world.podStatus[pod].phase != .reserved {
      stopWork(of: pod, cause)
      world.podStatus[pod].phase = .ending
      causes[pod] = cause
      world.state.setTerminating(true, pod)
      schedule(
        .gone(pod, incarnation: world.podStatus[pod].incarnation), at: world.now + grace)
      breakUp(job, losing: pod, cause)
    } else {
      leave(pod, cause, settling: false)
      breakUp(job, losing: pod, cause)
      settle(job, mayRefill: cause != .finished || isCut(job))
    }
    return told
  }

  /// Whether the loss of this pod takes the whole job along.
  func takesAllAlong(_ pod: PodIndex) -> Bool {
    world.jobs[world.job(of: pod)].restart == .wholeJob || isLeader(pod)
  }

  /// A job that is to be made anew as a whole loses all its pods with the first.
  private mutating func breakUp(_ job: JobIndex, losing pod: PodIndex, _ cause: GoneCause) {
    switch cause {
    case .evicted, .nodeLost:
      if takesAllAlong(pod), !notes[job].isGoing { restart(job, after: .zero) }
    case .finished, .failed, .restarted, .released: break
    }
  }

  mutating func restart(_ job: JobIndex, after delay: SimDuration) {
    notes[job].isRestarting = true
    notes[job].restartDelay = delay
    dismiss(job, .restarted)
  }

  /// The pod's work stops; what was not saved is lost unless it is done.
  private mutating func stopWork(of pod: PodIndex, _ cause: GoneCause) {
    guard world.podStatus[pod].phase == .running else { return }
    let job = world.job(of: pod)
    world.jobStatus[job].running -= 1
    if world.jobs[job].progress == .each {
      stopClock(pod, isLoss: cause != .finished)
      return
    }
    let unit = world.pods(of: job).lowerBound
    if clocks[unit].isRunning { stopClock(unit, isLoss: cause != .finished) }
    guard cause != .finished, !notes[job].isGoing else { return }
    // The others may be enough.
    world.podStatus[pod].phase = .ending
    joinClock(job, with: nil)
    world.podStatus[pod].phase = .running
  }

  /// Takes the pod off its node.
  mutating func leave(_ pod: PodIndex, _ cause: GoneCause, settling: Bool = true) {
    let job = world.job(of: pod)
    stopWork(of: pod, cause)
    let node = world.state.node(of: pod) ?? 0
    let milli = gpuMilli(pod)
    tally.leave(node, world.state)
    world.state.remove(pod)
    tally.enter(node, world.state)
    meter.update(node, world.state)
    tally.queue(world.plan.queueOfJob[job], uses: -milli, at: world.now)
    tally.left(at: world.now, finished: cause == .finished)
    lastNode = node
    world.jobStatus[job].holding -= 1
    isDeadlockTold = false
    if cause == .released {
      world.podStatus[pod].phase = .pending
      tally.pending += 1
    } else {
      world.jobStatus[job].existing -= 1
      if cause == .finished {
        world.podStatus[pod].phase = .succeeded
        world.jobStatus[job].succeeded += 1
      } else {
        world.podStatus[pod].phase = .absent
      }
    }
    updatePartlyHeld(job)
    tell(.podGone(pod, from: node, cause))
    if !blockedDrains.isEmpty { resumeDrains() }
    if settling, cause != .released {
      settle(job, mayRefill: cause != .finished || isCut(job))
    }
  }

  /// Fewer pods run at a time than the job has.
  private func isCut(_ job: JobIndex) -> Bool {
    world.jobStatus[job].wanted < world.pods(of: job).count
  }

  private mutating func delete(_ pod: PodIndex) {
    guard world.podStatus[pod].phase == .pending else { return }
    let job = world.job(of: pod)
    world.podStatus[pod].phase = .absent
    clearNomination(of: pod)
    world.jobStatus[job].existing -= 1
    tally.pending -= 1
    tell(.podDeleted(pod))
    settle(job, mayRefill: false)
  }

  mutating func clearNomination(of pod: PodIndex) {
    guard world.podStatus[pod].nominatedNode != nil else { return }
    world.podStatus[pod].nominatedNode = nil
    world.state.clearNomination(of: pod)
  }

  // MARK: Jobs

  /// What follows for the job when a pod has gone.
  mutating func settle(_ job: JobIndex, mayRefill: Bool) {
    let isEmpty = world.jobStatus[job].existing == 0
    if let ending = notes[job].ending {
      if isEmpty { agenda.append(.endJob(job, ending)) }
    } else if notes[job].isSuspending {
      if isEmpty { agenda.append(.requeue(job)) }
    } else if notes[job].isRestarting {
      if isEmpty { makeAnew(job) }
    } else if world.jobs[job].progress == .each,
      world.jobStatus[job].succeeded == world.pods(of: job).count
    {
      notes[job].ending = .finished
      agenda.append(.endJob(job, .finished))
    } else if mayRefill {
      agenda.append(.refill(job))
    }
  }

  /// All pods of the job are gone and come again.
  private mutating func makeAnew(_ job: JobIndex) {
    notes[job].isRestarting = false
    let delay = notes[job].restartDelay
    forgetSuccesses(job)
    if delay > .zero {
      for pod in world.pods(of: job) where world.isWanted(pod) { makeLater(pod, after: delay) }
    } else {
      agenda.append(.refill(job))
    }
  }

  private mutating func forgetSuccesses(_ job: JobIndex) {
    guard world.jobStatus[job].succeeded > 0 else { return }
    world.jobStatus[job].succeeded = 0
    for pod in world.pods(of: job) where world.podStatus[pod].phase == .succeeded {
      world.podStatus[pod].phase = .absent
      clocks[pod].reset()
    }
  }

  private mutating func requeue(_ job: JobIndex) {
    notes[job].isSuspending = false
    if notes[job].isRestarting { forgetSuccesses(job) }
    notes[job].isRestarting = false
    world.jobStatus[job].phase = .queued
    world.jobStatus[job].admission = nil
    world.jobStatus[job].admittedAt = nil
    world.jobStatus[job].queuedAt = world.now
    world.jobStatus[job].counts = world.plan.counts(of: world.jobs[job])
    tally.queuedJobs += 1
    tell(.jobRequeued(job))
  }

  private mutating func endJob(_ job: JobIndex, _ ending: JobNotes.Ending) -> TraceStep? {
    world.jobStatus[job].phase = ending == .failed ? .failed : .finished
    world.jobStatus[job].endedAt = world.now
    updatePartlyHeld(job)
    tell(.jobEnded(job))
    return ending == .failed ? step(.gaveUp, job: job) : nil
  }

  /// A job that runs already when time begins.
  mutating func startAtOnce(_ job: JobIndex) {
    world.jobStatus[job].phase = .active
    world.jobStatus[job].admission = Admission(whole: world.jobs[job])
    world.jobStatus[job].admittedAt = .zero
    for (pod, node) in zip(world.pods(of: job), world.jobs[job].startsOn) {
      world.podStatus[pod].phase = .pending
      world.podStatus[pod].incarnation = 1
      world.jobStatus[job].existing += 1
      hold(pod, on: node, gpus: nil)
      world.podStatus[pod].phase = .bound
      if isLeader(pod) { leaderBound(pod) }
    }
    tell(.jobRunsAlready(job))
    for pod in world.pods(of: job) where world.podStatus[pod].phase == .bound { start(pod) }
    if world.jobs[job].startsOn.count < world.pods(of: job).count { agenda.append(.refill(job)) }
  }

  /// Puts the pod on the node.
  mutating func hold(_ pod: PodIndex, on node: NodeIndex, gpus: [Int]?) {
    let job = world.job(of: pod)
    tally.leave(node, world.state)
    world.state.place(pod, on: node, gpus: gpus)
    tally.enter(node, world.state)
    meter.update(node, world.state)
    tally.queue(world.plan.queueOfJob[job], uses: gpuMilli(pod), at: world.now)
    tally.took(1)
    clearNomination(of: pod)
    world.jobStatus[job].holding += 1
    updatePartlyHeld(job)
  }

  func needed(_ job: JobIndex) -> Int { world.needed(by: job) }

  private mutating func updatePartlyHeld(_ job: JobIndex) {
    let isPart = world.isPartlyHeld(job)
    guard isPart != notes[job].isPartlyHeld else { return }
    notes[job].isPartlyHeld = isPart
    partlyHeld += isPart ? 1 : -1
  }

  // MARK: Clocks

  /// Of a pod that holds a node.
  func gpuMilli(_ pod: PodIndex) -> Int { world.state.allGPUMilli(of: pod) }

  /// Sets the clock of a job that works together going, or tells it of one pod more.
  private mutating func joinClock(_ job: JobIndex, with newcomer: PodIndex?) {
    let unit = world.pods(of: job).lowerBound
    let running = world.jobStatus[job].running
    guard running >= needed(job), running > 0 else { return }
    let isElastic = world.jobs[job].progress == .elastic
    if clocks[unit].isRunning, !isElastic {
      if let newcomer { work(unit, milli: gpuMilli(newcomer)) }
      return
    }
    if clocks[unit].isRunning { stopClock(unit, isLoss: false) }
    let milli = world.pods(of: job).reduce(0) {
      $0 + (world.podStatus[$1].phase == .running ? gpuMilli($1) : 0)
    }
    startClock(unit, rate: isElastic ? running : 1, milli: milli)
  }

  private mutating func work(_ unit: PodIndex, milli: Int) {
    clocks[unit].workingMilli += milli
    tally.works(milli)
  }

  private mutating func startClock(_ unit: PodIndex, rate: Int, milli: Int) {
    let job = world.job(of: unit)
    let spec = world.jobs[job]
    let scale = spec.progress == .elastic ? max(1, spec.podCount) : 1
    let number = unit - world.pods(of: job).lowerBound
    let seed = settings.seed
    clocks[unit].drawFailure { failures, left in
      spec.failures.failure(
        seed: seed, job: spec.name, unit: number, attempt: failures,
        left: left.map { SimDuration(nanoseconds: $0 / scale) }
      ).map { $0.nanoseconds.multipliedReportingOverflow(by: scale) }
        .flatMap { $0.overflow ? nil : $0.partialValue }
    }
    clocks[unit].start(at: world.now, rate: rate)
    work(unit, milli: milli)
    if clocks[unit].isBounded { boundedClocks += 1 }
    if let end = clocks[unit].end(from: world.now) {
      schedule(.clock(unit, generation: clocks[unit].generation), at: end)
    }
  }

  mutating func stopClock(_ unit: PodIndex, isLoss: Bool) {
    guard clocks[unit].isRunning else { return }
    if clocks[unit].isBounded { boundedClocks -= 1 }
    let milli = clocks[unit].workingMilli
    work(unit, milli: -milli)
    guard isLoss else {
      clocks[unit].pause(at: world.now)
      return
    }
    let spec = world.jobs[world.job(of: unit)]
    let scale = spec.progress == .elastic ? max(1, spec.podCount) : 1
    let lost = clocks[unit].interrupt(at: world.now)
    // Elastic work is counted times all pods, so that a pod's share of it is GPUs by pod.
    tally.lost(
      SimDuration(nanoseconds: lost / scale), gpuMilli: scale == 1 ? milli : allMilli(unit))
  }

  private func allMilli(_ unit: PodIndex) -> Int {
    world.pods(of: world.job(of: unit)).reduce(0) { $0 + world.state.askedGPUMilli(of: $1) }
  }
}
