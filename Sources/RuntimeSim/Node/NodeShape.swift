import Simulation

/// A node: what it has, and how its kubelet and its runtime are set up.
public struct NodeShape: Sendable, Hashable {
  /// Thousandths of a core that pods may have.
  public var cpuMilli: Int
  public var memoryMiB: Int
  /// Pods at most (`maxPods`).
  public var maxPods: Int
  /// NUMA nodes, over which cores and devices are spread; 1...8.
  public var numaNodes: Int
  /// What device plugins offer.
  public var devices: [DeviceOffer]
  /// Bytes of the file system that holds images, writable layers and emptyDir volumes.
  public var diskBytes: Int
  /// Bytes on it that neither images nor pods own.
  public var systemBytes: Int
  /// Volumes that the CSI driver attaches to the node at most (`CSINode` allocatable).
  public var attachLimit: Int
  /// Names of images that are there from the start.
  public var presentImages: [String]
  public var kubelet: KubeletSettings
  public var registry: RegistryLink

  public init(
    cpuMilli: Int = 16_000, memoryMiB: Int = 65_536, maxPods: Int = 110, numaNodes: Int = 1,
    devices: [DeviceOffer] = [], diskBytes: Int = 200 << 30, systemBytes: Int = 10 << 30,
    attachLimit: Int = 25, presentImages: [String] = [],
    kubelet: KubeletSettings = KubeletSettings(), registry: RegistryLink = RegistryLink()
  ) {
    self.cpuMilli = cpuMilli
    self.memoryMiB = memoryMiB
    self.maxPods = maxPods
    self.numaNodes = min(8, max(1, numaNodes))
    self.devices = devices
    self.diskBytes = diskBytes
    self.systemBytes = systemBytes
    self.attachLimit = attachLimit
    self.presentImages = presentImages
    self.kubelet = kubelet
    self.registry = registry
  }
}

/// Devices of one resource, as many on each NUMA node.
public struct DeviceOffer: Sendable, Hashable {
  /// `nvidia.com/gpu`.
  public var resource: String
  /// Healthy devices by NUMA node; as many entries as the node has NUMA nodes, missing ones are 0.
  public var perNUMA: [Int]
  /// Devices that are reported unhealthy, taken from the first NUMA nodes on.
  public var unhealthy: Int

  public init(resource: String, perNUMA: [Int], unhealthy: Int = 0) {
    self.resource = resource
    self.perNUMA = perNUMA
    self.unhealthy = unhealthy
  }
}

/// The kubelet's configuration; defaults are Kubernetes v1.35's where not said otherwise.
public struct KubeletSettings: Sendable, Hashable {
  /// `topologyManagerPolicy`, with the default scope `container`.
  public enum TopologyPolicy: String, Sendable, Hashable, CaseIterable {
    case none
    case bestEffort = "best-effort"
    case restricted
    case singleNUMANode = "single-numa-node"
  }

  public var topologyPolicy: TopologyPolicy
  /// `cpuManagerPolicy: static`: whole cores of Guaranteed pods become exclusive.
  public var hasStaticCPUs: Bool
  /// `serializeImagePulls`.
  public var serializesPulls: Bool
  /// `maxParallelImagePulls`; 0 for no limit. Counts only where pulls are not serialized.
  public var maxParallelPulls: Int
  /// `imageGCHighThresholdPercent`.
  public var imageGCHighPercent: Int
  /// `imageGCLowThresholdPercent`.
  public var imageGCLowPercent: Int
  /// `evictionHard` `imagefs.available`, per cent of the disk; `nodefs.available` (10 %) comes
  /// later on one file system.
  public var evictionPercent: Int
  /// `crashLoopBackOff.maxContainerRestartPeriod`, 1...300 s.
  public var mostCrashBackOff: SimDuration

  public init(
    topologyPolicy: TopologyPolicy = .none, hasStaticCPUs: Bool = false,
    serializesPulls: Bool = true, maxParallelPulls: Int = 0, imageGCHighPercent: Int = 85,
    imageGCLowPercent: Int = 80, evictionPercent: Int = 15,
    mostCrashBackOff: SimDuration = .seconds(300)
  ) {
    self.topologyPolicy = topologyPolicy
    self.hasStaticCPUs = hasStaticCPUs
    self.serializesPulls = serializesPulls
    self.maxParallelPulls = maxParallelPulls
    self.imageGCHighPercent = imageGCHighPercent
    self.imageGCLowPercent = imageGCLowPercent
    self.evictionPercent = evictionPercent
    self.mostCrashBackOff = mostCrashBackOff
  }
}

/// How image bytes come to the node, and what happens to them there.
public struct RegistryLink: Sendable, Hashable {
  /// Of all downloads together.
  public var bytesPerSecond: Int
  /// Of one connection at most.
  public var bytesPerSecondOfOne: Int
  /// Layers of one image that are fetched at once (containerd `max_concurrent_downloads`, 3).
  public var parallelLayers: Int
  /// Speed at which layers become snapshots, in unpacked bytes; a guess.
  public var unpackBytesPerSecond: Int
  /// The snapshotter mounts images of a lazy format before their bytes are there (stargz, nydus).
  public var isLazy: Bool
  /// Share of an image that a container reads before it is up. 64 of 1000: the 6.4 % that Slacker
  /// measured (Harter et al., FAST 2016).
  public var startupReadPerMille: Int
  /// Table of contents and metadata that a lazy snapshotter reads before it mounts; a guess.
  public var metadataPerMille: Int

  public init(
    bytesPerSecond: Int = 125_000_000, bytesPerSecondOfOne: Int = 60_000_000,
    parallelLayers: Int = 3, unpackBytesPerSecond: Int = 250_000_000, isLazy: Bool = false,
    startupReadPerMille: Int = 64, metadataPerMille: Int = 5
  ) {
    self.bytesPerSecond = max(1, bytesPerSecond)
    self.bytesPerSecondOfOne = max(1, bytesPerSecondOfOne)
    self.parallelLayers = max(1, parallelLayers)
    self.unpackBytesPerSecond = max(1, unpackBytesPerSecond)
    self.isLazy = isLazy
    self.startupReadPerMille = startupReadPerMille
    self.metadataPerMille = metadataPerMille
  }
}
