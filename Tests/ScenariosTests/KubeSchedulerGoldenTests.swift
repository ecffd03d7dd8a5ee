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
}
