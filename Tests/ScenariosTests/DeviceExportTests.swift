import Labs
import Simulation
import Testing
import Traffic
import Wording

@testable import Scenarios

/// DRA in exported manifests.
@Suite struct DeviceExportTests {
  private func text(_ offer: String, _ claims: String) -> String {
    """
    version: 1
    lab: scheduling
    title: Cut
    nodes:
      - {name: mig, count: 1, cpu_milli: 64000, memory_mib: 262144, gpus: 1, devices: \(offer)}
    jobs:
      - name: half
        arrivals: {count: 2, pattern: evenly, gap_s: 5}
        pods: 2
        cpu_milli: 1000
        memory_mib: 1024
        duration_s: 60
        claims: \(claims)
    """
  }

  private func scenario(_ offer: String, _ claims: String) throws -> SchedulingScenario {
    let read = readScenario(text(offer, claims), file: "x.yml") { _ in nil }
    try #require(read.problems == [])
    guard case .scheduling(let scenario)? = read.value else {
      throw ManifestExportProblem(message: Message("x"))
    }
    // What was read is what is written.
    let again = readScenario(writeScenario(.scheduling(scenario)), file: "y.yml") { _ in nil }
    #expect(again.value == .scheduling(scenario))
    return scenario
  }

  private let mig =
    "[{device_class: mig.nvidia.com, count: 2, match_attribute: gpu.nvidia.com/parentUUID, "
    + "selectors: ['device.attributes[\"gpu.nvidia.com\"].profile == \"1g.10gb\"']}]"

  @Test func partitionsAreSlicesWithCounters() throws {
    let export = try exportManifests(
      try scenario("{partitions: h100-80gb}", mig), for: .kubeScheduler, seed: Seed("x"))
    for part in [
      """
      apiVersion: resource.k8s.io/v1
      kind: DeviceClass
      metadata:
        name: mig.nvidia.com
      """,
      """
        sharedCounters:
        - name: gpu-0-counters
          counters:
            compute-slices:
              value: "7"
      """,
      """
          consumesCounters:
          - counterSet: gpu-0-counters
            counters:
              compute-slices:
                value: "1"
      """,
      """
          requests:
          - name: request
            exactly:
              deviceClassName: mig.nvidia.com
      """,
      "        - matchAttribute: gpu.nvidia.com/parentUUID\n",
      """
            resourceClaims:
            - name: claim-0
              resourceClaimTemplateName: half-main-0
      """,
    ] {
      let lines = part.split(separator: "\n").map { $0.trimmingPrefix { $0 == " " } }
      let flat = export.text.split(separator: "\n").map { $0.trimmingPrefix { $0 == " " } }
      let isThere = flat.indices.contains { start in
        flat[start...].prefix(lines.count).elementsEqual(lines)
      }
      #expect(isThere, "\(part)")
    }
    // One template for both jobs, one pod template each.
    func count(_ text: String) -> Int {
      export.text.split(separator: "\n").count { $0.hasSuffix(text) }
    }
    #expect(count("kind: ResourceClaimTemplate") == 1)
    #expect(count("resourceClaimTemplateName: half-main-0") == 2)
    #expect(count("kind: ResourceSlice") == 2)
    #expect(!export.text.contains("nvidia.com/gpu:"))
    let notes = export.notes.map { Wording(.english)($0) }.joined(separator: "\n")
    #expect(notes.contains("KWOK has no driver"))
    #expect(notes.contains("DRAPartitionableDevices"))
    #expect(!notes.contains("is left out"))
  }

  @Test func alternativesAllAndShares() throws {
    let shares = try exportManifests(
      try scenario(
        "{time_sliced: 4}",
        "[{first_available: [{device_class: gpu.nvidia.com}, "
          + "{device_class: share.nvidia.com, all: true}]}]"),
      for: .kueue, seed: Seed("x"))
    for part in [
      "firstAvailable:", "- name: option-0", "allocationMode: All", "gpu-0-share-3", "sharing:",
    ] {
      #expect(shares.text.contains(part), "\(part)")
    }
    let notes = shares.notes.map { Wording(.english)($0) }.joined(separator: "\n")
    #expect(notes.contains("takes turns") && notes.contains("Kueue"))
    #expect(!notes.contains("DRAPartitionableDevices"))
  }

  @Test func allAndCountExcludeEachOther() {
    let read = readScenario(
      text("{whole: true}", "[{device_class: gpu.nvidia.com, count: 2, all: true}]"),
      file: "x.yml"
    ) { _ in nil }
    #expect(read.problems.map(\.message) == ["'all' and 'count' exclude each other"])
  }
}
