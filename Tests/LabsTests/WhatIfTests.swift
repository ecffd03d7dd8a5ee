import Simulation
import Testing
import Wording

@testable import Labs

@Suite struct WhatIfTests {
  /// `wide` asks for two GPUs at second 10, one of which `long` holds until 100.
  private func search(at seconds: Int, subject: String = "wide-0") throws -> WhatIf {
    var search = try WhatIf(
      SchedulingLab(), Samples.twoPods, choices: Choices(), seed: Seed("x"), subject: subject,
      moment: .zero + .seconds(seconds))
    var slices = 0
    while search.advance(events: 3) { slices += 1 }
    #expect(slices < 100_000)
    return search
  }

  @Test func theSmallestChangeIsFoundByRunningIt() throws {
    let answer = try search(at: 20)
    #expect(answer.isFinished)
    let nodes = try #require(answer.findings.first { $0.knob == "nodes_percent" })
    #expect(nodes.to == .whole(150))
    #expect(nodes.served == .zero + .seconds(10))
    // One node at 125 % is still one node: the first distance helped nobody.
    #expect(answer.trials.contains { $0.knob == "nodes_percent" && $0.distance == 1 && !$0.helps })
    #expect(answer.findings.allSatisfy { $0.distance == nodes.distance })
    for finding in answer.findings {
      let outcome = try SchedulingLab().run(
        Samples.twoPods, choices: Choices([finding.knob: finding.to]), seed: Seed("x"))
      let step = (0...outcome.replay.stepCount).last {
        outcome.replay.time(at: $0) <= .zero + .seconds(20)
      }
      #expect(outcome.replay.isServed("wide-0", at: try #require(step)) == true)
    }
  }

  @Test func aSubjectThatNothingHelpsIsSaidSo() throws {
    let answer = try search(at: 5)
    #expect(answer.findings.allSatisfy { $0.served.map { $0 <= .zero + .seconds(5) } ?? false })
    let nobody = try search(at: 20, subject: "nobody")
    #expect(nobody.findings.isEmpty)
    #expect(nobody.distance == WhatIf.farthest)
    #expect(Wording(.english)(nobody.answer.headline).contains("No single knob"))
    #expect(nobody.answer.tables.isEmpty)
  }

  /// `wide` is told so too when a change only brings it nearer: the GPU comes free at 100, or at 75
  /// with a shorter job before it.
  @Test func whatComesSoonerIsAnAnswerToo() throws {
    let answer = try search(at: 10)
    #expect(answer.unchanged == .zero + .seconds(100))
    #expect(
      answer.improvements.allSatisfy { ($0.served ?? .zero) < .zero + .seconds(100) && !$0.helps })
    let said = answer.answer
    #expect(said.sentences.contains(Message("lab.whatif.unchanged", "wide-0", "100")))
  }

  @Test func onlyKnobsThatMatterAreTurned() throws {
    let answer = try search(at: 20, subject: "nobody")
    let turned = Set(answer.trials.map(\.knob))
    for knob in ["kai_placement", "volcano_shares", "godel_schedulers", "quota_percent"] {
      #expect(!turned.contains(knob), "\(knob)")
    }
    #expect(turned.contains("scoring_strategy") && turned.contains("nodes_percent"))
  }
}
