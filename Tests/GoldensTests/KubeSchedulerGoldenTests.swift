import Foundation
import Testing

@testable import Goldens

/// Answers of kube-scheduler v1.35.4, every one of them (Tests/Goldens/kube-scheduler/README.md
/// tells how recorded).
@Suite struct KubeSchedulerGoldenTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Goldens/kube-scheduler")

  @Test(
    arguments: [
      ("fit_filter", 228), ("least_allocated", 213), ("most_allocated", 213),
      ("requested_to_capacity_ratio", 213), ("balanced_allocation", 213),
      ("taint_toleration", 198), ("node_affinity", 198), ("pod_topology_spread_filter", 198),
      ("pod_topology_spread_score", 198), ("upstream_tables", 40), ("whole_cycle", 49),
      ("whole_cycle_ties", 40), ("dra_allocation", 174), ("inter_pod_affinity_filter", 200),
      ("inter_pod_affinity_score", 206), ("image_locality", 105),
      ("default_preemption", 198), ("gang_v1_35", 13),
    ])
  func everyCaseAgrees(file: String, cases: Int) throws {
    let data = try Data(contentsOf: Self.folder.appendingPathComponent(file + ".json"))
    let result = try replayKubeSchedulerGolden(data: data)
    #expect(result.format == "kube-scheduler-golden/1")
    #expect(result.failures.prefix(3) == [])
    #expect(result.passed == cases)
    #expect(result.skipped == 0)
  }

  @Test func whatIsNotCoveredIsSkippedAndOddCasesFail() throws {
    func replay(_ kind: String, _ plugin: String, _ cases: String) throws -> GoldenFileResult {
      let text = """
        {"format": "kube-scheduler-golden/1", "kind": "\(kind)", "plugin": "\(plugin)",
         "cases": [\(cases)]}
        """
      return try replayKubeSchedulerGolden(data: Data(text.utf8))
    }
    let empty = #"{"pod": {}, "nodes": [{"name": "n", "surprise": 1}], "expect": {}}"#
    #expect(try replay("permit", "", empty).skips.map(\.case) == ["#0"])
    #expect(try replay("filter", "NodePorts", #"{"id": "x"}"#).skips.map(\.case) == ["x"])
    let quirk = #"{"name": "q", "quirk": "counter-leak"}"#
    #expect(try replay("filter", "NodeAffinity", quirk).skipped == 1)
    // An absent `pods` means none may run.
    let full = #"""
      {"nodes": [{"name": "n"}], "pod": {}, "expect": {"filter": [
        {"code": "Unschedulable", "reasons": ["Too many pods"]}]}}
      """#
    #expect(try replay("filter", "NodeResourcesFit", full).passed == 1)
    let wrong = full.replacingOccurrences(of: "Too many pods", with: "Insufficient cpu")
    let result = try replay("filter", "NodeResourcesFit", "\(full), \(wrong)")
    #expect(result.passed == 1)
    #expect(result.failures.map(\.case) == ["#1"])
    #expect(result.failures.first?.got.contains("Too many pods") == true)
    #expect(try replay("score", "TaintToleration", #"{"nodes": 7}"#).failed == 1)
    #expect(throws: GoldenFileError.self) {
      try replayKubeSchedulerGolden(data: Data("[]".utf8))
    }
  }

  private func replay(_ kind: String, _ plugin: String, _ content: String) throws
    -> GoldenFileResult
  {
    let text = """
      {"format": "kube-scheduler-golden/1", "kind": "\(kind)", "plugin": "\(plugin)",
       "cases": [\(content)]}
      """
    return try replayKubeSchedulerGolden(data: Data(text.utf8))
  }

  /// With the default feature gates the operators Lt and Gt match no taint.
  @Test func aTolerationWithAComparisonToleratesNothing() throws {
    let content = #"""
      {"nodes": [{"name": "n", "taints": [{"key": "k", "value": "5", "effect": "NoSchedule"}]}],
       "pod": {"tolerations": [{"key": "k", "operator": "Gt", "value": "1"}]},
       "expect": {"filter": [{"code": "UnschedulableAndUnresolvable",
         "reasons": ["node(s) had untolerated taint(s)"]}]}}
      """#
    #expect(try replay("filter", "TaintToleration", content).passed == 1)
    let tolerated = content.replacingOccurrences(of: "\"Gt\"", with: "\"Exists\"")
    #expect(try replay("filter", "TaintToleration", tolerated).failed == 1)
  }

  /// Node a lacks the zone label, node b has an empty one: under the system defaults the original
  /// counts them as one domain. Two domains are left, so the pod of a counts for b as well.
  @Test func aMissingAndAnEmptyZoneAreOneDomainInScoring() throws {
    let content = #"""
      {"args": {"defaultingType": "System"}, "services": [{"selector": {"app": "a"}}],
       "nodes": [{"name": "a"},
         {"name": "b", "labels": {"topology.kubernetes.io/zone": ""}},
         {"name": "c", "labels": {"topology.kubernetes.io/zone": "z"}}],
       "existingPods": [{"node": "a", "labels": {"app": "a"}}],
       "pod": {"labels": {"app": "a"}},
       "expect": {"preScore": "Success", "raw": [0, 5, 4], "normalized": [100, 0, 20]}}
      """#
    #expect(try replay("score", "PodTopologySpread", content).failures == [])
  }

  /// An empty selector counts no existing pod but the incoming one; an absent one not even that.
  @Test(arguments: [#""matchLabels": {}, "#, ""])
  func aSelectorWithoutLabelsCountsNoExistingPod(selector: String) throws {
    let content = #"""
      {"nodes": [
         {"name": "a", "allocatable": {"pods": 9}, "labels": {"kubernetes.io/hostname": "a"}},
         {"name": "b", "allocatable": {"pods": 9}, "labels": {"kubernetes.io/hostname": "b"}}],
       "existingPods": [{"node": "a", "labels": {"app": "a"}}, {"node": "a"}],
       "pod": {"labels": {"app": "a"}, "topologySpreadConstraints": [{SELECTOR"maxSkew": 1,
         "topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "DoNotSchedule"}]},
       "expect": {"filter": [{"code": "Success"}, {"code": "Success"}]}}
      """#.replacingOccurrences(of: "SELECTOR", with: selector)
    #expect(try replay("filter", "PodTopologySpread", content).failures == [])
    let tight = content.replacingOccurrences(of: "\"maxSkew\": 1", with: "\"maxSkew\": 0")
    #expect(
      try replay("filter", "PodTopologySpread", tight).failed == (selector.isEmpty ? 0 : 1))
  }

  /// A case must not pass because nothing was compared, nor take the program down.
  @Test(
    arguments: [
      ("nothing expected", "filter", #""nodes": [{"name": "n"}], "pod": {}, "expect": {}"#),
      ("no filter", "filter+score", #""pod": {}, "expect": {"preScore": "Skip"}"#),
      ("no scores", "score", #""pod": {}, "expect": {"preScore": "Success"}"#),
      ("only raw", "score", #""pod": {}, "expect": {"raw": []}"#),
      ("no steps", "cycle", #""steps": []"#),
      ("no outcome", "cycle", #""steps": [{"pod": {}, "expect": {}}]"#),
      (
        "no score table", "cycle",
        #""steps": [{"pod": {}, "expect": {"chosen": "", "feasible": 0, "scored": true}}]"#
      ),
      ("nothing about victims", "preemption", #""pod": {}, "expect": {"filter": []}"#),
      ("a plugin case in a cycle file", "cycle", #""pod": {}, "expect": {"filter": []}"#),
      (
        "an unknown node", "filter",
        #""existingPods": [{"node": "x"}], "pod": {}, "expect": {"filter": []}"#
      ),
      (
        "an unknown scored node", "score",
        #""scoredNodes": ["x"], "pod": {}, "expect": {"preScore": "Success", "raw": []}"#
      ),
      (
        "a huge amount", "filter",
        #""pod": {"containers": [{"cpu": 9223372036854775807}]}, "expect": {"filter": []}"#
      ),
      (
        "a huge sum", "filter",
        #""pod": {"containers": [{"cpu": 72057594037927936}, {"cpu": 1}]}, "expect": {"filter": []}"#
      ),
      (
        "a negative amount", "filter",
        #""pod": {"containers": [{"cpu": -1}]}, "expect": {"filter": []}"#
      ),
      (
        "too many GPUs", "filter",
        #""nodes": [{"name": "n", "allocatable": {"nvidia.com/gpu": 4294967296}}], "pod": {}, "expect": {"filter": []}"#
      ),
      (
        "a huge weight", "score",
        #""args": {"resources": [{"name": "cpu", "weight": 4294967296}]}, "pod": {}, "expect": {"preScore": "Success", "raw": []}"#
      ),
      (
        "an unknown defaulting", "score",
        #""args": {"defaultingType": "list"}, "pod": {}, "expect": {"preScore": "Skip"}"#
      ),
    ])
  func anIncompleteOrImpossibleCaseFails(what: String, kind: String, content: String) throws {
    let plugin = what == "an unknown defaulting" ? "PodTopologySpread" : "NodeResourcesFit"
    let result = try replay(kind, plugin, "{\(content)}")
    #expect(result.failed == 1 && result.passed == 0, "\(what)")
  }
}
