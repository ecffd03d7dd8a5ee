import Labs
import Simulation
import Testing

@testable import Scenarios

/// Traces are read as far as a run needs them.
@Suite struct TraceStreamTests {
  /// How many pieces of an endless file are read before the scenario is known.
  private func pieces(
    of scenario: String, first: String = "", each: String
  ) -> (count: Int, problems: [String], scenario: LabScenario?) {
    var count = 0
    let parsed = readScenario(
      scenario, file: "s.yml",
      traceBytes: { _, take in
        guard take(Array(first.utf8)) else { return true }
        let piece = Array(each.utf8)
        repeat { count += 1 } while take(piece) && count < 4_000
        return true
      })
    return (count, parsed.problems.map(\.description), parsed.value)
  }

  private static let mooncake = """
    version: 1
    lab: serving
    title: t
    max_model_tokens: 4096
    trace: {file: m.jsonl, rows: 2}
    """

  @Test func onlyTheFirstRowsOfALongTraceAreKept() throws {
    let row = "pod-0,0,5,1000,1,0,0\n"
    let many = String(repeating: row, count: 3_000)
    let read = pieces(of: TraceRowTests.scenario, first: TraceRowTests.header + "\n", each: many)
    #expect(read.problems == [])
    #expect(read.count == 67)
    guard case .scheduling(let scenario)? = read.scenario else {
      Issue.record("no scenario")
      return
    }
    #expect(scenario.trace?.rows.count == mostTraceRows)
  }

  @Test func onlyTheFirstRequestsAreKept() {
    let azure = Self.mooncake.replacing("m.jsonl", with: "a.csv")
    let csv = pieces(
      of: azure, first: "arrived_s,context_tokens,generated_tokens\n",
      each: String(repeating: "0.5,10,5\n", count: 10_000))
    #expect(csv.problems == [] && csv.count == 20)
    let line = #"{"timestamp":0,"input_length":6,"output_length":5,"hash_ids":[1]}"# + "\n"
    let json = pieces(of: Self.mooncake, each: String(repeating: line, count: 10_000))
    #expect(json.problems == [] && json.count == 20)
  }

  @Test func aLineWithoutAnEndIsReportedAtOnce() {
    let zeros = String(repeating: "0", count: 1 << 16)
    let csv = pieces(of: TraceRowTests.scenario, each: zeros)
    #expect(csv.count == 1 && csv.problems.first?.contains("longer than 16384") == true)
    let later = pieces(of: TraceRowTests.scenario, first: TraceRowTests.header + "\n", each: zeros)
    #expect(later.count == 1 && later.problems.first?.contains("pods.csv:2") == true)
    let json = pieces(of: Self.mooncake, each: zeros)
    #expect(json.count == 17 && json.problems.first?.contains("longer than") == true)
    var pods = GPUPodListReader(file: "p.csv", nodes: [])
    pods.read(Array(repeating: 0, count: 20_000))
    #expect(!pods.wantsMore && pods.problems.map(\.line) == [1])
  }

  @Test func theFirstMistakeEndsTheReading() {
    let read = pieces(of: TraceRowTests.scenario, first: TraceRowTests.header + "\n", each: "a,b\n")
    #expect(read.count == 1 && read.problems.count == 1)
  }

  @Test func aRowBeyondAllTimeIsRefused() {
    let text = TraceRowTests.scenario.replacing(
      "play: window", with: "play: window, stretch_percent: 100000")
    let read = pieces(
      of: text, first: TraceRowTests.header + "\na,0,5,1,1,0,0\nb,4000000000,5,1,1,0,0\n",
      each: "\n")
    #expect(read.problems.first?.contains("4000000000000 seconds") == true, "\(read.problems)")
  }
}
