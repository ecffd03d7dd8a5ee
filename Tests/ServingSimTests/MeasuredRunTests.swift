import Foundation
import ServingSim
import Simulation
import Testing
import Traffic

/// The simulator against measured runs of the real vLLM (`Tests/Goldens/cost-model`).
struct MeasuredRunTests {
  struct Measured: Sendable, CustomTestStringConvertible {
    let file: String
    let gpu: GPUProfile
    let blockCount: Int
    let maxSequences: Int
    var testDescription: String { file }
  }
  struct Row {
    let request: InferenceRequest
    let times: (ttft: Double, tpot: Double, endToEnd: Double)
  }

  @Test(arguments: [
    Measured(
      file: "vllm-rtxpro6000-llama31-8b-tp1.csv", gpu: .rtxPro6000, blockCount: 30_000,
      maxSequences: 128),
    Measured(
      file: "vllm-rtx4090-llama31-8b-tp1.csv", gpu: .rtx4090, blockCount: 2_588,
      maxSequences: 256),
  ])
  func meansAreWithinTenPerCent(measured: Measured) throws {
    let rows = try read(measured.file)
    try #require(rows.count == 300)
    var run = try ServingRun(
      ServingSetup(
        engine: EngineConfig(
          blockCount: measured.blockCount, tokenBudget: 2_048, maxSequences: measured.maxSequences),
        workload: Workload(name: measured.file, requests: rows.map(\.request)),
        stepTime: .llama8B(on: measured.gpu)))
    run.finish()
    let metrics = run.metrics()
    #expect(metrics.finished == 300)
    func error(_ got: SimDuration?, _ times: [Double]) -> Double {
      (got?.inMilliseconds ?? 0) / (times.reduce(0, +) / Double(times.count)) - 1
    }
    let ttft = error(metrics.timeToFirstToken?.mean, rows.map(\.times.ttft))
    let tpot = error(metrics.timePerOutputToken?.mean, rows.map(\.times.tpot))
    let endToEnd = error(metrics.endToEnd?.mean, rows.map(\.times.endToEnd))
    #expect(abs(ttft) < 0.1, "TTFT \(ttft)")
    #expect(abs(tpot) < 0.1, "TPOT \(tpot)")
    #expect(abs(endToEnd) < 0.1, "end to end \(endToEnd)")
    print(measured.file, "errors: TTFT", ttft, "TPOT", tpot, "E2E", endToEnd)
  }

  private func read(_ file: String) throws -> [Row] {
    let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Goldens/cost-model/\(file)")
    let lines = try String(contentsOf: url, encoding: .utf8)
      .split(whereSeparator: \.isNewline).dropFirst()
    var rows: [Row] = []
    for (i, line) in lines.enumerated() {
      let fields = try line.split(separator: ",").map { try #require(Double($0)) }
      let shared = Int(fields[5])
      var prompt = shared > 0 ? head(of: rows[Int(fields[4])].request.prompt, tokens: shared) : []
      prompt.append(
        TokenSegment(id: SegmentNumbering.uniqueBase + i, length: Int(fields[2]) - shared))
      rows.append(
        Row(
          request: InferenceRequest(
            arrival: SimTime(nanoseconds: Int(fields[1] * 1e9)), prompt: prompt,
            outputTokens: Int(fields[3]), outputSegment: SegmentNumbering.outputBase + i),
          times: (fields[6], fields[7], fields[8])))
    }
    return rows
  }

  private func head(of prompt: [TokenSegment], tokens: Int) -> [TokenSegment] {
    var rest = tokens
    return prompt.compactMap { segment in
      let length = min(rest, segment.length)
      rest -= length
      return length > 0 ? TokenSegment(id: segment.id, length: length) : nil
    }
  }
}
