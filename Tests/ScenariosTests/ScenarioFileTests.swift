import Diagnostics
import Labs
import ServingSim
import Simulation
import Testing

@testable import Scenarios

@Suite struct ScenarioFileTests {
  private func read(_ text: String) -> Parsed<LabScenario> {
    readScenario(text, file: "s.yml") {
      switch $0 {
      case "pods.csv":
        """
        name,arrival_s,duration_s,cpu_milli,memory_mib,num_gpu,gpu_milli
        a,0,60,1000,1024,1,1000
        b,5,60,1000,1024,1,300
        """
      case "chat.csv": "arrived_s,context_tokens,generated_tokens\n0.0,10,5\n1.5,20,5\n"
      case "bad.csv": "arrived_s,context_tokens,generated_tokens\n0.0,many,5\n"
      default: nil
      }
    }
  }

  /// Every key of both labs.
  private let scheduling = """
    version: 1
    lab: scheduling
    title: "All keys"
    title_zh: 所有键
    about: "two\\nlines"
    choices: {scoring_strategy: most-allocated, gpu_weight: 5}
    end_s: 3600
    nodes:
      - name: gpu
        count: 2
        cpu_milli: 64000
        memory_mib: 1024
        gpus: 8
        gpu_model: H100
        labels: {"a/b": "c"}
        taints: [{key: k, value: v, effect: NoSchedule}, {key: soft, effect: PreferNoSchedule}]
        unschedulable: true
        zones: [x, y]
    pods:
      - name: job
        arrivals: {count: 3, start_ms: 1500, pattern: poisson, mean_gap_s: 60}
        cpu_milli: 1000
        memory_mib: 1024
        gpus: {choice: [{value: 1, weight: 3}, {value: 2, weight: 1}]}
        per_gpu: true
        duration_s: {lognormal: {median: 600, sigma_percent: 80, min: 60, max: 6000}}
        priority: -5
        labels: {team: red}
        tolerations: [{key: k, operator: Exists}, {operator: Exists}, {key: q, value: v, effect: NoExecute}]
        node_selector: {disk: ssd}
        required_labels: [{key: kind, operator: In, values: [a, b]}, {key: old, operator: DoesNotExist}]
        preferred_labels: [{weight: 50, key: cpu, operator: Gt, values: ["5"]}]
        spread: [{topology_key: zone, max_skew: 2, when_unsatisfiable: ScheduleAnyway}]
        service: true
        group_size: 4
        member_gap_ms: 250
      - name: share
        arrivals: {count: 2, pattern: uniform, until_s: 30}
        cpu_milli: 500
        memory_mib: 512
        gpu_milli: {uniform: {min: 100, max: 500}}
    trace: {file: pods.csv, rows: 2, play: window, stretch_percent: 50, longest_s: 40}
    """
  private let serving = """
    version: 1
    lab: serving
    title: All keys
    choices: {prefix_caching: false, block_size: 32}
    end_ms: 1500
    max_model_tokens: 4096
    requests:
      - name: chat
        arrivals: {count: 2, pattern: evenly, gap_ms: 100}
        prompt_tokens: {exponential: {mean: 100, min: 1, max: 1000}}
        output_tokens: 20
        shared_prefix_tokens: 64
        shared_prefixes: 3
        turns: {uniform: {min: 1, max: 3}}
        turn_gap_ms: 500
        priority: 2
      - name: burst
        arrivals: {count: 2, start_s: 1, pattern: together}
        prompt_tokens: 5
        output_tokens: 5
    trace: {file: chat.csv, rows: 2, stretch_percent: 200}
    outages:
      - {replica: 1, at_ms: 250, back_after_s: 2}
      - {replica: 0, at_s: 1}
    random_outages: {mean_time_between_s: 40, mean_repair_ms: 1500, until_s: 90}
    """

  @Test func whatIsWrittenIsReadBack() throws {
    for text in [scheduling, serving] {
      let parsed = read(text)
      #expect(parsed.problems == [])
      let scenario = try #require(parsed.value)
      let again = read(writeScenario(scenario))
      #expect(again.problems == [])
      #expect(again.value == scenario)
    }
  }

  @Test func whatWasReadRuns() throws {
    for text in [scheduling, serving] {
      let scenario = try #require(read(text).value)
      let lab = try #require(allLabs.first { $0.id == scenario.lab })
      let outcome = try lab.run(scenario, seed: Seed("x"))
      #expect(outcome.replay.stepCount > 3)
      #expect(outcome.choices[scenario.choices.sorted[0].id] == scenario.choices.sorted[0].value)
    }
  }

  /// What the file says of failures is what a run gets.
  @Test func failuresAreReadAsTheyStand() throws {
    guard case .serving(let scenario)? = read(serving).value else {
      Issue.record("no serving scenario")
      return
    }
    func time(_ milliseconds: Int) -> SimTime { .zero + .milliseconds(milliseconds) }
    #expect(
      scenario.outages == [
        ReplicaOutage(replica: 1, from: time(250), until: time(2_250)),
        ReplicaOutage(replica: 0, from: time(1_000), until: nil),
      ])
    #expect(
      scenario.randomOutages
        == RandomOutages(
          meanTimeBetween: .seconds(40), meanRepair: .milliseconds(1_500), until: time(90_000)))
  }

  /// A key without a value is one mistake; the keys beside it stay known.
  @Test(arguments: [
    "{file: , rows: 2, format: azure-csv}",
    "{rows: 2, format: requests-csv, prefix_block_tokens: 16}",
  ])
  func aTraceWithoutAFileIsOneMistake(trace: String) {
    let text = serving.replacing("{file: chat.csv, rows: 2, stretch_percent: 200}", with: trace)
    let problems = read(text).problems.map(\.description)
    #expect(problems.count == 1 && problems.first?.contains("trace.file") == true, "\(problems)")
  }

  /// One change of a good file, the line at which the problem is, and words that it must say.
  static let mistakes: [(name: String, from: String, to: String, line: Int, says: [String])] = [
    ("unknown key", "title: All keys", "title: All keys\ntitel: x", 4, ["titel", "title"]),
    ("unknown knob", "block_size: 32", "blok_size: 32", 4, ["blok_size", "block_size"]),
    ("knob out of range", "block_size: 32", "block_size: 0", 4, ["block_size", "1"]),
    (
      "truth value for a number", "max_model_tokens: 4096", "max_model_tokens: yes", 6,
      ["4096|whole"]
    ),
    ("unit in the value", "output_tokens: 20", "output_tokens: 20 tokens", 11, ["whole number"]),
    ("wrong unit in the key", "gap_ms: 100}", "gap_min: 100}", 9, ["gap_ms"]),
    ("range upside down", "min: 1, max: 1000", "min: 10, max: 2", 10, ["min 10", "max 2"]),
    ("unknown pattern", "pattern: evenly", "pattern: evenlly", 9, ["evenly"]),
    ("no such trace", "file: chat.csv", "file: chats.csv", 21, ["chats.csv"]),
    (
      "hashes where there are none", "rows: 2, stretch",
      "rows: 2, prefix_block_tokens: 16, stretch",
      21, ["azure-csv", "requests-csv"]
    ),
    ("back before it fell", "back_after_s: 2", "back_after_s: 0", 23, ["back_after_s"]),
    ("no such replica", "replica: 0, at_s", "replica: 2000, at_s", 24, ["replica", "1999"]),
    ("no time to repair", "mean_repair_ms: 1500, ", "", 25, ["mean_repair"]),
    ("failures without end", "mean_time_between_s: 40", "mean_time_between_ms: 1", 25, ["10000"]),
    ("trace of another lab", "file: chat.csv", "file: pods.csv", 21, ["arrived_s"]),
    ("broken trace", "file: chat.csv", "file: bad.csv", 21, ["bad.csv:2"]),
    ("missing lab", "lab: serving", "lab: servicing", 2, ["serving"]),
    ("bare truth for a knob", "prefix_caching: false", "prefix_caching: off", 4, ["quotes"]),
    ("name twice", "- name: burst", "- name: chat", 7, ["chat"]),
    ("a later version", "version: 1", "version: 2", 1, ["version"]),
  ]

  @Test(arguments: mistakes.map(\.name)) func mistakesHaveAnAddress(name: String) throws {
    let mistake = try #require(Self.mistakes.first { $0.name == name })
    let text = serving.replacing(mistake.from, with: mistake.to)
    #expect(text != serving)
    let parsed = read(text)
    #expect(parsed.value == nil)
    let problem = try #require(parsed.problems.first)
    #expect(problem.file == "s.yml" && problem.line == mistake.line, "\(problem)")
    for words in mistake.says {
      #expect(
        words.split(separator: "|").contains { problem.description.contains($0) }, "\(problem)")
    }
  }

  @Test func aPodCannotHaveWholeGPUsAndAShare() {
    let parsed = read(
      scheduling.replacing("gpu_milli:", with: "gpus: 1\n    gpu_milli:"))
    #expect(parsed.problems.count == 1)
  }
}
