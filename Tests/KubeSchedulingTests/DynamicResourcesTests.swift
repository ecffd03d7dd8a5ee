import Cluster
import DeviceAllocation
import Simulation
import Testing

@testable import KubeScheduling

/// Device claims through the plugin: filter, score, reserve, release.
@Suite struct DynamicResourcesTests {
  static func cluster(
    nodes: Int, gpus: Int = 1, claims: [NamedDeviceClaim] = [], extra: [ResourceSlice] = []
  ) throws -> ClusterState {
    let names = (0..<nodes).map { "n\($0)" }
    var state = ClusterState(
      nodes: names.map {
        Node(name: $0, allocatable: ResourceList([(.cpu, 64_000), (.pods, 100)]))
      })
    let slices = try names.flatMap {
      try #require(MIGNode(node: $0, model: .h100With80GB, gpus: gpus)).slices
    }
    state.setDevices(
      DeviceInventory(
        classes: MIGNode.deviceClasses + [DeviceClass(name: "any")], slices: slices + extra),
      options: AllocationOptions(partitionableDevices: true),
      templates: [
        template("small", [.exactly(request("1g.10gb"))]),
        template("three", [.exactly(request("3g.40gb"))]),
        template("four", [.exactly(request("4g.40gb"))]),
        template(
          "prefer",
          [
            .firstAvailable(
              name: "r",
              [request("7g.80gb", name: "whole"), request("1g.10gb", name: "small")])
          ]),
        template(
          "broken",
          [
            .exactly(
              DeviceRequest(
                name: "r", deviceClass: "any",
                selectors: [
                  DeviceSelector([
                    DeviceComparison(
                      .attribute(domain: MIGNode.driver, name: "no-such"), .equal, .int(1))
                  ])
                ]))
          ]),
        template("no-class", [.exactly(DeviceRequest(name: "r", deviceClass: "none"))]),
      ], claims: claims)
    return state
  }

  static func request(_ profile: String, name: String = "r") -> DeviceRequest {
    DeviceRequest(
      name: name, deviceClass: "mig.nvidia.com", selectors: [MIGNode.selector(profile: profile)])
  }

  static func template(_ name: String, _ requests: [DeviceClaim.Request]) -> DeviceClaimTemplate {
    DeviceClaimTemplate(name: name, claim: DeviceClaim(name: name, requests: requests))
  }

  static func pod(_ name: String, _ sources: PodResourceClaim.Source...) -> Pod {
    Pod(
      name: name, containers: [ResourceList([(.cpu, 100)])],
      resourceClaims: sources.enumerated().map {
        PodResourceClaim(name: "c\($0)", source: $1)
      })
  }

  /// Schedules and places; the node's name, or the reasons.
  static func run(_ pod: Pod, _ state: inout ClusterState) -> String {
    let index = state.admit(pod)
    var scheduler = Scheduler(.kubernetesDefault())
    let explanation = scheduler.explain(index, in: state)
    guard let node = explanation.decision.node else {
      return explanation.reasonCounts.map(\.message).joined(separator: ", ")
    }
    state.place(index, on: node)
    return state.nodes[node].name
  }

  @Test func devicesAreTakenAndGivenBack() throws {
    var state = try Self.cluster(nodes: 1)
    for number in 0..<7 {
      #expect(Self.run(Self.pod("p\(number)", .template("small")), &state) == "n0")
    }
    let devices = (0..<7).flatMap { state.deviceAllocations(of: $0).flatMap(\.devices) }
    #expect(
      devices.map(\.device.device) == (0..<7).map { "gpu-0-mig-1g10gb-\($0)" })
    #expect(Self.run(Self.pod("p7", .template("small")), &state) == "cannot allocate all claims")
    state.remove(3)
    #expect(state.deviceAllocations(of: 3) == [])
    #expect(Self.run(Self.pod("p8", .template("small")), &state) == "n0")
    #expect(
      state.deviceAllocations(of: 8)[0].devices[0].device.device == "gpu-0-mig-1g10gb-3")
    for pod in [0, 1, 2, 4, 5, 6, 8] { state.remove(pod) }
    #expect(state.deviceClaims.inUse.indices == [])
  }

  /// The carving trap: two pods with 3g first, and no node has room for a 4g although half of each
  /// GPU is free.
  @Test func threesAtTheFirstPlaceLeaveNoRoomForAFour() throws {
    var state = try Self.cluster(nodes: 2)
    #expect(Self.run(Self.pod("a", .template("three")), &state) == "n0")
    var other = state
    #expect(Self.run(Self.pod("b", .template("four")), &other) == "n1")
    state.place(state.admit(Self.pod("b", .template("three"))), on: 1)
    #expect(Self.run(Self.pod("c", .template("four")), &state) == "cannot allocate all claims")
    #expect(Self.run(Self.pod("d", .template("three")), &state) != "cannot allocate all claims")
  }

  @Test func anEarlyAlternativeIsPreferred() throws {
    var state = try Self.cluster(nodes: 3)
    for node in [0, 2] { state.place(state.admit(Self.pod("x", .template("small"))), on: node) }
    let index = state.admit(Self.pod("p", .template("prefer")))
    var scheduler = Scheduler(.kubernetesDefault())
    let explanation = scheduler.explain(index, in: state)
    let table = try #require(explanation.scores)
    let column = try #require(table.columns.first { $0.plugin == "DynamicResources" })
    #expect(column.weight == 2)
    #expect(table.nodes == [0, 1, 2])
    #expect(column.scores.raw == [7, 8, 7])
    #expect(column.scores.normalized == [87, 100, 87])
    #expect(explanation.decision.node == 1)
  }

  @Test func reasons() throws {
    let shared = NamedDeviceClaim(
      claim: DeviceClaim(name: "shared", requests: [.exactly(Self.request("1g.10gb"))]))
    var state = try Self.cluster(nodes: 2, claims: [shared])
    #expect(
      Self.run(Self.pod("a", .claim("nobody")), &state)
        == #"resourceclaim.resource.k8s.io "nobody" not found"#)
    #expect(
      Self.run(Self.pod("b", .template("nobody")), &state)
        == "waiting for dynamic resource controller to create the resourceclaim")
    #expect(
      Self.run(Self.pod("c", .template("no-class")), &state)
        == "request r: device class none does not exist")
    #expect(
      Self.run(Self.pod("d", .template("broken")), &state)
        == "the allocator of device claims reported an error")
    // A pod that names its node fixes the shared claim there; the next one follows.
    var first = Self.pod("e", .claim("shared"))
    first.nodeName = "n1"
    #expect(Self.run(first, &state) == "n1")
    #expect(Self.run(Self.pod("f", .claim("shared")), &state) == "n1")
    var elsewhere = Self.pod("g", .claim("shared"))
    elsewhere.nodeName = "n0"
    #expect(
      Self.run(elsewhere, &state).contains("resourceclaim not available on the node"))
    #expect(state.deviceClaims.inUse.indices.count == 1)
    // The last user gives the devices back.
    state.remove(4)
    #expect(state.deviceClaims.claims[0].allocation != nil)
    state.remove(5)
    #expect(state.deviceClaims.claims[0].allocation == nil)
    #expect(state.deviceClaims.inUse.indices == [])
  }

  @Test func aSharedClaimHas256Users() throws {
    let shared = NamedDeviceClaim(
      claim: DeviceClaim(name: "shared", requests: [.exactly(Self.request("1g.10gb"))]))
    var state = try Self.cluster(nodes: 1, claims: [shared])
    for number in 0..<256 {
      state.place(state.admit(Self.pod("p\(number)", .claim("shared"))), on: 0)
    }
    let last = state.admit(Self.pod("last", .claim("shared")))
    let filter = try #require(FilterPlugin.dynamicResources.prepare(last, state))
    #expect(
      filter.explain(0, state)
        == FilterFailure(.unresolvable, [.devices(.claims(.claimInUse("shared")))]))
  }

  /// A claim that holds devices from before, used by nobody, pins its pod to a cordoned node.
  @Test func anUnusedAllocationIsGivenUp() throws {
    let plain = try Self.cluster(nodes: 2)
    let request = Self.request("1g.10gb")
    let claim = DeviceClaim(name: "old", requests: [.exactly(request)])
    guard case .allocated(let allocation) = plain.deviceClaims.outcome(for: [claim], on: 0) else {
      Issue.record("nothing allocated")
      return
    }
    var state = try Self.cluster(
      nodes: 2, claims: [NamedDeviceClaim(claim: claim, allocation: allocation[0])])
    #expect(state.deviceClaims.inUse.indices.count == 1)
    var pod = Self.pod("p", .claim("old"))
    pod.nodeName = "n1"
    let index = state.admit(pod)
    var scheduler = Scheduler(.kubernetesDefault())
    #expect(scheduler.schedule(index, in: state).node == nil)
    // The other node has the devices, but the pod names this one.
    #expect(scheduler.unavailableClaims(of: index, in: state) == [0])
    var random = SeededGenerator(seed: Seed("x"))
    let chosen = try #require(state.idleClaim(among: [0], for: index, using: &random))
    #expect(chosen == 0)
    state.deallocate(claim: chosen)
    #expect(scheduler.schedule(index, in: state).node == 1)
  }

  /// What would change a refusal is found by searching again: the end of one pod, of all, or never.
  @Test func remedies() throws {
    var state = try Self.cluster(nodes: 1)
    let three = Self.pod("a", .template("three"))
    let small = Self.pod("b", .template("small"))
    state.place(state.admit(three), on: 0)
    state.place(state.admit(small), on: 0)
    func remedy(_ pod: Pod, _ state: inout ClusterState) -> DeviceSearchReport.Remedy? {
      var scheduler = Scheduler(.kubernetesDefault())
      return scheduler.explain(state.admit(pod), in: state).devices.first?.remedy
    }
    // 4g needs the place of 3g; 1g beside it stands behind.
    #expect(remedy(Self.pod("c", .template("four")), &state) == .endOf([0]))
    state.place(state.admit(Self.pod("d", .template("small"))), on: 0)
    let both = Self.pod("e", .template("four"), .template("three"))
    #expect(remedy(both, &state) == .endOfAll([0, 1, 3]))
    let never = Self.pod("f", .template("four"), .template("four"))
    #expect(remedy(never, &state) == .never)
    #expect(remedy(Self.pod("g", .template("small")), &state) == DeviceSearchReport.Remedy.none)
    #expect(remedy(Pod(name: "plain", containers: []), &state) == nil)
  }

  /// The quirk of negative namespace selectors is named where it decided, and only there.
  @Test func aNegativeSelectorIsNamed() throws {
    var state = ClusterState(
      nodes: (0..<2).map {
        Node(
          name: "n\($0)", allocatable: ResourceList([(.cpu, 64_000), (.pods, 100)]),
          labels: [WellKnownLabel.hostname: "n\($0)"])
      }, namespaces: [Namespace(name: "blue", labels: ["team": "blue"])])
    var other = Pod(name: "o", labels: ["app": "x"], containers: [])
    other.namespace = "blue"
    state.place(state.admit(other), on: 0)
    func effects(_ selector: LabelSelector, quirk: Bool) -> (NodeIndex?, [QuirkEffect]) {
      var pod = Pod(name: "p", containers: [])
      pod.podAntiAffinity.required = [
        PodAffinityTerm(
          topologyKey: WellKnownLabel.hostname, selector: LabelSelector(matchLabels: ["app": "x"]),
          namespaceSelector: selector)
      ]
      var scheduler = Scheduler(
        .kubernetesDefault(
          podAffinity: PodAffinityArguments(reproducesNegativeSelectorQuirk: quirk)))
      let explanation = scheduler.explain(state.admit(pod), in: state)
      let refused = explanation.examined.first { $0.failure != nil }?.node
      return (refused, explanation.quirks)
    }
    // Every team but blue: the real code means blue too.
    let notBlue = LabelSelector([LabelRequirement("team", .notIn, ["blue"])])
    #expect(effects(notBlue, quirk: true).0 == 0)
    #expect(
      effects(notBlue, quirk: true).1
        == [QuirkEffect(quirk: .negativeNamespaceSelector, nodes: [0])])
    #expect(effects(notBlue, quirk: false).0 == nil)
    #expect(effects(notBlue, quirk: false).1 == [])
    // It really means blue: the quirk decides nothing.
    let notRed = LabelSelector([LabelRequirement("team", .notIn, ["red"])])
    #expect(effects(notRed, quirk: true).0 == 0)
    #expect(effects(notRed, quirk: true).1 == [])
  }

  /// Random arrivals and departures: no device has two holders, counters are kept, what is
  /// remembered is what a search finds, and all is free at the end.
  @Test(arguments: 0..<12) func lawsOverTime(seed: Int) throws {
    var random = SeededGenerator(seed: Seed("dra-\(seed)"))
    var state = try Self.cluster(nodes: 3, gpus: 2)
    let fresh = state
    var running: [PodIndex] = []
    for step in 0..<120 {
      if !running.isEmpty, random.below(3) == 0 {
        state.remove(running.remove(at: random.below(running.count)))
      } else {
        let names = ["small", "three", "four", "prefer"]
        let index = state.admit(
          Self.pod("p\(step)", .template(names[random.below(4)]), .template("small")))
        var scheduler = Scheduler(.kubernetesDefault())
        let decision = scheduler.schedule(index, in: state)
        if let node = decision.node {
          state.place(index, on: node)
          running.append(index)
          #expect(state.deviceAllocations(of: index).count == 2, "seed \(seed) step \(step)")
        }
      }
      let held = running.flatMap { state.deviceAllocations(of: $0).flatMap(\.devices) }
      #expect(Set(held.map(\.index)).count == held.count, "seed \(seed) step \(step)")
      #expect(held.map(\.index).sorted() == state.deviceClaims.inUse.indices)
      var used: [String: Int] = [:]
      for entry in held {
        for slice in fresh.deviceClaims.inventory.slices where slice.pool == entry.device.pool {
          for device in slice.devices where device.name == entry.device.device {
            for set in device.consumes {
              for counter in set.counters {
                used["\(slice.pool)/\(set.name)/\(counter.name)", default: 0] += counter.value
              }
            }
          }
        }
      }
      for (name, amount) in used.sorted(by: { $0.key < $1.key }) {
        #expect(amount <= (name.hasSuffix("compute-slices") ? 7 : 1), "seed \(seed) \(name)")
      }
      let claims = [state.deviceClaims.templates[step % 4].claim]
      for node in 0..<3 {
        #expect(
          state.deviceClaims.explain(claims, on: node).outcome
            == state.deviceClaims.outcome(for: claims, on: node), "seed \(seed) step \(step)")
      }
    }
    for pod in running { state.remove(pod) }
    #expect(state.deviceClaims.inUse == fresh.deviceClaims.inUse)
  }
}
