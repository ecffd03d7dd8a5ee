import Diagnostics
import Labs
import Simulation
import Testing

@testable import Scenarios

/// What the numbers of a file make together is refused with an address before anything is made.
@Suite struct ScenarioSizeTests {
  private static let head = "version: 1\nlab: scheduling\ntitle: t\n"
  private static let node = "nodes:\n  - {name: n, count: 4, cpu_milli: 8000, memory_mib: 8192}\n"
  private static let serving =
    "version: 1\nlab: serving\ntitle: t\nmax_model_tokens: 4096\nrequests:\n"

  static func jobs(_ rest: String, count: Int = 1, pods: Int = 1) -> String {
    "  - {name: a, arrivals: {count: 1, pattern: together}, pods: 1, cpu_milli: 1}\n"
      + "  - {name: big, arrivals: {count: \(count), pattern: together}, pods: \(pods), \(rest)}\n"
  }

  struct Case: CustomTestStringConvertible {
    let name: String
    let text: String
    let line: Int
    let says: [String]
    var testDescription: String { name }
  }

  static let tooLarge = [
    Case(
      name: "pods",
      text: head + node + "jobs:\n" + jobs("cpu_milli: 1", count: 100_000, pods: 10_000),
      line: 8, says: ["1000000001 pods", "2000000", "'big'", "1000000000"]),
    Case(
      name: "groups of pods",
      text: head + node
        + "pods:\n  - {name: g, arrivals: {count: 100000, pattern: together}, cpu_milli: 1, memory_mib: 1, group_size: 1000}\n",
      line: 7, says: ["100000000 pods", "'g'"]),
    Case(
      name: "replicas",
      text: head + node + "jobs:\n"
        + jobs("cpu_milli: 1, kind: leader-worker-set, replicas: 10000", count: 100_000),
      line: 8, says: ["1000000001 pods"]),
    Case(
      name: "nodes",
      text: head + "nodes:\n"
        + (0..<3).map { "  - {name: n\($0), count: 100000, cpu_milli: 1, memory_mib: 1}\n" }
        .joined()
        + "jobs:\n" + jobs("cpu_milli: 1"),
      line: 5, says: ["300000 nodes", "200000"]),
    Case(
      name: "devices",
      text: head
        + "nodes:\n  - {name: n, count: 100000, cpu_milli: 1, memory_mib: 1, gpus: 64, devices: {time_sliced: 48}}\n"
        + "jobs:\n" + jobs("cpu_milli: 1"),
      line: 5, says: ["307200000 devices"]),
    Case(
      name: "failures of nodes",
      text: head + node + "jobs:\n" + jobs("cpu_milli: 1")
        + "node_failures: {mean_time_between_ms: 1, mean_repair_ms: 1, until_s: 31536000}\n",
      line: 9, says: ["63072000000 times", "2000000", "mean_time_between"]),
    Case(
      name: "failures of jobs",
      text: head + node + "jobs:\n"
        + jobs(
          "cpu_milli: 1, duration_s: 31536000, retries: 1000, breaks: {mean_time_between_s: 1}",
          count: 100_000),
      line: 8, says: ["100100000 pods made anew", "retries"]),
    Case(
      name: "an arrival after all time",
      text: head + node
        + "jobs:\n  - {name: a, arrivals: {count: 1000, pattern: evenly, gap_s: 31536000}, pods: 1}\n",
      line: 7, says: ["31536000000 seconds", "315360000"]),
    Case(
      name: "turns",
      text: serving
        + "  - {name: c, arrivals: {count: 100000, pattern: together}, prompt_tokens: 1, output_tokens: 1, turns: 200}\n",
      line: 6, says: ["20000000 requests", "turns"]),
    Case(
      name: "tokens",
      text: serving.replacing("4096", with: "1048576")
        + "  - {name: c, arrivals: {count: 1000000, pattern: together}, prompt_tokens: 1000000, output_tokens: 9}\n",
      line: 6, says: ["1000009000000 tokens"]),
    Case(
      name: "pieces of prompts",
      text: serving
        + "  - {name: c, arrivals: {count: 10000, pattern: together}, prompt_tokens: 1, output_tokens: 1, turns: 200}\n",
      line: 6, says: ["402000000 pieces of prompts"]),
  ]

  @Test(arguments: tooLarge) func isRefusedWithAnAddress(_ one: Case) throws {
    let parsed = readScenario(one.text, file: "s.yml") { _ in nil }
    #expect(parsed.value == nil)
    #expect(parsed.problems.count == 1, "\(parsed.problems)")
    let problem = try #require(parsed.problems.first)
    #expect(problem.line == one.line && !problem.hint.isEmpty, "\(problem)")
    for word in one.says {
      #expect(problem.message.contains(word) || problem.hint.contains(word), "\(problem)")
    }
  }

  /// What the issue wants to grow to.
  @Test func aMillionPodsOnAHundredThousandNodesAreRead() {
    let text =
      Self.head + "nodes:\n  - {name: n, count: 100000, cpu_milli: 64000, memory_mib: 8192}\n"
      + "jobs:\n" + Self.jobs("cpu_milli: 1", count: 100_000, pods: 10)
    #expect(readScenario(text, file: "s.yml") { _ in nil }.problems == [])
  }

  /// Four hundred years of work on one machine end with all time; nothing dies.
  @Test func workBeyondAllTimeEnds() throws {
    let text =
      Self.head + "nodes:\n  - {name: n, cpu_milli: 1000, memory_mib: 8192}\njobs:\n"
      + "  - {name: a, arrivals: {count: 400, pattern: together}, pods: 1, cpu_milli: 1000, duration_s: 31536000}\n"
    let scenario = try #require(readScenario(text, file: "s.yml") { _ in nil }.value)
    let lab = try #require(allLabs.first { $0.id == .scheduling })
    #expect(try lab.run(scenario, seed: Seed("x")).replay.stepCount > 500)
  }

  /// Many nodes that may fail: the instance is made in linear time.
  @Test func failuresOfManyNodesAreDrawnAtOnce() throws {
    let text =
      Self.head + "nodes:\n  - {name: n, count: 20000, cpu_milli: 1000, memory_mib: 8192}\njobs:\n"
      + Self.jobs("cpu_milli: 1")
      + "node_failures: {mean_time_between_s: 31536000, mean_repair_s: 60, until_s: 100}\n"
    guard
      case .scheduling(let scenario)? = readScenario(text, file: "s.yml", trace: { _ in nil }).value
    else {
      Issue.record("no scenario")
      return
    }
    let clock = ContinuousClock()
    let time = clock.measure { _ = SchedulingInstance(scenario, seed: Seed("x")) }
    #expect(time < .seconds(20), "\(time)")
  }

  // MARK: What is said

  private func problems(_ text: String) -> [String] {
    readScenario(text, file: "s.yml") { _ in nil }.problems.map(\.description)
  }

  @Test func theVersionSaysWhichOne() {
    let text =
      Self.head.replacing("version: 1", with: "version: 2") + Self.node + "jobs:\n"
      + Self.jobs("cpu_milli: 1")
    #expect(problems(text) == ["s.yml:1: 'version' must be 1, not '2'"])
  }

  @Test func aBadNodeIsTheOnlyProblem() {
    let text =
      Self.head + "nodes:\n  - {name: n, count: 4, cpu_milli: lots, memory_mib: 8192}\njobs:\n"
      + Self.jobs("cpu_milli: 1, gang_minimum: 6", pods: 6)
      + "events: [{at_s: 1, fail: n-0}]\n"
    #expect(problems(text).count == 1, "\(problems(text))")
  }

  @Test(arguments: [
    (#"labels: {"a b": "c"}"#, "key of a label"), (#"labels: {a: "c/d e"}"#, "value of a label"),
    (#"labels: {"A_/b": c}"#, "DNS name"), (#"labels: {a/b/c: d}"#, "at most one /"),
    (#"labels: {a: -b}"#, "begins and ends"),
    (#"node_selector: {"": x}"#, "begins and ends"),
    (#"required_labels: [{key: "a b", operator: Exists}]"#, "key of a label"),
    (#"tolerations: [{key: k, value: "a b"}]"#, "value of a label"),
    ("labels: {a: \(String(repeating: "x", count: 64))}", "more than 63"),
  ])
  func labelsObeyKubernetes(line: String, says: String) throws {
    let found = problems(Self.head + Self.node + "jobs:\n" + Self.jobs("cpu_milli: 1, " + line))
    #expect(
      found.count == 1 && found[0].hasPrefix("s.yml:8:") && found[0].contains(says), "\(found)")
  }

  @Test func labelsOfRealClustersAreGood() {
    let text =
      Self.head + Self.node + "jobs:\n"
      + Self.jobs(
        #"cpu_milli: 1, labels: {node-role.kubernetes.io/control-plane: "", a.B_c: "9.z"}"#)
    #expect(problems(text) == [])
  }
}
