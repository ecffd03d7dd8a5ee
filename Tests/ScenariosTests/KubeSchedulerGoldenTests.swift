import Foundation
import Testing

@testable import Scenarios

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
      ("whole_cycle_ties", 40),
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
    #expect(try replay("preemption", "", empty).skips.map(\.case) == ["#0"])
    #expect(try replay("filter", "InterPodAffinity", #"{"id": "x"}"#).skips.map(\.case) == ["x"])
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
}
