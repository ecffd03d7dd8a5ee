import Cluster
import KubeScheduling
import Simulation

// DefaultPreemption: who has to go, so that a pod that found no node can run.
extension KubeControlPlane {
  /// Plans the evictions and the nomination; `nil` when preemption has nothing to say.
  mutating func preempt(_ pod: PodIndex, _ world: World, explaining: Bool) -> PreemptionResult? {
    guard options.preempts, scheduler.profile(for: pod, in: world.state)?.preemption != nil else {
      return nil
    }
    // Nobody less important holds anything: the search would find nothing.
    let isHopeless = !hasLower(pod)
    if isHopeless && !explaining && world.podStatus[pod].nominatedNode == nil { return nil }
    // A generator for each attempt, so that explaining does not shift later draws.
    var random = SeededGenerator(
      seed: options.seed,
      stream: "preemption/\(pod)/\(world.podStatus[pod].incarnation)/\(failures(of: pod))")
    let result = scheduler.preempt(
      pod, in: world.state, pdbs: world.plan.budgets.isEmpty ? [] : world.budgets, random: &random)
    switch result.outcome {
    case .nominate(let candidate):
      for other in result.nominationsToClear {
        plan(.nominate(other, on: nil), other, world, why: .preemption(result))
        queue.wake(other, world.now)
      }
      for victim in result.victims {
        // One that only waits at Permit is sent back to the queue, not deleted.
        isExpired[victim] = false
        let action: ControlAction =
          world.podStatus[victim].phase == .reserved
          ? .release(victim) : .evict(victim, .preemptedBy(pod))
        plan(action, victim, world, why: .preemption(result))
      }
      plan(.nominate(pod, on: candidate.node), pod, world, why: .preemption(result))
    case .noCandidate:
      // What room was kept for it is given up.
      if world.podStatus[pod].nominatedNode != nil {
        plan(.nominate(pod, on: nil), pod, world, why: .preemption(result))
      }
    case .notEligible: break
    }
    return result
  }

  /// The devices that the pod's profile picks; `nil` leaves it to the node.
  func gpus(for pod: PodIndex, on node: NodeIndex, _ state: ClusterState) -> [Int]? {
    scheduler.profile(for: pod, in: state)?.chooseGPUs?(pod, node, state)
  }
}
