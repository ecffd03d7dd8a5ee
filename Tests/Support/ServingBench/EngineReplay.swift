import Foundation
import ServingSim
import Simulation
import Traffic

/// Two workloads that were recorded with vLLM's own scheduler (`Tests/Goldens/kv-cache`): the engine
/// alone, every step made by itself, with the recording's totals and final free queue.
enum EngineReplay {
  private struct File: Decodable {
    struct Config: Decodable {
      let blockSize: Int
      let numBlocks: Int
      let maxNumBatchedTokens: Int
      let maxNumSeqs: Int
      let maxModelLen: Int
    }
    struct Expected: Decodable {
      let steps: Int
      let scheduledTokens: Int
      let preemptions: Int
      let hitTokens: Int
      let freeQueueSha256: String
    }
    /// `[arrive, prompt, out, out_seg, prio]`.
    struct Request: Decodable {
      let step: Int
      let request: EngineRequest

      init(from decoder: Decoder) throws {
        var row = try decoder.unkeyedContainer()
        step = try row.decode(Int.self)
        let prompt = try row.decode([[Int]].self)
        request = EngineRequest(
          prompt: prompt.map { TokenSegment(id: $0[0], length: $0[1]) },
          outputLimit: try row.decode(Int.self), outputSegment: try row.decode(Int.self))
      }
    }
    let config: Config
    let expected: Expected
    let requests: [Request]
  }

  private struct Outcome {
    var steps = 0
    var tokens = 0
    var preemptions = 0
    var hits = 0
    var freeQueue: [Int] = []
  }

  static func table() {
    head(["engine step by step", "steps", "ms", "ns a token", "as recorded"])
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    for name in ["w1-sysprompt-5000", "w2-chat-pressure-2000"] {
      let path = "Tests/Goldens/kv-cache/workloads/\(name).json"
      guard let data = FileManager.default.contents(atPath: path),
        let file = try? decoder.decode(File.self, from: data)
      else {
        print("\(path) is not here: start in the root of the package")
        continue
      }
      let runs = (0..<5).map { _ in timed { replay(file) } }
      guard let best = runs.min(by: { $0.seconds < $1.seconds }) else { continue }
      row([
        name, thousands(Double(best.result.steps)), fixed(best.seconds * 1e3, 1),
        fixed(best.seconds * 1e9 / Double(best.result.tokens), 1),
        isEqual(best.result, file.expected) ? "yes" : "NO",
      ])
    }
    print()
  }

  private static func replay(_ file: File) -> Outcome {
    let config = EngineConfig(
      blockSize: file.config.blockSize, blockCount: file.config.numBlocks,
      tokenBudget: file.config.maxNumBatchedTokens, maxSequences: file.config.maxNumSeqs,
      maxModelTokens: file.config.maxModelLen)
    guard var engine = try? EngineScheduler(config: config) else { return Outcome() }
    var outcome = Outcome()
    var next = 0
    while next < file.requests.count || !engine.isIdle {
      while next < file.requests.count, file.requests[next].step <= outcome.steps {
        engine.arrive(next, file.requests[next].request)
        next += 1
      }
      engine.schedule()
      engine.complete()
      outcome.steps += 1
      outcome.tokens += engine.step.scheduledTokens
      outcome.preemptions += engine.step.preempted.count
      outcome.hits += engine.step.admitted.reduce(0) { $0 + $1.hitTokens }
    }
    outcome.freeQueue = engine.freeQueue
    return outcome
  }

  private static func isEqual(_ outcome: Outcome, _ expected: File.Expected) -> Bool {
    var hash = SHA256()
    hash.update(outcome.freeQueue.map(String.init).joined(separator: ",").utf8)
    return outcome.steps == expected.steps && outcome.tokens == expected.scheduledTokens
      && outcome.preemptions == expected.preemptions && outcome.hits == expected.hitTokens
      && hash.hex() == expected.freeQueueSha256
  }
}
