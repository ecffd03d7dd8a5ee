import Foundation
import RuntimeSim
import Simulation

/// Ten thousand fake nodes with their heartbeats through a day, and pods that come and go on them: CPU
/// seconds of one run. `make bench-runtime`.
func measure(_ name: String, _ groups: [KwokGroup], hours: Int) {
  var run = KwokRun(
    KwokSetup(
      stages: KwokStage.standard, groups: groups, end: .zero + .seconds(hours * 3_600),
      seed: Seed("bench")))
  let before = clock()
  while run.advance(events: 100_000) {}
  let spent = Double(clock() - before) / Double(CLOCKS_PER_SEC)
  print(
    "\(name): \(run.events) events, \(run.writes) writes, \(run.readyNodes) nodes ready, "
      + "\(run.gone) gone, \(spent) s of CPU, digest \(run.digestText)")
}

let nodes = KwokGroup(name: "node", resource: .node, count: 10_000, gap: .milliseconds(2))
measure("10,000 nodes through a day", [nodes], hours: 24)

var pods = KwokGroup(
  name: "pod", resource: .pod, count: 100_000, start: .zero + .seconds(60),
  gap: .milliseconds(800), lifetime: .seconds(600))
pods.containers = 2
measure("10,000 nodes and 100,000 pods through a day", [nodes, pods], hours: 24)
