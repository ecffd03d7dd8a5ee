import Cluster
import KubeScheduling
import Simulation

// Gang scheduling: v1.35's gate and Permit, v1.36's pod-group cycle.
extension KubeControlPlane {
  func isGang(_ job: JobIndex, _ world: World) -> Bool {
    options.gang != .off && world.jobs[job].gang != nil
  }

  /// Why PreEnqueue keeps the gang's pods out of the queue; `nil` when it lets them in.
  func gateReason(_ job: JobIndex, _ world: World) -> GangReason? {
    guard let gang = world.jobs[job].gang else { return nil }
    if !gang.isDescribed { return .groupMissing }
    let existing = world.jobStatus[job].existing
    return existing < gang.minimum
      ? .tooFewPods(existing: existing, minimum: gang.minimum) : nil
  }

  /// Pods of the gang that hold a node, assumed or bound.
  private func holding(_ job: JobIndex, _ world: World) -> Int {
    world.jobStatus[job].holding
  }

  private func waiting(_ job: JobIndex, _ world: World) -> [PodIndex] {
    world.pods(of: job).filter { world.podStatus[$0].phase == .reserved }
  }

  // MARK: Permit (v1.35)

  /// What is done with a pod for which a node was found.
  mutating func permit(
    _ pod: PodIndex, _ node: NodeIndex, _ world: World
  ) -> (ControlAction, GangReason?) {
    let job = world.job(of: pod)
    noteHeld(pod)
    let gpus = gpus(for: pod, on: node, world.state)
    guard case .permit(let timeout) = options.gang, let gang = world.jobs[job].gang else {
      return (.bind(pod, to: node, gpus: gpus), nil)
    }
    let holding = holding(job, world) + 1
    guard holding < gang.minimum else {
      for member in waiting(job, world) {
        plan(
          .confirm(member), member, world,
          why: .gang(.quorum(holding: holding, minimum: gang.minimum)))
      }
      atPermit.removeAll { $0 == job }
      return (.bind(pod, to: node, gpus: gpus), .quorum(holding: holding, minimum: gang.minimum))
    }
    // A deadline that has come is replaced: a new attempt begins.
    let deadline = deadlines[job].flatMap { $0 > world.now ? $0 : nil } ?? world.now + timeout
    deadlines[job] = deadline
    if !atPermit.contains(job) { atPermit.append(job) }
    for member in world.pods(of: job) where member != pod { queue.activate(member) }
    return (
      .reserve(pod, on: node, gpus: gpus),
      .waitsForOthers(holding: holding, minimum: gang.minimum, deadline: deadline)
    )
  }

  /// Plans to take back what gangs held for too long; whether there were any.
  mutating func expire(_ world: World, explaining: Bool) -> Bool {
    guard case .permit(let timeout) = options.gang else { return false }
    var found = false
    for job in atPermit {
      guard let deadline = deadlines[job], deadline <= world.now,
        let gang = world.jobs[job].gang
      else { continue }
      found = true
      let holding = holding(job, world)
      for member in waiting(job, world) {
        isExpired[member] = true
        plan(
          .release(member), member, world,
          why: .gang(.timedOut(holding: holding, minimum: gang.minimum, waited: timeout)))
      }
    }
    atPermit.removeAll { (deadlines[$0] ?? world.now) <= world.now }
    return found
  }

  /// When what the job's pods hold at Permit is taken back; `nil` when none waits there.
  public func permitDeadline(of job: JobIndex) -> SimTime? {
    atPermit.contains(job) ? deadlines[job] : nil
  }

  /// A pod of the job left its node; perhaps nobody waits at Permit any more.
  mutating func leftPermit(_ job: JobIndex, _ world: World) {
    guard atPermit.contains(job), waiting(job, world).isEmpty else { return }
    atPermit.removeAll { $0 == job }
  }

  // MARK: Pod-group cycle (v1.36)

  /// Tries all waiting pods of the gang on a copy of the cluster, one after another; keeps the
  /// result when enough find nodes.
  mutating func groupCycle(_ first: PodIndex, _ world: World, explaining: Bool) {
    let job = world.job(of: first)
    guard let gang = world.jobs[job].gang else { return }
    // Equal priorities inside a job: the order of creation is that of the index.
    let members = world.pods(of: job).filter {
      world.podStatus[$0].phase == .pending && ($0 == first || queue.place[$0] != .gated)
    }
    var trial = world.state
    var results: [(PodIndex, Decision, [Int]?, KubeScheduling.Explanation?)] = []
    var placed = holding(job, world)
    for member in members {
      queue.remove(member)
      let (decision, why) = search(member, trial, isTrial: true, explaining: explaining)
      var gpus: [Int]?
      if let node = decision.node {
        gpus = self.gpus(for: member, on: node, trial)
        trial.place(member, on: node, gpus: gpus)
        placed += 1
      }
      results.append((member, decision, gpus, why))
    }
    let succeeds = placed >= gang.minimum
    let reason: GangReason =
      succeeds
      ? .quorum(holding: placed, minimum: gang.minimum)
      : .groupDoesNotFit(placeable: placed, minimum: gang.minimum)
    let end = world.now + options.cycleLatency
    freeAt = end
    for (pod, decision, gpus, why) in results {
      let told = why.map { Why.kube($0, gang: reason) }
      if succeeds, let node = decision.node {
        noteHeld(pod)
        plan(.bind(pod, to: node, gpus: gpus), pod, world, decision, why: told)
      } else {
        queue.putAside(pod, at: end)
        plan(.unschedulable(pod), pod, world, decision, why: told)
      }
    }
  }
}
