import AutoscalingSim
import Foundation
import Simulation
import Traffic

/// A million requests over 500 replicas with the autoscaler at every 2 s tick: CPU seconds of one
/// run. `swift run -c release AutoscalingBench`.
func second(_ n: Int) -> SimTime { SimTime(nanoseconds: n * 1_000_000_000) }

let end = second(600)
let setup = ServiceSetup(
  traffic: RateProfile([.ramp(from: 1_500_000, to: 1_900_000, start: .zero, end: end)]),
  seed: Seed("bench"), end: end,
  revisions: [
    RevisionSetup(
      work: .exponential(mean: 2_000_000, within: 1_000...60_000_000), parallelism: 10,
      containerConcurrency: 10)
  ],
  autoscaler: .kpa(
    KPASetup(spec: KPASpec(targetValue: 7, totalValue: 10), policy: KPAPolicy(maxScale: 600))),
  coldStart: ColdStartSetup(nodes: 100, podsPerNode: 8), initialPods: 450,
  circuit: CircuitLimits(connections: .max, pending: .max, requests: .max))

for path in ["activator in the path", "pods picked by least request"] {
  var setup = setup
  if path != "activator in the path", case .kpa(var kpa) = setup.autoscaler {
    kpa.spec.targetBurstCapacity = 0
    setup.autoscaler = .kpa(kpa)
  }
  var run = ServiceRun(setup)
  let before = clock()
  run.finish()
  let spent = Double(clock() - before) / Double(CLOCKS_PER_SEC)
  let tally = run.tally
  print(
    "\(path): \(tally.arrived) requests, \(run.handled) events, \(run.rows.count) ticks, at most "
      + "\(tally.mostPods) pods, \(spent) s of CPU; served \(tally.served), in flight \(run.inFlight)"
  )
}
