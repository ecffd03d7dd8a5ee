import Simulation

/// Ways in which several pods use one GPU without cutting it.
///
/// Only what is offered and what is kept apart: how much pods slow each other down depends on their
/// kernels, and no measured law covers it, so that nothing here says so.
public enum GPUSharing: Hashable, Sendable {
  /// Pods take turns on the whole GPU. `replicas` shares are handed out; NVIDIA's device plugin
  /// documents that there is neither memory nor fault isolation between them, and that a second
  /// share of one GPU gives a pod no more of it.
  case timeSlicing(replicas: Int)
  /// Processes run side by side under the Multi-Process Service. The device plugin gives each of
  /// `replicas` shares the same part of memory (pinned device memory limit) and of the threads
  /// (active thread percentage).
  case mps(replicas: Int)

  /// Clients of one MPS server on Volta and later (NVIDIA MPS documentation).
  public static let maximumMPSClients = 48

  /// What a pod with one share is promised.
  public struct Promise: Hashable, Sendable {
    /// Beyond it allocations fail. For time-slicing that is the whole GPU's memory, which all
    /// shares can exhaust together.
    public let memoryLimit: Bytes
    /// Whether the limit keeps memory for this pod.
    public let isMemoryOwn: Bool
    /// Most threads of the GPU at a time, in percent; a ceiling, not a share that is kept. `nil`:
    /// all, in turns.
    public let threadPercentage: Int?
    /// Whether a fault of another pod's kernel leaves this one running.
    public let isFaultIsolated: Bool
  }

  public var replicas: Int {
    switch self {
    case .timeSlicing(let replicas), .mps(let replicas): replicas
    }
  }

  /// `nil` without shares, or with more than MPS can serve.
  public func promise(of memory: Bytes) -> Promise? {
    guard replicas >= 1 else { return nil }
    switch self {
    case .timeSlicing:
      return Promise(
        memoryLimit: memory, isMemoryOwn: false, threadPercentage: nil, isFaultIsolated: false)
    case .mps:
      guard replicas <= Self.maximumMPSClients else { return nil }
      return Promise(
        memoryLimit: Bytes(memory.count / replicas), isMemoryOwn: true,
        threadPercentage: 100 / replicas, isFaultIsolated: false)
    }
  }

  /// A node's GPUs as so many shares, one device each: `gpu-0-share-0` and so on. `nil` where
  /// `promise` is, or with more than 4,096 shares.
  ///
  /// The allocator takes the first that is free: shares of GPU 0 before those of GPU 1.
  public func slices(node: String, gpus: Int, memory: Bytes) -> [ResourceSlice]? {
    guard let promise = promise(of: memory), gpus >= 0, gpus <= 64, replicas <= 4_096,
      gpus * replicas <= 4_096
    else { return nil }
    var devices: [Device] = []
    for gpu in 0..<gpus {
      for share in 0..<replicas {
        var capacities = [Device.Capacity("memory", promise.memoryLimit.count)]
        if let percentage = promise.threadPercentage {
          capacities.append(Device.Capacity("threadPercentage", percentage))
        }
        devices.append(
          Device(
            name: "gpu-\(gpu)-share-\(share)",
            attributes: [
              Device.Attribute("type", .string("share")),
              Device.Attribute("sharing", .string(name)),
              Device.Attribute("parentUUID", .string("GPU-\(node)-\(gpu)")),
              Device.Attribute("parentIndex", .int(gpu)),
            ], capacities: capacities))
      }
    }
    // At most 128 devices in a slice.
    let parts = stride(from: 0, to: devices.count, by: 128).map {
      Array(devices[$0..<min($0 + 128, devices.count)])
    }
    return parts.enumerated().map { index, part in
      ResourceSlice(
        name: "\(node)-shares-\(index)", driver: MIGNode.driver, pool: node,
        sliceCount: parts.count, placement: .shared(.node(node)), content: .devices(part))
    }
  }

  /// As attribute `sharing`.
  public var name: String {
    switch self {
    case .timeSlicing: "time-slicing"
    case .mps: "mps"
    }
  }
}
