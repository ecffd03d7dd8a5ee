import Cluster
import DeviceAllocation
import KubeScheduling
import Simulation
import Testing

@testable import ClusterRun

/// Devices offered by DRA in runs: what counts as a GPU, and idle claims.
@Suite struct DeviceRunTests {
  private func setup(
    _ names: [String], gpus: Int, claims: [NamedDeviceClaim] = []
  ) throws -> DeviceSetup {
    let slices = try names.flatMap {
      try #require(MIGNode(node: $0, model: .h100With80GB, gpus: gpus)).slices
    }
    func template(_ profile: String) -> DeviceClaimTemplate {
      DeviceClaimTemplate(name: profile, claim: Self.claim(profile, profile))
    }
    return DeviceSetup(
      inventory: DeviceInventory(classes: MIGNode.deviceClasses, slices: slices),
      options: AllocationOptions(partitionableDevices: true),
      templates: [template("1g.10gb"), template("3g.40gb"), template("7g.80gb")], claims: claims)
  }

  private static func claim(_ name: String, _ profile: String) -> DeviceClaim {
    DeviceClaim(
      name: name,
      requests: [
        .exactly(
          DeviceRequest(
            name: "r", deviceClass: "mig.nvidia.com",
            selectors: [MIGNode.selector(profile: profile)]))
      ])
  }

  private func job(
    _ name: String, at arrival: Int, for seconds: Int, _ source: PodResourceClaim.Source
  )
    -> Job
  {
    var pod = Pod(name: name, containers: [ResourceList(cpu: .cores(1))])
    pod.resourceClaims = [PodResourceClaim(name: "c", source: source)]
    return Job(
      name: name, podSets: [PodSet(template: pod)], arrival: .zero + .seconds(arrival),
      duration: .seconds(seconds))
  }

  /// One GPU: 3g twice is 6/7 of it for 100 s, then 7g all of it.
  @Test func partitionsCountAsPartsOfAGPU() throws {
    var scenario = WorkloadScenario(
      nodes: nodes(1, gpus: 0),
      jobs: [
        job("a", at: 0, for: 100, .template("3g.40gb")),
        job("b", at: 0, for: 100, .template("3g.40gb")),
        job("c", at: 50, for: 100, .template("7g.80gb")),
      ], end: .zero + .seconds(400))
    scenario.devices = try setup(["n0"], gpus: 1)
    let run = finished(scenario)
    // Arrivals in between have samples of their own.
    let placed = run.steps.indices.filter { run.steps[$0].kind == .placed }
    #expect(placed.map { run.samples[$0].allocatedGPUMilli } == [428, 857, 1_000])
    #expect(placed.map { run.samples[$0].freeGPUMilli } == [572, 143, 0])
    #expect(placed.map { run.samples[$0].workingGPUMilli } == [428, 856, 1_000])
    #expect(placed.map { run.samples[$0].wholeFreeGPUNodes } == [0, 0, 0])
    #expect(run.metrics.gpus == 1)
    // 857 for 100 s and 1000 for 100 s, of 400 s.
    #expect(run.metrics.gpuAllocationPPM == 464_250)
    // The whole GPU cannot be had beside any instance (weight 1 of 3); nothing is free of the last.
    #expect(placed.map { run.samples[$0].fragmentedGPUMilli } == [572 / 3, 143, 0])
  }

  /// A claim from before holds a device of n0, which is cordoned, and nobody uses it: the pod that
  /// wants it finds no node, the claim gives its device up, and the pod runs on n1.
  @Test func anIdleClaimIsGivenUp() throws {
    let table = DeviceClaimTable(
      inventory: try setup(["n0", "n1"], gpus: 1).inventory,
      options: AllocationOptions(partitionableDevices: true), nodes: nodes(2, gpus: 0))
    guard
      case .allocated(let held) = table.outcome(for: [Self.claim("old", "3g.40gb")], on: 0)
    else {
      Issue.record("nothing allocated")
      return
    }
    var cluster = nodes(2, gpus: 0)
    cluster[0].isUnschedulable = true
    let old = NamedDeviceClaim(claim: Self.claim("old", "3g.40gb"), allocation: held[0])
    var scenario = WorkloadScenario(
      nodes: cluster, jobs: [job("p", at: 1, for: 10, .claim("old"))])
    scenario.devices = try setup(["n0", "n1"], gpus: 1, claims: [old])
    let run = finished(scenario)
    #expect(
      told(run) == [
        "1 arrived p", "1 unschedulable p", "1 deallocated p", "2 placed p", "12 finished p",
      ])
    #expect(run.samples.map(\.allocatedGPUMilli) == [428, 428, 0, 428, 0])
    #expect(run.steps[3].node == 1)
    guard case .deallocation(let why)? = run.why(step: 2) else {
      Issue.record("no reason")
      return
    }
    #expect(why.claim == "old" && why.nodes == [0])
    #expect(why.devices.map(\.device) == ["gpu-0-mig-3g40gb-0"])
  }

  /// The same while another pod uses the claim: it keeps its devices, and the pod waits for it.
  @Test func aClaimInUseIsNotGivenUp() throws {
    let named = NamedDeviceClaim(claim: Self.claim("both", "3g.40gb"))
    var first = job("a", at: 0, for: 30, .claim("both"))
    first.podSets[0].template.nodeName = "n0"
    var second = job("b", at: 1, for: 10, .claim("both"))
    second.podSets[0].template.nodeName = "n1"
    var scenario = WorkloadScenario(nodes: nodes(2, gpus: 0), jobs: [first, second])
    scenario.devices = try setup(["n0", "n1"], gpus: 1, claims: [named])
    let run = finished(scenario)
    #expect(!run.steps.contains { $0.kind == .deallocated })
    // When its last user ends, the claim has no devices any more and gets some on n1.
    #expect(run.steps.first { $0.kind == .placed && $0.pod == 1 }?.time == at(30))
  }
}
