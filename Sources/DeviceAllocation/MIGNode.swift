import Simulation

/// The resource slices of a node whose GPUs may be cut at will: every GPU and every instance at
/// every place is a device, and counters keep overlapping ones apart.
///
/// The shape of KEP-4815 (partitionable devices): one counter for each memory slice, one for
/// compute slices and one for the media engines of each GPU. Needs the gate
/// DRAPartitionableDevices. Names as in NVIDIA's DRA driver (`gpu.nvidia.com`), where `type` is
/// `gpu` or `mig`.
public struct MIGNode: Hashable, Sendable {
  public static let driver = "gpu.nvidia.com"

  public var node: String
  public var model: MIGModel
  public var gpus: Int

  /// `gpus`: 0...64, as many as a node can have here.
  public init?(node: String, model: MIGModel, gpus: Int) {
    guard (0...64).contains(gpus) else { return nil }
    self.node = node
    self.model = model
    self.gpus = gpus
  }

  /// Classes for whole GPUs and for instances, both cluster-wide.
  public static var deviceClasses: [DeviceClass] {
    ["gpu", "mig"].map { type in
      DeviceClass(
        name: "\(type).nvidia.com",
        selectors: [
          DeviceSelector([
            DeviceComparison(.driver, .equal, .string(driver)),
            DeviceComparison(.attribute(domain: driver, name: "type"), .equal, .string(type)),
          ])
        ])
    }
  }

  /// Chooses instances of this profile.
  public static func selector(profile: String) -> DeviceSelector {
    DeviceSelector([
      DeviceComparison(.attribute(domain: driver, name: "profile"), .equal, .string(profile))
    ])
  }

  /// Kubernetes v1.35 allows 8 counter sets in a slice and 64 devices that consume counters: eight
  /// GPUs share a slice of counters, two a slice of devices.
  public var slices: [ResourceSlice] {
    let all = Array(0..<gpus)
    let counters = stride(from: 0, to: gpus, by: 8).map { first in
      ResourceSlice.Content.sharedCounters(all[first..<min(first + 8, gpus)].map(counterSet))
    }
    let parts = stride(from: 0, to: gpus, by: 2).map { first in
      ResourceSlice.Content.devices(all[first..<min(first + 2, gpus)].flatMap { devices($0) })
    }
    let contents = counters + parts
    return contents.enumerated().map { index, content in
      ResourceSlice(
        name: "\(node)-\(Self.driver)-\(index)", driver: Self.driver, pool: node,
        sliceCount: contents.count, placement: .shared(.node(node)), content: content)
    }
  }

  private func counterSet(_ gpu: Int) -> CounterSet {
    use(gpu, compute: 7, memory: 0..<8, media: true)
  }

  /// The whole GPU first, then the instances from small to large, each from its first place on:
  /// the order in which the allocator tries them.
  private func devices(_ gpu: Int) -> [Device] {
    let parent = "GPU-\(node)-\(gpu)"
    let common = [
      Device.Attribute("productName", .string("NVIDIA \(model.rawValue)")),
      Device.Attribute("parentUUID", .string(parent)),
      Device.Attribute("parentIndex", .int(gpu)),
    ]
    let whole = Device(
      name: "gpu-\(gpu)",
      attributes: common + [
        Device.Attribute("type", .string("gpu")), Device.Attribute("index", .int(gpu)),
        Device.Attribute("uuid", .string(parent)),
      ],
      capacities: [
        Device.Capacity(
          "memory", Bytes.gibi(MIGModel.memorySlices * model.sliceGigabytes).count)
      ], consumes: [use(gpu, compute: 7, memory: 0..<8, media: true)])
    return [whole]
      + model.profiles.flatMap { profile in
        profile.starts.map { start in
          Device(
            name: "gpu-\(gpu)-mig-\(Self.label(profile))-\(start)",
            attributes: common + [
              Device.Attribute("type", .string("mig")),
              Device.Attribute("profile", .string(profile.name)),
              Device.Attribute("placementStart", .int(start)),
            ],
            capacities: [
              Device.Capacity("memory", profile.memory.count),
              Device.Capacity("computeSlices", profile.computeSlices),
            ],
            consumes: [
              use(
                gpu, compute: profile.computeSlices, memory: start..<start + profile.memorySlices,
                media: profile.hasMediaExtensions)
            ])
        }
      }
  }

  /// A DNS label: `1g.5gb+me` becomes `1g5gb-me`.
  private static func label(_ profile: MIGProfile) -> String {
    String(profile.name.filter { $0 != "." }.map { $0 == "+" ? "-" : $0 })
  }

  private func use(_ gpu: Int, compute: Int, memory: Range<Int>, media: Bool) -> CounterSet {
    CounterSet(
      "gpu-\(gpu)-counters",
      [CounterSet.Counter("compute-slices", compute)]
        + memory.map { CounterSet.Counter("memory-slice-\($0)", 1) }
        + (media ? [CounterSet.Counter("media-extensions", 1)] : []))
  }
}
