import Labs
import RuntimeSim
import Scenarios
import Simulation
import Testing

@Suite struct RuntimeScenarioTests {
  static let head = """
    version: 1
    lab: runtime
    title: test
    end_s: 100

    """
  static let body = """
    images: [{name: app, layers: [{digest: a, mib: 10}]}]
    pods:
      - name: web
        containers: [{name: main, image: app}]

    """

  struct Bad: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let line: Int
    let says: String
    var testDescription: String { name }
  }

  @Test(arguments: [
    Bad(
      name: "no end", text: "version: 1\nlab: runtime\ntitle: t\nnode: {max_pods: 3}\n" + body,
      line: 1, says: "end_s"),
    Bad(name: "neither", text: head, line: 1, says: "neither"),
    Bad(
      name: "unknown call", text: head + "node: {max_pods: 3}\nlatencies_ms: {cni_ad: 3}\n" + body,
      line: 6, says: "no call"),
    Bad(
      name: "unknown image",
      text: head + "node: {max_pods: 3}\n" + body.replacing("image: app", with: "image: ap"),
      line: 8, says: "not in 'images'"),
    Bad(
      name: "unknown cause",
      text: head + "node: {max_pods: 3}\ndiagnosis: {causes: [cni, full-disk]}\n" + body, line: 6,
      says: "cannot be 'cni'"),
    Bad(
      name: "cause without its device",
      text: head + "node: {max_pods: 3}\ndiagnosis: {causes: [missing-device, full-disk]}\n" + body,
      line: 6, says: "nothing to break"),
    Bad(
      name: "one cause",
      text: head + "node: {max_pods: 3}\ndiagnosis: {causes: [full-disk]}\n" + body, line: 6,
      says: "at least two"),
    Bad(
      name: "NUMA nodes",
      text: head + "node: {numa_nodes: 2, devices: [{resource: gpu, per_numa: [4]}]}\n" + body,
      line: 5, says: "NUMA"),
    Bad(
      name: "too many pods",
      text: head + "node: {max_pods: 3}\n"
        + body.replacing(
          "- name: web", with: "- name: web\n    arrivals: {count: 5000, pattern: together}"),
      line: 8, says: "pods"),
    Bad(
      name: "unknown probe key",
      text: head + "node: {max_pods: 3}\n"
        + body.replacing("image: app}", with: "image: app, liveness_probe: {every_s: 3}}"), line: 9,
      says: "unknown key"),
    Bad(
      name: "only init containers",
      text: head + "node: {max_pods: 3}\n"
        + body.replacing("image: app}", with: "image: app, role: init}"), line: 9,
      says: "no container"),
    Bad(
      name: "unknown stage kind",
      text: head + "kwok: {objects: [{name: n, kind: Nod, count: 3}]}\n", line: 5,
      says: "cannot be 'Nod'"),
  ])
  func mistakesAreTold(bad: Bad) {
    let read = readScenario(bad.text, file: "x.yml", trace: { _ in nil })
    #expect(read.value == nil)
    #expect(
      read.problems.contains {
        $0.message.contains(bad.says) && ($0.line == bad.line || bad.line == 0)
      },
      "\(read.problems)")
  }

  static let stage = """
    apiVersion: kwok.x-k8s.io/v1alpha1
    kind: Stage
    metadata:
      name: pod-slow
    spec:
      resourceRef:
        apiGroup: v1
        kind: Pod
      selector:
        matchLabels:
          slow: "true"
        matchExpressions:
        - key: '.metadata.deletionTimestamp'
          operator: 'DoesNotExist'
        - key: '.status.conditions.[] | select( .type == "Ready" ) | .status'
          operator: 'NotIn'
          values:
          - 'True'
      weight: 3
      weightFrom:
        expressionFrom: '.metadata.annotations["pod-slow.stage.kwok.x-k8s.io/weight"]'
      delay:
        durationMilliseconds: 1000
        jitterDurationMilliseconds: 5000
      next:
        event:
          type: Normal
          reason: Created
          message: Created container
        finalizers:
          add:
          - value: 'kwok.x-k8s.io/fake'
        statusTemplate: |
          {{ $now := Now }}
          conditions:
          {{ range .spec.containers }}
          - lastProbeTime: null
            type: {{ .name | Quote }}
            status: "True"
            lastTransitionTime: {{ $now | Quote }}
          {{ end }}
          phase: Running
    """

  @Test func stagesComeBackAsTheyWere() throws {
    let read = readKwokStages(Self.stage + "\n---\n# a comment only\n", file: "s.yaml")
    let stages = try #require(read.value)
    #expect(stages.count == 1)
    #expect(stages[0].requirements.count == 2)
    #expect(stages[0].weight.standard == 3)
    #expect(stages[0].addedFinalizers == ["kwok.x-k8s.io/fake"])
    let all = KwokStage.standard + stages
    let again = readKwokStages(writeKwokStages(all), file: "again.yaml")
    #expect(again.value == all, "\(again.problems)")
  }

  @Test(arguments: [
    ("key: '.metadata.deletionTimestamp'", "key: '.metadata | length'", 13, "expression"),
    ("kind: Pod", "kind: Lease", 8, "not simulated"),
    ("{{ $now := Now }}", "{{ $now := Today }}", 34, "template"),
    ("weight: 3", "wait: 3", 19, "unknown key"),
    ("operator: 'DoesNotExist'", "operator: 'Gt'", 14, "operator"),
    ("kwok.x-k8s.io/v1alpha1", "kwok.x-k8s.io/v9", 1, "version"),
  ])
  func partsThatAreNotUnderstoodAreNamed(old: String, new: String, line: Int, says: String) {
    let read = readKwokStages(
      Self.stage.replacing(old, with: new, maxReplacements: 1), file: "s.yaml")
    #expect(read.value == nil)
    #expect(
      read.problems.contains { $0.line == line && ($0.message + $0.hint).contains(says) },
      "\(read.problems)")
  }
}
