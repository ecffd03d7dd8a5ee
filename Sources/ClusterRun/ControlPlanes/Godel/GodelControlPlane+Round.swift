import Cluster
import KubeScheduling
import Simulation

// One round: the dispatcher hands out, every scheduler places one unit, the binder decides.
extension GodelControlPlane {
  /// What a scheduler sent to the binder.
  private struct Sent {
    let unit: Int
    let scheduler: Int
    var pods: [Trial] = []
  }

  /// One pod of it.
  private struct Trial {
    let pod: PodIndex
    let decision: Decision
    let cycle: KubeScheduling.Explanation?
  }

  /// Whether there is something to hand out now.
  mutating func round(_ world: World, explaining: Bool) -> Bool {
    giveUp(world)
    dispatch(world)
    var sent: [Sent] = []
    for scheduler in schedulers.indices {
      while !schedulers[scheduler].queue.isEmpty {
        let unit = schedulers[scheduler].queue.removeFirst()
        units[unit].place = .nowhere
        if pending(unit, world).isEmpty { continue }
        if let one = place(unit, scheduler, world, explaining: explaining) { sent.append(one) }
        break
      }
    }
    if !sent.isEmpty { rounds += 1 }
    sent.sort { precedes($0.unit, $1.unit, world) }
    bind(sent, world, explaining: explaining)
    if !planned.isEmpty { freeAt = world.now + options.roundLatency }
    return !planned.isEmpty
  }

  /// Groups whose time is over.
  private mutating func giveUp(_ world: World) {
    let late = (waiting + parked + schedulers.flatMap(\.queue)).filter {
      canTimeOut($0, world) && timeout(of: $0) <= world.now
    }
    for unit in late {
      waiting.removeAll { $0 == unit }
      parked.removeAll { $0 == unit }
      for index in schedulers.indices { schedulers[index].queue.removeAll { $0 == unit } }
      units[unit].place = .timedOut
      for pod in pending(unit, world) {
        plan(
          .unschedulable(pod), world,
          GodelReason(
            pod: pod, scheduler: units[unit].scheduler,
            verdict: .timedOut(after: world.now - units[unit].createdAt), cycle: nil))
      }
    }
  }

  /// The scheduler with the fewest unbound pods gets a unit, and keeps it; chance decides between
  /// equals.
  private mutating func dispatch(_ world: World) {
    let ready = waiting.filter { isReady($0, world) }
    guard !ready.isEmpty else { return }
    var loads = Array(repeating: 0, count: schedulers.count)
    for unit in units.indices where units[unit].place != .timedOut {
      guard let scheduler = units[unit].scheduler else { continue }
      loads[scheduler] += pending(unit, world).count
    }
    for unit in ready {
      let least = loads.min() ?? 0
      let idle = loads.indices.filter { loads[$0] == least }
      let chosen = idle[random.below(idle.count)]
      loads[chosen] += pending(unit, world).count
      units[unit].scheduler = chosen
      units[unit].place = .nowhere
      waiting.removeAll { $0 == unit }
      enqueue(unit, world)
    }
  }

  /// Places a unit on what its scheduler sees; `nil`: too few pods found a node.
  private mutating func place(
    _ unit: Int, _ scheduler: Int, _ world: World, explaining: Bool
  ) -> Sent? {
    var belief = world.state
    var trials: [Trial] = []
    for pod in pending(unit, world) {
      let (decision, cycle) = schedulers[scheduler].node(
        for: pod, in: belief, explaining: explaining)
      if let node = decision.node {
        packer.put(StartReservation.Place(pod: pod, node: node), in: &belief)
      }
      trials.append(Trial(pod: pod, decision: decision, cycle: cycle))
    }
    let placed = trials.count { $0.decision.node != nil }
    let needed = units[unit].everScheduled ? 1 : minimum(unit, world)
    let isEnough = placed >= max(1, needed)
    if placed < trials.count {
      park(unit)
      for trial in trials where !isEnough || trial.decision.node == nil {
        plan(
          .unschedulable(trial.pod), world,
          GodelReason(
            pod: trial.pod, scheduler: scheduler,
            verdict: .notPlaced(placed: placed, needed: max(1, needed)), cycle: trial.cycle),
          trial.decision)
      }
    }
    guard isEnough else {
      if units[unit].place != .parked { park(unit) }
      return nil
    }
    return Sent(
      unit: unit, scheduler: scheduler, pods: trials.filter { $0.decision.node != nil })
  }

  private mutating func park(_ unit: Int) {
    units[unit].place = .parked
    parked.append(unit)
  }

  // MARK: The binder

  /// A pod that no longer fits fails by itself. The unit fails with it when fewer than its least
  /// number are left and none has run before; else the others are bound.
  private mutating func bind(_ sent: [Sent], _ world: World, explaining: Bool) {
    var truth = world.state
    var boundOn: [NodeIndex: [GodelReason.Rival]] = [:]
    for item in sent {
      var checked = truth
      var good: [Trial] = []
      var refused: [(trial: Trial, failure: FilterFailure?)] = []
      for trial in item.pods {
        guard let node = trial.decision.node else { continue }
        let place = StartReservation.Place(pod: trial.pod, node: node)
        if packer.passes(place, checked) {
          packer.put(place, in: &checked)
          good.append(trial)
        } else {
          refused.append((trial, explaining ? packer.failure(place, checked) : nil))
        }
      }
      let needed = units[item.unit].everScheduled ? 0 : minimum(item.unit, world)
      let fails = good.count < needed || good.isEmpty
      for (trial, failure) in refused {
        let node = trial.decision.node ?? 0
        conflicts += 1
        tell(trial, item, world, .conflict(on: node, rivals: boundOn[node] ?? [], failure))
      }
      if fails {
        for trial in good {
          conflicts += 1
          tell(trial, item, world, .rejectedWithGroup(left: good.count, needed: needed))
        }
      } else {
        for trial in good {
          guard let node = trial.decision.node else { continue }
          let place = StartReservation.Place(pod: trial.pod, node: node)
          plan(
            .bind(trial.pod, to: node, gpus: packer.gpus(place, truth)), world,
            GodelReason(
              pod: trial.pod, scheduler: item.scheduler, verdict: .bound, cycle: trial.cycle),
            trial.decision)
          packer.put(place, in: &truth)
          boundOn[node, default: []].append(
            GodelReason.Rival(pod: trial.pod, scheduler: item.scheduler))
        }
        units[item.unit].everScheduled = true
      }
      // What was refused goes back to its scheduler.
      if !refused.isEmpty || fails { enqueue(item.unit, world) }
    }
  }

  private mutating func tell(
    _ trial: Trial, _ item: Sent, _ world: World, _ verdict: GodelReason.Verdict
  ) {
    plan(
      .unschedulable(trial.pod), world,
      GodelReason(
        pod: trial.pod, scheduler: item.scheduler, verdict: verdict, cycle: trial.cycle),
      trial.decision)
  }
}
