import Cluster
import Labs
import Simulation
import Testing

@testable import Scenarios

/// What real clusters and hostile files hold.
@Suite struct ManifestHostileTests {
  private static let node = """
    apiVersion: v1
    kind: Node
    metadata: {name: n}
    status: {allocatable: {cpu: 64, memory: 256Gi, pods: 110}}
    ---

    """

  private func read(_ text: String) -> ManifestImport {
    importManifests(Self.node + text, file: "h.yml", title: "h")
  }

  struct Case: CustomTestStringConvertible {
    let name: String
    let text: String
    /// Words of the first problem.
    let says: String
    var testDescription: String { name }
  }

  @Test(arguments: [
    Case(
      name: "aliases that multiply",
      text: "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + zip("bcdefgh", "abcdefg").map {
          "\($0): &\($0) [*\($1),*\($1),*\($1),*\($1),*\($1),*\($1),*\($1)]\n"
        }
        .joined(), says: "more than 200000 values"),
    Case(
      name: "a list that ends early", text: "apiVersion: v1\nitems: []\nmetadata: {name: x}",
      says: "kind"),
    Case(
      name: "JSON that ends early", text: "{\"kind\": \"List\", \"items\": [{\"kind\"", says: "YAML"
    ),
    Case(
      name: "an escape sequence in a name",
      text: "apiVersion: v1\nkind: Pod\nmetadata: {name: \"a\\e[2J\"}\nspec: {}", says: "U+001B"),
    Case(
      name: "a control character in the key of a label",
      text: "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {\"x\\u009b2J\": y}}\nspec: {}",
      says: "U+009B"),
    Case(
      name: "too many labels",
      text: "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {"
        + (0..<1_001).map { "l\($0): x" }.joined(separator: ", ") + "}}\nspec: {}",
      says: "more than 1000 labels"),
  ])
  func hasAnAddress(_ one: Case) throws {
    let result = read(one.text)
    #expect(result.scenario == nil)
    #expect(
      result.problems.contains { $0.line > 4 && $0.message.contains(one.says) },
      "\(result.problems.prefix(3))")
  }

  /// What nobody asks for may hold anything.
  @Test func escapesElsewhereDoNotMatter() throws {
    let result = read(
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: a, annotations: {note: "\\e[31m \u{1F600}"}}
      spec: {containers: [{name: a, env: [{name: PS1, value: "\\e[0m"}]}]}
      """)
    #expect(result.problems == [])
    #expect(result.scenario?.jobs.count == 1)
  }

  /// Ten times as many objects take about ten times as long: nothing is searched by walking.
  @Test func theTimeIsLinear() throws {
    func cluster(_ count: Int) -> String {
      (0..<count).map { index in
        """
        apiVersion: scheduling.volcano.sh/v1beta1
        kind: PodGroup
        metadata: {name: g\(index)}
        spec: {minMember: 1}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: p\(index), annotations: {scheduling.k8s.io/group-name: g\(index)}}
        spec: {containers: [{name: a}]}
        ---

        """
      }.joined()
    }
    func time(_ count: Int) -> Duration {
      let text = cluster(count)
      return ContinuousClock().measure { #expect(read(text).scenario?.jobs.count == count) }
    }
    _ = time(50)
    let (small, large) = (time(300), time(3_000))
    #expect(large < small * 30, "\(small) for 300, \(large) for 3000")
  }

  /// A list as large as a real cluster's is not taken for a bomb.
  @Test func aLargeListIsRead() throws {
    let pod = """
        - apiVersion: v1
          kind: Pod
          metadata: {name: web-NUMBER, annotations: {a: b, c: d, e: f, g: h, i: j, k: l, m: n, o: p}}
          spec: {containers: [{name: a, image: b, env: [{name: c, value: d}, {name: e, value: f}]}]}

      """
    let result = read(
      "apiVersion: v1\nkind: List\nitems:\n"
        + (0..<5_000).map { pod.replacing("NUMBER", with: "\($0)") }.joined())
    #expect(result.problems == [])
    #expect(result.scenario?.jobs.count == 5_000)
  }

  // MARK: Truths of the API

  private func job(_ spec: String, _ more: String = "") -> ManifestImport {
    read(
      """
      apiVersion: batch/v1
      kind: Job
      metadata: {name: j}
      spec:
        \(spec)
        template: {spec: {containers: [{name: a}]}}
      \(more)
      """)
  }

  @Test(arguments: [
    ("parallelism: 4", 4), ("parallelism: 5\n  completions: 2", 2),
    ("parallelism: null", 1),
  ])
  func podsOfAJob(spec: String, count: Int) throws {
    let scenario = try #require(job(spec).scenario)
    #expect(scenario.jobs.first?.podSets.first?.count == count)
  }

  @Test(arguments: [
    ("suspend: true", "", "suspended"), ("parallelism: 0", "", "no pods"),
    ("completions: 3", "", "completions"),
  ])
  func jobsThatDoNotRunAreRefused(spec: String, more: String, says: String) {
    #expect(job(spec, more).refusals.contains { $0.message.contains(says) })
  }

  @Test func finishedJobsAreLeftOut() {
    let result = job(
      "parallelism: 1", "status: {conditions: [{type: Complete, status: \"True\"}]}")
    #expect(result.notes.contains { $0.message.contains("has ended") })
  }

  @Test func priorities() throws {
    let scenario = try #require(
      read(
        """
        apiVersion: scheduling.k8s.io/v1
        kind: PriorityClass
        metadata: {name: standard}
        value: 7
        globalDefault: true
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: none}
        spec: {containers: [{name: a}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: system}
        spec: {priorityClassName: system-node-critical, containers: [{name: a}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: exact}
        spec: {priority: -3, priorityClassName: standard, containers: [{name: a}]}
        """
      ).scenario)
    #expect(scenario.jobs.map(\.priority) == [7, 2_000_001_000, -3])
  }

  @Test(arguments: [
    ("spec: {}", "namespaceSelector"),
    ("spec: {namespaceSelector: {}, stopPolicy: Hold}", "stopped"),
    ("spec: {namespaceSelector: {}, admissionChecks: [a]}", "admissionChecks"),
  ])
  func clusterQueuesThatAdmitOtherwise(spec: String, says: String) {
    let result = read(
      "apiVersion: kueue.x-k8s.io/v1beta2\nkind: ClusterQueue\nmetadata: {name: q}\n" + spec
        + "\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a}]}")
    #expect(result.refusals.contains { $0.message.contains(says) }, "\(result.refusals)")
  }

  /// The newer words, and names that files of ours cannot have.
  @Test func queuesOfKueue() throws {
    let result = read(
      """
      apiVersion: kueue.x-k8s.io/v1beta2
      kind: ClusterQueue
      metadata: {name: team.a}
      spec:
        namespaceSelector: {}
        cohortName: All.Teams
        resourceGroups:
          - coveredResources: [memory]
            flavors: [{name: big.one, resources: [{name: memory, nominalQuota: 200G}]}]
      ---
      apiVersion: kueue.x-k8s.io/v1beta2
      kind: ResourceFlavor
      metadata: {name: big.one}
      ---
      apiVersion: kueue.x-k8s.io/v1beta2
      kind: Cohort
      metadata: {name: All.Teams}
      ---
      apiVersion: kueue.x-k8s.io/v1beta2
      kind: LocalQueue
      metadata: {name: mine, namespace: default}
      spec: {clusterQueue: team.a}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: p, labels: {kueue.x-k8s.io/queue-name: mine}}
      spec: {containers: [{name: a}]}
      """)
    let scenario = try #require(result.scenario)
    #expect(scenario.queues.map(\.name) == ["team-a", "all-teams"])
    #expect(scenario.queues[0].parent == "all-teams" && scenario.jobs[0].queue == "team-a")
    #expect(scenario.queues[0].quotas[0].flavor == "big-one")
    #expect(scenario.queues[0].quotas[0].nominal == 190_734 << 20)
    let written = LabScenario.scheduling(scenario)
    let again = readScenario(writeScenario(written), file: "w.yml", trace: { _ in nil })
    #expect(again.problems.isEmpty && again.value == written, "\(again.problems)")
  }

  /// A pod of a DaemonSet stands on its node, whatever volumes and ports it has; a share of a GPU in
  /// KAI's words; memory of a GPU cannot be simulated.
  @Test func podsThatRunAndShares() throws {
    let result = read(
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: agent, ownerReferences: [{kind: DaemonSet, name: d, controller: true}]}
      spec:
        nodeName: n
        hostNetwork: true
        volumes: [{name: v, persistentVolumeClaim: {claimName: c}}]
        containers: [{name: a, ports: [{hostPort: 9}]}]
        affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchFields: [{key: metadata.name, operator: In, values: [n]}]}]}}}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: half, annotations: {gpu-fraction: "0.5"}}
      spec: {schedulerName: kai-scheduler, containers: [{name: a}]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: megabytes, annotations: {gpu-memory: "2000"}}
      spec: {containers: [{name: a}]}
      """)
    #expect(result.refusals.count == 1 && result.refusals[0].message.contains("gpu-memory"))
    let jobs = try #require(result.scenario).jobs
    #expect(jobs.map(\.name) == ["agent", "half"])
    #expect(jobs[0].runsOn == ["n"] && jobs[1].podSets[0].shape.gpuMilli == 500)
  }

  // MARK: What is said

  private static let cohorts = """
    apiVersion: kueue.x-k8s.io/v1beta1
    kind: Cohort
    metadata: {name: a}
    spec: {parentName: b}
    ---
    apiVersion: kueue.x-k8s.io/v1beta1
    kind: Cohort
    metadata: {name: b}
    spec: {parentName: a}
    ---
    apiVersion: kueue.x-k8s.io/v1beta1
    kind: ClusterQueue
    metadata: {name: q}
    spec: {cohort: a, namespaceSelector: {}}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: p}
    spec: {containers: [{name: a}]}
    """

  @Test func aCircleOfCohortsStandsInTheManifest() throws {
    let file = try #require(read(Self.cohorts).written())
    #expect(file.problems.map(\.file) == ["h.yml", "h.yml"])
    #expect(file.problems.map(\.line) == [6, 11], "\(file.problems)")
    #expect(file.problems.allSatisfy { $0.message.contains("circle") })
  }

  @Test func aGangThatDoesNotFitStandsInTheManifest() throws {
    let file = try #require(
      read(
        """
        apiVersion: batch.volcano.sh/v1alpha1
        kind: Job
        metadata: {name: wide}
        spec:
          minAvailable: 9
          tasks: [{name: t, replicas: 9, template: {spec: {containers: [{name: a, resources: {requests: {cpu: 60}}}]}}}]
        """
      ).written())
    #expect(file.problems.map(\.line) == [6], "\(file.problems)")
  }

  @Test func whatStandsThereTwiceCountsOnce() {
    let pod =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a}]}\n---\n"
    let result = read(pod + pod)
    #expect(result.scenario?.jobs.count == 1)
    #expect(
      result.notes.map(\.description) == [
        "h.yml:11: Pod default/p: stands there twice; the first counts"
      ])
    #expect(
      read(pod + pod.replacing("name: p", with: "name: p, namespace: x")).scenario?.jobs.count == 2)
  }

  @Test func aGroupWithoutPodsIsNoted() {
    let group =
      "apiVersion: scheduling.volcano.sh/v1beta1\nkind: PodGroup\nmetadata: {name: g}\nspec: {minMember: 99999999999}\n---\n"
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a}]}\n"
    let result = read(group + pod)
    #expect(result.scenario?.jobs.count == 1)
    #expect(
      result.notes.contains { $0.line == 6 && $0.message.contains("no pod") }, "\(result.notes)")
    let named = read(
      group
        + pod.replacing("name: p", with: "name: p, annotations: {scheduling.k8s.io/group-name: g}"))
    #expect(named.problems.contains { $0.message.contains("99999999999") }, "\(named.problems)")
  }

  @Test func manyNotesAlikeAreOne() {
    let pods = (0..<300).map {
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p\($0)}\nspec: {priorityClassName: gone, containers: [{name: a}]}\n---\n"
    }.joined()
    let notes = read(pods).notes.map(\.description)
    #expect(
      notes.count == 1 && notes[0].contains("300 objects of the kind Pod"), "\(notes.prefix(3))")
    #expect(notes[0].hasPrefix("h.yml:6:") && notes[0].contains("Pod default/p0"))
  }
}
