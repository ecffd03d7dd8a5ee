import Labs
import Simulation
import Testing
import Traffic

@testable import Scenarios

/// Traces of the user's own.
@Suite struct OwnRequestTraceTests {
  private static let scenario = """
    version: 1
    lab: serving
    title: t
    max_model_tokens: 4096
    trace: {file: mine, format: FORMAT, prefix_block_tokens: 16, rows: 9}
    """

  private func read(_ text: String, _ format: String = "requests-csv") -> (
    trace: RequestTrace?, problems: [String]
  ) {
    let parsed = readScenario(Self.scenario.replacing("FORMAT", with: format), file: "s.yml") { _ in
      text
    }
    guard case .serving(let scenario)? = parsed.value else {
      return (nil, parsed.problems.map(\.description))
    }
    return (scenario.trace, parsed.problems.map(\.description))
  }

  private static let rows = [
    RecordedRequest(
      arrival: SimTime(nanoseconds: 0), promptTokens: 40, outputTokens: 5, prefixBlocks: [0, 1]),
    RecordedRequest(
      arrival: SimTime(nanoseconds: 1_500_250_000), promptTokens: 33, outputTokens: 0,
      prefixBlocks: [0]),
    RecordedRequest(
      arrival: SimTime(nanoseconds: 1_500_250_000), promptTokens: 7, outputTokens: 2),
  ]

  @Test(arguments: [
    (
      "requests-csv",
      "arrival_s,prompt_tokens,model,output_tokens,prefix_hashes\n0,40,a,5,ab 77\n1.50025,33,a,0,ab\n1.50025,7,b,2,\n"
    ),
    (
      "requests-csv",
      "output_tokens,prefix_hashes,prompt_tokens,arrival_ms\r\n5,9 8,40,0\r\n0,9,33,1500.25\r\n2,,7,1500.25"
    ),
    (
      "requests-jsonl",
      """
      {"arrival_s": 0, "prompt_tokens": 40, "output_tokens": 5, "prefix_hashes": ["x", 3], "user": "u"}

      {"arrival_ms": 1500.25, "prompt_tokens": 33, "output_tokens": 0, "prefix_hashes": ["x"]}
      {"arrival_s": 1.50025, "prompt_tokens": 7, "output_tokens": 2}
      """
    ),
  ])
  func isRead(format: String, text: String) throws {
    let (trace, problems) = read(text, format)
    #expect(problems == [])
    #expect(trace?.rows == Self.rows)
    #expect(trace?.format?.rawValue == format && trace?.prefixBlockTokens == 16)
  }

  @Test(arguments: [
    (
      "no arrival", "prompt_tokens,output_tokens\n1,1\n",
      ["mine:1", "none of the columns arrival_s, arrival_ms"]
    ),
    (
      "two arrivals", "arrival_s,arrival_ms,prompt_tokens,output_tokens\n0,0,1,1\n",
      ["mine:1", "exactly one"]
    ),
    (
      "misspelt", "arrival_s,promt_tokens,output_tokens\n0,1,1\n",
      ["mine:1", "is 'promt_tokens' meant"]
    ),
    ("no prompt", "arrival_s,prompt_tokens,output_tokens\n0,0,1\n", ["mine:2", "prompt_tokens"]),
    (
      "backwards", "arrival_s,prompt_tokens,output_tokens\n1,1,1\n0,1,1\n",
      ["mine:3", "order of their arrival"]
    ),
    (
      "too many hashes", "arrival_s,prompt_tokens,output_tokens,prefix_hashes\n1,16,1,a b\n",
      ["mine:2", "at most 1"]
    ),
    (
      "escape", "arrival_s,prompt_tokens,output_tokens,prefix_hashes\n1,16,1,\u{1B}[2J\n",
      ["mine:2", "prefix_hashes"]
    ),
  ])
  func csvMistakesHaveAnAddress(name: String, text: String, says: [String]) throws {
    let problem = try #require(read(text).problems.first)
    for word in says + ["s.yml:5"] { #expect(problem.contains(word), "\(name): \(problem)") }
    #expect(problem.unicodeScalars.allSatisfy { $0.value >= 32 })
  }

  @Test(arguments: [
    ("broken", "{", "no request"), ("no tokens", #"{"arrival_s": 0}"#, "no request"),
    (
      "two arrivals", #"{"arrival_s":0,"arrival_ms":0,"prompt_tokens":1,"output_tokens":1}"#,
      "either"
    ),
    ("before the start", #"{"arrival_s":-1,"prompt_tokens":1,"output_tokens":1}"#, "no time"),
    ("after all time", #"{"arrival_s":1e300,"prompt_tokens":1,"output_tokens":1}"#, "no time"),
    ("negative answer", #"{"arrival_s":0,"prompt_tokens":1,"output_tokens":-1}"#, "no lengths"),
    (
      "too many hashes",
      #"{"arrival_s":0,"prompt_tokens":1,"output_tokens":1,"prefix_hashes":[1,2]}"#, "at most 1"
    ),
  ])
  func jsonMistakesHaveAnAddress(name: String, line: String, says: String) throws {
    let good = #"{"arrival_s":0,"prompt_tokens":1,"output_tokens":1}"#
    let problem = try #require(read(good + "\n" + line + "\n", "requests-jsonl").problems.first)
    #expect(problem.contains("mine:2") && problem.contains(says), "\(name): \(problem)")
  }

  /// What is read is written with its format, and a run has the shared beginnings.
  @Test func sharedPrefixesAreHits() throws {
    let text =
      "arrival_s,prompt_tokens,output_tokens,prefix_hashes\n0,64,2,a b c d\n9,64,2,a b c e\n"
    let parsed = readScenario(
      Self.scenario.replacing("FORMAT", with: "requests-csv"), file: "s.yml"
    ) { _ in text }
    let scenario = try #require(parsed.value)
    let again = readScenario(writeScenario(scenario), file: "s.yml") { _ in text }
    #expect(again.value == scenario)
    let lab = try #require(allLabs.first { $0.id == .serving })
    let outcome = try lab.run(
      scenario, choices: Choices(["block_size": .whole(16)]), seed: Seed("x"))
    let rate = try #require(outcome.metrics.first { $0.definition.id == "hit_rate" }?.value)
    #expect(rate > 30, "\(rate)")
  }

  @Test(arguments: [
    ("mine.csv", "arrival_s,prompt_tokens,output_tokens\n0,40,5\n1,100,50\n", "requests-csv"),
    ("mine.jsonl", #"{"arrival_s":0,"prompt_tokens":100,"output_tokens":50}"#, "requests-jsonl"),
    ("a.csv", "arrived_s,context_tokens,generated_tokens\n0.0,100,50\n", "azure-csv"),
    (
      "m.jsonl", #"{"timestamp":0,"input_length":100,"output_length":50,"hash_ids":[1]}"#,
      "mooncake-jsonl"
    ),
  ])
  func importsMakeScenarios(file: String, text: String, format: String) throws {
    for piece in [7, 1 << 16] {
      // The first piece holds the first line, as those of files do.
      var trace = RequestTraceImport(file: file)
      let bytes = Array(text.utf8)
      let first = min(bytes.count, 90)
      trace.read(Array(bytes.prefix(first)))
      for start in stride(from: first, to: bytes.count, by: piece) {
        trace.read(Array(bytes[start..<min(bytes.count, start + piece)]))
      }
      trace.finish()
      #expect(trace.problems == [] && trace.longest == 150)
      let written = writeScenario(trace.scenario(title: "t", trace: file))
      let parsed = readScenario(written, file: "own.yml") { $0 == file ? text : nil }
      #expect(parsed.problems == [])
      guard case .serving(let scenario)? = parsed.value else { continue }
      #expect(scenario.maxModelTokens == 150 && scenario.trace?.rows.count == trace.rows)
      #expect(scenario.trace?.format?.rawValue == format)
    }
  }

  /// Hashes of 16 tokens are too many for blocks of 512; the remedy is said, and it works.
  @Test func importsTakeHashesOfAnyLength() throws {
    let text = "arrival_s,prompt_tokens,output_tokens,prefix_hashes\n0,40,5,a b c\n1,33,2,a b d\n"
    func imported(_ tokens: Int?) -> RequestTraceImport {
      var trace = RequestTraceImport(file: "mine.csv", prefixBlockTokens: tokens)
      trace.read(Array(text.utf8))
      trace.finish()
      return trace
    }
    let problem = try #require(imported(nil).problems.first).description
    #expect(problem.contains("mine.csv:2") && problem.contains("prefix_block_tokens"), "\(problem)")
    let trace = imported(16)
    #expect(trace.problems == [] && trace.rows == 2)
    let written = writeScenario(trace.scenario(title: "t", trace: "mine.csv"))
    guard
      case .serving(let scenario)? = readScenario(written, file: "own.yml", trace: { _ in text })
        .value
    else {
      Issue.record("\(written)")
      return
    }
    #expect(scenario.trace?.prefixBlockTokens == 16)
    #expect(scenario.trace?.rows.map(\.prefixBlocks) == [[0, 1, 2], [0, 1, 3]])
  }

  @Test func anEmptyTraceHasNoRequests() {
    var trace = RequestTraceImport(file: "mine.csv")
    trace.finish()
    #expect(trace.problems.count == 1)
  }
}
