import AutoscalingSim
import Simulation
import Testing
import Traffic

@testable import Labs

/// What the autoscaling lab says of a run is what happened in it.
struct AutoscalingLabTests {
  private func run(_ settings: String..., seed: String = "lab") throws -> RunOutcome {
    let lab = AutoscalingLab()
    return try lab.run(Samples.service, choices: lab.choices(from: settings), seed: Seed(seed))
  }

  @Test func requestsAreCountedOnce() throws {
    for scaler in ["kpa", "hpa", "keda", "apa", "fixed"] {
      let outcome = try run("autoscaler=" + scaler)
      func value(_ id: String) throws -> Double { try #require(outcome.metric(id)?.value) }
      let ended =
        try value("requests_served") + value("requests_failed") + value("requests_rejected")
        + value("requests_timed_out")
      #expect(try value("requests_arrived") == ended + value("requests_in_flight"), "\(scaler)")
      #expect(outcome.replay.stepCount > 30)
    }
  }

  /// Every panel of every kind of autoscaler can be shown at every step.
  @Test func panelsAreThereAtEveryStep() throws {
    for scaler in ["kpa", "hpa", "keda", "apa", "fixed"] {
      let replay = try run("autoscaler=" + scaler).replay
      for step in stride(from: 0, through: replay.stepCount, by: 37) {
        for kind in replay.panels { #expect(replay.panel(kind, at: step) != nil) }
        #expect(replay.panel(.batches, at: step) == nil)
      }
    }
  }

  @Test func aDecisionTellsItsNumbers() throws {
    let replay = try run().replay
    let step = try #require(
      (1...replay.stepCount).first { replay.decision(at: $0)?.kind == "panic" })
    let subject = try #require(replay.subjects(at: step).first)
    let why = replay.why(subject, at: step)
    #expect(why.headline.key == "lab.autoscaling.why.scale")
    #expect(why.sentences.contains { $0.key == "lab.autoscaling.why.windows" })
    #expect(why.tables.first?.rows.count ?? 0 > 10)
  }

  @Test func aHeldRequestKnowsWhatItWaitsFor() throws {
    let replay = try run().replay
    let step = try #require(
      (1...replay.stepCount).first { step in
        replay.subjects(at: step).contains { $0.state.key == "lab.autoscaling.state.held" }
      })
    let subject = try #require(
      replay.subjects(at: step).first { $0.state.key == "lab.autoscaling.state.held" })
    let why = replay.why(subject, at: step)
    #expect(why.headline.key == "lab.autoscaling.why.request")
    #expect(why.sentences.first?.key == "lab.autoscaling.why.no-pod")
    #expect(why.sentences.contains { $0.key == "lab.autoscaling.why.waits-for" })
  }

  /// A knob that cannot matter under the other choices changes nothing.
  @Test func whatDoesNotMatterChangesNothing() throws {
    let lab = AutoscalingLab()
    for scaler in ["kpa", "hpa", "keda", "apa", "fixed"] {
      let base = try lab.complete(
        lab.choices(from: ["autoscaler=" + scaler]), for: Samples.service)
      let digest = try lab.run(Samples.service, choices: base, seed: Seed("m")).digest
      let idle = lab.knobs.filter { !lab.matters($0, under: base) }
      #expect(idle.count > 5)
      for end in [\Knob.stops.first, \Knob.stops.last] {
        var changed = base
        for knob in idle { if let value = knob[keyPath: end] { changed[knob.id] = value } }
        let other = try lab.run(Samples.service, choices: changed, seed: Seed("m")).digest
        #expect(other == digest, "\(scaler): one of \(idle.map(\.id)) matters")
      }
    }
  }
}
