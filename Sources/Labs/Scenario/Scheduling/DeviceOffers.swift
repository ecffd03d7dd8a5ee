import Cluster
import ClusterRun
import DeviceAllocation
import Simulation

// DRA in scenarios: what node groups offer, and what pods claim.

extension MIGModel {
  /// The words of scenarios for GPUs that can be cut.
  public static let words: [(word: String, model: MIGModel)] = [
    ("a100-40gb", .a100With40GB), ("a100-80gb", .a100With80GB), ("h100-80gb", .h100With80GB),
  ]
}

extension DeviceWish {
  /// Device classes that every scenario has: whole GPUs, MIG instances, shares of a GPU.
  public static var deviceClasses: [DeviceClass] {
    MIGNode.deviceClasses + [
      DeviceClass(
        name: "share.nvidia.com",
        selectors: [
          DeviceSelector([
            DeviceComparison(.driver, .equal, .string(MIGNode.driver)),
            DeviceComparison(
              .attribute(domain: MIGNode.driver, name: "type"), .equal, .string("share")),
          ])
        ])
    ]
  }

  /// The claim of a pod's template. Selectors were read when the scenario was; one that is none is
  /// left out here.
  public func template(named name: String, namespace: String) -> DeviceClaimTemplate {
    let requests = options.enumerated().map { number, option in
      DeviceRequest(
        name: options.count == 1 ? "request" : "option-\(number)",
        deviceClass: option.deviceClass,
        selectors: option.selectors.compactMap { try? DeviceSelector(cel: $0) },
        mode: option.takesAll ? .all : .exactCount(option.count))
    }
    return DeviceClaimTemplate(
      namespace: namespace, name: name,
      claim: DeviceClaim(
        name: name,
        requests: [
          requests.count == 1
            ? .exactly(requests[0]) : .firstAvailable(name: "request", requests)
        ],
        constraints: matchAttribute.isEmpty
          ? [] : [DeviceClaim.MatchAttribute(matchAttribute)]))
  }
}

extension SchedulingScenario {
  /// What the cluster offers by DRA; `nil` when neither a node offers nor a pod claims anything.
  func deviceSetup(_ nodes: [(name: String, group: NodeGroup)]) -> DeviceSetup? {
    let claims = jobs.flatMap { job in
      job.podSets.flatMap { set in
        set.shape.claims.enumerated().map { number, wish in
          wish.template(
            named: job.claimName(set, number), namespace: job.namespace)
        }
      }
    }
    let slices = nodes.flatMap { $0.group.deviceSlices(node: $0.name) }
    guard !claims.isEmpty || !slices.isEmpty else { return nil }
    var options = AllocationOptions()
    options.partitionableDevices = true
    return DeviceSetup(
      inventory: DeviceInventory(classes: DeviceWish.deviceClasses, slices: slices),
      options: options, templates: claims)
  }
}

extension JobClass {
  /// Name of the claim template of a set's n-th wish.
  func claimName(_ set: PodSet, _ number: Int) -> String { "\(name)-\(set.name)-\(number)" }
}

extension NodeGroup {
  /// Memory of a shared GPU for which the scenario names no size.
  private static var sharedMemory: Bytes { .gibi(80) }

  /// What the DRA driver of one of its nodes publishes; empty when its GPUs are not offered so.
  public func deviceSlices(node: String) -> [ResourceSlice] {
    switch devices {
    case nil: return []
    case .partitions(let word):
      let model = MIGModel.words.first { $0.word == word }?.model
      return model.flatMap { MIGNode(node: node, model: $0, gpus: gpus) }?.slices ?? []
    case .timeSliced(let replicas):
      return GPUSharing.timeSlicing(replicas: replicas)
        .slices(node: node, gpus: gpus, memory: Self.sharedMemory) ?? []
    case .whole:
      let all = (0..<gpus).map { gpu in
        Device(
          name: "gpu-\(gpu)",
          attributes: [
            Device.Attribute("type", .string("gpu")), Device.Attribute("index", .int(gpu)),
            Device.Attribute("productName", .string(gpuModel)),
          ])
      }
      return [
        ResourceSlice(
          name: node + "-gpus", driver: MIGNode.driver, pool: node,
          placement: .shared(.node(node)), content: .devices(all))
      ]
    }
  }
}
