import RuntimeSim
import Simulation
import Testing

@Suite struct KwokRunTests {
  static func run(
    _ groups: [KwokGroup], stages: [KwokStage] = KwokStage.standard, seconds: Int = 600,
    seed: String = "kwok", slice: Int = 10_000
  ) -> KwokRun {
    var run = KwokRun(
      KwokSetup(
        stages: stages, groups: groups, end: .zero + .seconds(seconds), seed: Seed(seed)))
    while run.advance(events: slice) {}
    return run
  }

  @Test func nodesBecomeReadyAndSendHeartbeats() {
    let run = Self.run([KwokGroup(name: "n", resource: .node, count: 100)], seconds: 3_600)
    #expect(run.readyNodes == 100)
    #expect(run.plays[0] == 100)
    // Every 20 to 25 s: about 160 in an hour.
    #expect((15_500...16_500).contains(run.plays[1]))
    #expect(run.states.count == 2)
  }

  @Test func podsComeAndGo() {
    var jobs = KwokGroup(name: "job", resource: .pod, count: 10, gap: .seconds(1))
    jobs.ownerKind = "Job"
    let pods = KwokGroup(name: "pod", resource: .pod, count: 20, lifetime: .seconds(60))
    let run = Self.run([jobs, pods])
    #expect(run.gone == 20)
    #expect(run.readyPods == 0)
    #expect(run.states.filter { $0.phase == "Succeeded" }.map { $0.value }.count == 1)
  }

  @Test func slicesChangeNothing() {
    var pods = KwokGroup(
      name: "pod", resource: .pod, count: 50, gap: .milliseconds(3), lifetime: .seconds(60))
    pods.finalizers = ["kwok/hold"]
    let groups = [KwokGroup(name: "n", resource: .node, count: 30), pods]
    let digests = [1, 13, 100_000].map { Self.run(groups, slice: $0).digestText }
    #expect(Set(digests).count == 1)
    #expect(Self.run(groups, seed: "other").digestText != digests[0])
  }

  @Test func weightsDecideBetweenStages() throws {
    let phase = try KwokPath(".status.phase")
    func stage(_ name: String, weight: KwokStage.Amount, _ to: String) throws -> KwokStage {
      KwokStage(
        name: name, resource: .pod,
        requirements: [KwokStage.Requirement(path: phase, .in, values: ["Pending"])],
        weight: weight, status: try KwokTemplate("phase: \(to)"))
    }
    let from = try KwokPath(".metadata.annotations[\"weight\"]")
    let stages = [
      try stage("good", weight: .init(3), "Good"),
      try stage("bad", weight: .init(1, from: from), "Bad"),
    ]
    var pods = KwokGroup(name: "pod", resource: .pod, count: 10_000)
    #expect((2_300...2_700).contains(Self.run([pods], stages: stages).plays[1]))
    pods.annotations = ["weight": "0"]
    #expect(Self.run([pods], stages: stages).plays[1] == 0)
    pods.annotations = ["weight": "27"]
    #expect((8_800...9_200).contains(Self.run([pods], stages: stages).plays[1]))
  }

  struct PathCase: Sendable, CustomTestStringConvertible {
    let path: String
    let found: [String]
    var testDescription: String { path }
  }
  @Test(arguments: [
    PathCase(path: ".status.phase", found: ["Running"]),
    PathCase(path: ".status.nothing.deeper", found: []),
    PathCase(path: ".status.conditions.[].type", found: ["Ready", "Other"]),
    PathCase(path: ".status.conditions[1].type", found: ["Other"]),
    PathCase(
      path: ".status.conditions.[] | select( .type == \"Ready\" ) | .status", found: ["True"]),
    PathCase(
      path: ".status.conditions[] | select(.type != \"Ready\") | .status", found: ["False"]),
    PathCase(path: ".metadata.labels[\"a/b\"]", found: ["yes"]),
    PathCase(path: ".metadata.labels.\"a/b\"", found: ["yes"]),
    PathCase(path: ".status.phase.[]", found: []),
  ])
  func pathsFindWhatJqFinds(path: PathCase) throws {
    let object = KwokValue.object([
      ("metadata", .object([("labels", .object([("a/b", .text("yes"))]))])),
      (
        "status",
        .object([
          ("phase", .text("Running")),
          (
            "conditions",
            .list([
              .object([("type", .text("Ready")), ("status", .text("True"))]),
              .object([("type", .text("Other")), ("status", .text("False"))]),
            ])
          ),
        ])
      ),
    ])
    let found = try KwokPath(path.path).values(in: object)
    #expect(found == path.found.map(KwokValue.text))
  }

  @Test(arguments: ["status", ".a | length", ".a | select(.b > 1)", ".a[", ".a | select(.b", ""])
  func otherPathsAreRefused(path: String) {
    if path.isEmpty { return }
    #expect(throws: KwokPath.Problem.self) { try KwokPath(path) }
  }

  @Test func templatesAreFilledIn() throws {
    let object = KwokValue.object([
      (
        "spec",
        .object([
          (
            "containers",
            .list([
              .object([("name", .text("a")), ("image", .text("x:1"))]),
              .object([("name", .text("b")), ("image", .text("y:2"))]),
            ])
          )
        ])
      ),
      ("status", .object([("allocatable", .object([("cpu", .text("4"))]))])),
    ])
    let template = try KwokTemplate(
      """
      {{ $now := Now }}
      {{ $root := . }}
      allocatable:
      {{ with .status.allocatable }}
      {{ YAML . 1 }}
      {{ else }}
        cpu: 1k
      {{ end }}
      capacity:
      {{ with .status.capacity }}
      {{ YAML . 1 }}
      {{ else }}
        cpu: 1k
      {{ end }}
      list:
      {{ range $index, $item := .spec.containers }}
      {{ $origin := index $root.spec.containers $index }}
      - name: {{ $item.name | Quote }}
        image: {{ or $item.none $origin.image "z" }}
        {{ if eq .name "b" }}
        last: true
        {{ else if eq .name "c" }}
        last: maybe
        {{ else }}
        last: false
        {{ end }}
      {{ end }}
      message: 'with [{{ range .spec.containers }} {{ .name }} {{ end }}]'
      version: {{ printf "kwok-%s" Version }}
      at: {{ $now | Quote }}
      """)
    let expected = KwokValue.object([
      ("allocatable", .object([("cpu", .text("4"))])),
      ("capacity", .object([("cpu", .text("1k"))])),
      (
        "list",
        .list([
          .object([("name", .text("a")), ("image", .text("x:1")), ("last", .truth(false))]),
          .object([("name", .text("b")), ("image", .text("y:2")), ("last", .truth(true))]),
        ])
      ), ("message", .text("with [ a  b ]")), ("version", .text("kwok-v0")),
      ("at", .text("<now>")),
    ])
    #expect(template.render(object) == expected)
  }

  @Test(arguments: ["{{ lower .a }}", "{{ if .a }}", "{{ range .a }}", "{{ .a", "{{ .a | tpl }}"])
  func otherTemplatesAreRefused(text: String) {
    #expect(throws: KwokTemplate.Problem.self) { try KwokTemplate(text) }
  }
}
