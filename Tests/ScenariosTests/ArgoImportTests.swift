import GatewaySim
import Labs
import Simulation
import Testing

@testable import Scenarios

/// Argo Workflows as people write them.
struct ArgoImportTests {
  static func read(_ spec: String) -> ArgoImport {
    importArgoWorkflow(
      "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec:\n" + spec, file: "w.yml",
      title: "w")
  }

  static func plan(_ spec: String) throws -> WorkflowPlan {
    let read = Self.read(spec)
    #expect(read.problems == [])
    guard case .workflow(let plan)? = read.scenario?.part else {
      throw WorkflowProblem.noSteps
    }
    return plan
  }

  static let leaf = """
      - name: work
        inputs: {parameters: [{name: n}]}
        retryStrategy: {limit: "3", retryPolicy: Always, backoff: {duration: "10", factor: "2", maxDuration: 2m}}
        activeDeadlineSeconds: 90
        memoize: {key: "day-{{inputs.parameters.n}}", cache: {configMap: {name: c}}}
        container: {image: a, command: [sh, -c], args: ["echo x; sleep 25"]}

    """

  @Test func aDiamondOfTasks() throws {
    let plan = try Self.plan(
      """
        entrypoint: main
        parallelism: 4
        activeDeadlineSeconds: 600
        templates:
        - name: main
          failFast: true
          dag:
            failFast: false
            tasks:
            - {name: D, template: work, depends: "B && (C.Succeeded || C.Failed)", arguments: {parameters: [{name: n, value: 4}]}}
            - {name: A, template: work, arguments: {parameters: [{name: n, value: 1}]}}
            - {name: B, template: work, dependencies: [A], arguments: {parameters: [{name: n, value: 2}]}}
            - {name: C, template: work, depends: A, continueOn: {failed: true}, arguments: {parameters: [{name: n, value: 3}]}}

      """ + Self.leaf)
    #expect(plan.steps.map(\.name) == ["a", "b", "c", "d"])
    #expect(plan.steps[1].needs == [[.init(0)]])
    #expect(
      plan.steps[3].needs == [
        [.init(1)], [.init(2, endings: [.succeeded]), .init(2, endings: [.failed])],
      ])
    #expect(plan.steps[2].goesOn && plan.failsFast)
    #expect(plan.parallelism == 4 && plan.deadline == .seconds(600))
    let work = plan.steps[0]
    #expect(work.duration == .fixed(25_000) && work.timeout == .seconds(90))
    #expect(work.memoKey == "day-1")
    #expect(
      work.retry
        == RetryRule(
          limit: 3, policy: .always, backoff: .seconds(10), factor: 2, maxDuration: .seconds(120)))
  }

  @Test func stagesItemsConditionsAndNesting() throws {
    let plan = try Self.plan(
      """
        entrypoint: main
        arguments: {parameters: [{name: env, value: prod}]}
        templates:
        - name: main
          steps:
          - - {name: prepare, template: work}
          - - {name: each, template: inner, withItems: [x, y]}
            - {name: only-prod, template: work, when: "{{workflow.parameters.env}} == prod"}
            - {name: only-test, template: work, when: "{{workflow.parameters.env}} != prod"}
          - - {name: last, template: work, withSequence: {count: 2}}
        - name: inner
          parallelism: 1
          dag:
            tasks:
            - {name: one, template: work}
            - {name: two, template: work, dependencies: [one]}

      """ + Self.leaf)
    #expect(
      plan.steps.map(\.name) == [
        "prepare", "each-0-one", "each-0-two", "each-1-one", "each-1-two", "only-prod",
        "only-test", "last-0", "last-1",
      ])
    #expect(plan.steps[1].needs == [[.init(0)]] && plan.steps[2].needs == [[.init(1)]])
    #expect(plan.steps[7].neededSteps == [2, 4, 5, 6])
    #expect(plan.steps[5].isWanted && !plan.steps[6].isWanted)
    #expect(plan.groups.map(\.parallelism) == [1, 1])
    var run = try WorkflowRun(plan, engine: .argo, seed: Seed("x"))
    run.finish()
    #expect(run.metrics().succeededRuns == 1)
  }

  @Test func whatIsNotSimulatedIsNamedWithItsLine() {
    let read = Self.read(
      """
        entrypoint: main
        onExit: work
        templates:
        - name: main
          steps:
          - - {name: a, template: work}
          - - name: b
              template: work
              when: "{{steps.a.outputs.result}} == 1"
          - - name: c
              template: work
              withParam: "{{steps.a.outputs.result}}"

      """ + Self.leaf)
    #expect(read.refusals.map(\.line) == [5, 12, 15])
    #expect(read.scenario != nil)
  }

  @Test(arguments: [
    ("  entrypoint: nope\n  templates: []\n", 4, "no template 'nope'"),
    (
      "  entrypoint: a\n  templates:\n  - {name: a, steps: [[{name: x, template: a}]]}\n", 6,
      "20 deep"
    ),
    (
      "  entrypoint: a\n  templates:\n  - name: a\n    dag: {tasks: [{name: x, template: b, dependencies: [y]}]}\n  - {name: b, container: {}}\n",
      7, "no task 'y'"
    ),
    (
      "  entrypoint: a\n  templates:\n  - name: a\n    dag: {tasks: [{name: x, template: b, dependencies: [z]}, {name: z, template: b, dependencies: [x]}]}\n  - {name: b, container: {}}\n",
      7, "circle"
    ),
  ]) func mistakesHaveTheirLine(spec: String, line: Int, says: String) {
    let read = Self.read(spec)
    #expect(read.scenario == nil)
    #expect(
      read.problems.contains { $0.line == line && $0.description.contains(says) },
      "\(read.problems.map(\.description))")
  }

  /// Forty templates that call the next one twice: a million million steps, told once and at once.
  @Test func templatesThatDoubleEndSoon() {
    var spec = "  entrypoint: t0\n  templates:\n"
    for level in 0..<40 {
      spec +=
        "  - {name: t\(level), dag: {tasks: [{name: a, template: t\(level + 1)}, {name: b, template: t\(level + 1)}]}}\n"
    }
    let read = Self.read(spec + "  - {name: t40, container: {}}\n")
    #expect(read.scenario == nil)
    #expect(read.problems.count == 1 && read.problems[0].message.contains("20 deep"))
  }

  /// Numbers whose sum or distance no integer holds.
  @Test(arguments: [
    "{start: \"9223372036854775807\", count: \"5\"}",
    "{start: \"-9223372036854775808\", end: \"9223372036854775807\"}",
    "{start: \"0\", count: \"-9223372036854775808\"}",
  ]) func sequencesWithoutEndAreRefused(sequence: String) {
    let read = Self.read(
      "  entrypoint: a\n  templates:\n  - {name: a, dag: {tasks: [{name: x, template: b, withSequence: \(sequence)}]}}\n  - {name: b, container: {}}\n"
    )
    #expect(read.refusals.count == 1 && read.refusals[0].message.contains("withSequence"))
  }

  static let small = "  - {name: work, container: {command: [sleep, '5']}}\n"

  private func names(_ spec: String) throws -> [String] { try Self.plan(spec).steps.map(\.name) }

  @Test(arguments: [
    (
      "items that are maps", "withItems: [{os: a}, {os: b}], when: '{{item.os}} == b'",
      [false, true]
    ),
    ("a list as text", "withParam: '[1, 2, 3]', when: '{{item}} < 3'", [true, true, false]),
    (
      "a list that the workflow was given",
      "withParam: '{{workflow.parameters.list}}', when: '{{item}} == y'", [false, true]
    ),
    (
      "a sequence of a given length", "withSequence: {count: '{{inputs.parameters.n}}'}",
      [true, true, true]
    ),
    (
      "a sequence downwards", "withSequence: {start: '2', end: '1'}, when: '{{item}} == 1'",
      [false, true]
    ),
    ("a default of the template", "when: '{{inputs.parameters.mode}} == fast'", [true]),
    ("an argument of the workflow", "when: '{{inputs.parameters.n}} == 3'", [true]),
  ]) func loopsAndValues(name: String, task: String, wanted: [Bool]) throws {
    let plan = try Self.plan(
      """
        entrypoint: main
        arguments: {parameters: [{name: list, value: '["x", "y"]'}, {name: n, value: 3}]}
        templates:
        - name: main
          inputs: {parameters: [{name: n}, {name: mode, value: fast}]}
          steps:
          - - {name: a, template: work, \(task)}

      """ + Self.small)
    #expect(plan.steps.map(\.isWanted) == wanted, "\(name)")
  }

  /// What the caller was given is not what the called template is given.
  @Test func argumentsBelongToOneTemplate() throws {
    let read = Self.read(
      """
        entrypoint: main
        arguments: {parameters: [{name: n, value: 3}]}
        templates:
        - name: main
          inputs: {parameters: [{name: n}]}
          steps:
          - - {name: a, template: inner}
        - name: inner
          inputs: {parameters: [{name: n}]}
          steps:
          - - {name: b, template: work, when: "{{inputs.parameters.n}} == 3"}

      """ + Self.small)
    #expect(read.refusals.map(\.line) == [14])
  }

  @Test func onlyTargetsAreRun() throws {
    #expect(
      try names(
        """
          entrypoint: main
          templates:
          - name: main
            dag:
              target: "C D"
              tasks:
              - {name: A, template: work}
              - {name: B, template: work, dependencies: [A]}
              - {name: C, template: work, dependencies: [A]}
              - {name: D, inline: {container: {command: [sleep, "7"]}}}

        """ + Self.small) == ["a", "d", "c"])
  }

  @Test func daemonsWaitersAndDefaults() throws {
    let plan = try Self.plan(
      """
        entrypoint: main
        templateDefaults: {retryStrategy: {limit: 2, expression: "asInt(lastRetry.exitCode) > 1"}}
        templates:
        - name: main
          steps:
          - - {name: server, template: server}
          - - {name: wait, template: wait}
          - - {name: asked, template: asked}
        - {name: server, daemon: true, container: {command: [nginx]}}
        - {name: wait, suspend: {duration: 2m}}
        - {name: asked, suspend: {}, timeout: 90s}
      """)
    #expect(plan.steps.map(\.duration) == [.fixed(1), .fixed(120_000), .fixed(60_000)])
    #expect(plan.steps[2].timeout == .seconds(90))
    #expect(plan.steps.allSatisfy { $0.retry == RetryRule(limit: 2, policy: .always) })
  }

  /// Steps that hold one mutex run one after the other.
  @Test func aMutexIsALimitOfOne() throws {
    let plan = try Self.plan(
      """
        entrypoint: main
        templates:
        - name: main
          steps:
          - - {name: a, template: locked, withItems: [1, 2]}
            - {name: b, template: other}
        - {name: locked, synchronization: {mutex: {name: db}}, container: {command: [sleep, "5"]}}
        - {name: other, synchronization: {mutexes: [{name: db}]}, container: {command: [sleep, "5"]}}
      """)
    #expect(plan.groups.map(\.name) == ["mutex-db"] && plan.groups[0].parallelism == 1)
    #expect(plan.steps.allSatisfy { $0.group == 0 })
    var run = try WorkflowRun(plan, engine: .argo, seed: Seed("x"))
    run.finish()
    #expect(run.metrics().peakPods == 1)
  }

  /// What only a real run decides ends a recursion.
  @Test func aCoinIsTossedOnce() {
    let read = Self.read(
      """
        entrypoint: toss
        templates:
        - name: toss
          steps:
          - - {name: coin, template: work}
          - - {name: heads, template: work, when: "{{steps.coin.outputs.result}} == heads"}
            - {name: again, template: toss, when: "{{steps.coin.outputs.result}} == tails"}

      """ + Self.small)
    #expect(read.scenario != nil && read.problems == [])
    #expect(read.refusals.map(\.line) == [9, 10])
  }

  /// Nothing to run in the middle does not let the end begin early.
  @Test func anEmptyLoopKeepsTheOrder() throws {
    let plan = try Self.plan(
      """
        entrypoint: main
        templates:
        - name: main
          dag:
            tasks:
            - {name: A, template: work}
            - {name: B, template: work, dependencies: [A], withParam: "[]"}
            - {name: C, template: work, dependencies: [B]}

      """ + Self.small)
    #expect(plan.steps.map(\.name) == ["a", "c"] && plan.steps[1].neededSteps == [0])
  }

  @Test func aFileOfSeveralObjects() {
    let text = """
      # what it needs
      apiVersion: v1
      kind: ConfigMap
      ---
      apiVersion: argoproj.io/v1alpha1
      kind: Workflow  # the one that runs
      spec:
        entrypoint: work
        templates:
      \(Self.small)---
      apiVersion: argoproj.io/v1alpha1
      kind: Workflow
      spec: {entrypoint: a, templates: [{name: a}]}
      """
    #expect(ArgoImport.knows(text))
    let read = importArgoWorkflow(text, file: "w.yml", title: "w")
    #expect(read.scenario != nil && read.problems == [])
    #expect(read.refusals.map(\.line) == [3, 13])
  }

  @Test(arguments: [
    ("10", 10), ("2m", 120), ("1h30m", 5_400), ("1d", 86_400), ("x", nil), ("", nil),
  ])
  func durations(text: String, seconds: Int?) {
    #expect(argoDuration(text) == seconds)
  }
}
