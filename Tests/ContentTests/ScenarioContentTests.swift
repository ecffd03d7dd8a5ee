import Foundation
import Labs
import Scenarios
import Simulation
import Testing

@Suite struct ScenarioContentTests {
  static let names = Content.names(in: "challenges/scenarios", ending: ".yml")
    .map { String($0.dropLast(4)) }

  @Test func theShippedScenariosAreThere() {
    let wanted = [
      "alibaba-slice", "azure-slice", "bin-pack-spread", "blocks-and-crumbs", "cache-thrash",
      "careful-or-greedy", "cold-image", "continuous-batching", "crash-loop", "frozen-stream",
      "gang-6-6",
      "kv-preemption-storm", "kwok-day", "layers-and-queues",
      "long-prompt-interference", "lora-adapters", "mooncake-fleet", "mooncake-slice",
      "numa-alignment",
      "offload-worth-it", "paged-or-contiguous", "pd-ratio", "radix-or-blocks", "replica-failure",
      "router-herding",
      "scheduler-internals", "shared-prompt", "slow-starter", "stuck-in-creating",
      "speculative-decoding", "swap-or-recompute",
      "what-is-wrong",
    ]
    #expect(Set(wanted).isSubset(of: Self.names))
  }

  @Test(arguments: names) func readsWritesAndRuns(name: String) throws {
    let scenario = try Content.scenario(name)
    let again = readScenario(writeScenario(scenario), file: name) {
      Content.text("challenges/traces/\($0)")
    }
    #expect(again.value == scenario)
    #expect(scenario.about.count > 100, "an author says what it shows")
    let lab = try #require(allLabs.first { $0.id == scenario.lab })
    let outcome = try lab.run(scenario, seed: Seed("lesson"))
    #expect(outcome.replay.stepCount > 1)
  }

  /// What the texts of the scenarios promise.
  @Test func theScenariosShowWhatTheySay() throws {
    func value(_ name: String, _ metric: String, _ settings: String...) throws -> Double {
      let scenario = try Content.scenario(name)
      let lab = try #require(allLabs.first { $0.id == scenario.lab })
      let outcome = try lab.run(
        scenario, choices: lab.choices(from: settings), seed: Seed("lesson"))
      return try #require(outcome.metric(metric)?.value)
    }
    #expect(try value("gang-6-6", "gpu_allocation") > 99)
    #expect(try value("gang-6-6", "gpu_utilisation") == 0)
    #expect(try value("frozen-stream", "itl_max", "max_num_batched_tokens=65536") > 5_000)
    #expect(try value("frozen-stream", "itl_max", "max_num_batched_tokens=512") < 300)
    let one = try value("continuous-batching", "throughput", "max_num_seqs=1")
    #expect(try value("continuous-batching", "throughput") > 3 * one)
    #expect(try value("shared-prompt", "hit_rate") > 85)
  }

  /// Renew with `RENEW_GOLDENS=1 swift test --filter schemasAreCurrent`.
  @Test func schemasAreCurrent() throws {
    for lab in allLabs {
      let path = "challenges/scenarios/schema-\(lab.id.rawValue).json"
      let text = scenarioSchema(lab).text + "\n"
      if ProcessInfo.processInfo.environment["RENEW_GOLDENS"] == "1" {
        try text.write(
          to: Content.root.appendingPathComponent(path), atomically: true, encoding: .utf8)
      }
      #expect(Content.text(path) == text, "\(path) is not what the labs say")
      _ = try JSONSerialization.jsonObject(with: Data(text.utf8))
    }
  }

  /// The schema's keys are exactly those that the README explains.
  @Test func theReadmeExplainsEveryKey() throws {
    let readme = try #require(Content.text("challenges/scenarios/README.md"))
    for lab in allLabs {
      let object = try JSONSerialization.jsonObject(with: Data(scenarioSchema(lab).text.utf8))
      var keys: Set<String> = []
      func collect(_ value: Any) {
        if let map = value as? [String: Any] {
          if let properties = map["properties"] as? [String: Any] {
            keys.formUnion(properties.keys)
          }
          for key in map.keys.sorted() { collect(map[key] as Any) }
        } else if let list = value as? [Any] {
          for item in list { collect(item) }
        }
      }
      collect(object)
      for key in keys.subtracting(lab.knobs.map(\.id)).sorted() {
        #expect(readme.contains("`\(key)`"), "\(key)")
      }
    }
  }
}
