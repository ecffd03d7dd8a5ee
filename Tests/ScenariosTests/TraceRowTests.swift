import Labs
import Scenarios
import Testing

/// Traces of a scenario: read in pieces, mistakes with line and column.
@Suite struct TraceRowTests {
  static let scenario = """
    version: 1
    lab: scheduling
    title: t
    nodes:
      - {name: n, count: 1, cpu_milli: 8000, memory_mib: 8192}
    trace: {file: pods.csv, rows: 2, play: window, longest_s: 40}
    """
  static let header = "name,arrival_s,duration_s,cpu_milli,memory_mib,num_gpu,gpu_milli"

  struct Bad: CustomTestStringConvertible {
    let name: String
    let text: String
    let says: [String]
    var testDescription: String { name }
  }

  static let bads = [
    Bad(
      name: "no number", text: header + "\na,0,5,1000,1,0,0\nb,x,5,1000,1,0,0\n",
      says: ["pods.csv:3", "column 2 (arrival_s) is 'x'", "whole number"]),
    Bad(
      name: "cut off", text: header + "\na,0,5,1000,1,0,0\nb,1,5",
      says: ["pods.csv:3", "3 fields", "ends inside"]),
    Bad(
      name: "escape sequence in a name", text: header + "\n\u{1B}[2Ja,0,5,1000,1,0,0\n",
      says: ["pods.csv:2", "column 1 (name) is '.[2Ja'"]),
    Bad(
      name: "beyond all time", text: header + "\na,99999999999,5,1000,1,0,0\n",
      says: ["pods.csv:2", "arrival_s"]),
    Bad(name: "no rows", text: header + "\n", says: ["no rows"]),
    Bad(name: "nothing", text: "", says: ["nothing in it"]),
    Bad(name: "another table", text: "a,b\n1,2\n", says: ["no column 'name'"]),
  ]

  @Test(arguments: bads) func mistakeHasAnAddress(_ bad: Bad) throws {
    for piece in [1, 1 << 16] {
      let parsed = readScenario(
        Self.scenario, file: "s.yml",
        traceBytes: { name, take in
          var rest = Array(bad.text.utf8)[...]
          while !rest.isEmpty {
            guard take(Array(rest.prefix(piece))) else { break }
            rest = rest.dropFirst(piece)
          }
          return name == "pods.csv"
        })
      #expect(parsed.value == nil)
      let problem = try #require(parsed.problems.first)
      #expect(problem.line == 6, "\(problem)")
      for word in bad.says { #expect(problem.description.contains(word), "\(problem)") }
      #expect(problem.description.unicodeScalars.allSatisfy { $0.value >= 32 })
    }
  }

  @Test func piecesMakeTheSameScenario() throws {
    let text = Self.header + "\na,0,5,1000,1,1,500\r\n\nb,7,5,1000,1,2,0"
    let whole = readScenario(Self.scenario, file: "s.yml") { _ in text }
    #expect(whole.problems.isEmpty)
    let pieces = readScenario(
      Self.scenario, file: "s.yml",
      traceBytes: { _, take in
        for byte in text.utf8 { _ = take([byte]) }
        return true
      })
    guard case .scheduling(let a)? = whole.value, case .scheduling(let b)? = pieces.value else {
      Issue.record("no scheduling scenario: \(whole.problems) \(pieces.problems)")
      return
    }
    let rows = try #require(a.trace?.rows)
    #expect(rows == b.trace?.rows)
    #expect(rows.map(\.gpuMilli) == [500, 1_000])
    #expect(rows.map(\.arrival.nanoseconds) == [0, 7_000_000_000])
  }

  @Test func cutMooncakeLineSaysSo() {
    let good = #"{"timestamp":0,"input_length":6,"output_length":5,"hash_ids":[1]}"#
    let parsed = MooncakeTrace.read(good + "\n" + good.prefix(30), file: "m.jsonl")
    #expect(parsed.problems.map(\.line) == [2])
    #expect(parsed.problems.first?.message.contains("ends inside") == true)
    #expect(parsed.value?.count == 1)
  }

  @Test func endlessMooncakeLineIsNotKept() {
    var trace = MooncakeTrace(file: "m.jsonl")
    for _ in 0..<40 { trace.read(Array(repeating: 91, count: 1 << 16)) }
    trace.finish()
    #expect(trace.problems.map(\.line) == [1])
    #expect(trace.problems.first?.message.contains("longer than") == true)
  }
}
