/// What a pod asks for, as far as GPU-sharing policies read it.
public struct GPUPodShape: Hashable, Sendable {
  public var cpuMilli: Int
  /// In any unit, as long as pods and nodes use the same.
  public var memory: Int
  /// Whole GPUs, or 1 for a pod with a share.
  public var gpus: Int
  /// Thousandths of each of its GPUs: 1000 for whole ones, less only with `gpus` 1, 0 without GPUs.
  public var milliPerGPU: Int
  /// GPU models that will do; any if empty.
  public var models: [String]

  /// Amounts below 0 become 0; a share of several GPUs becomes several whole ones, because no rule
  /// here splits a pod so.
  public init(cpuMilli: Int, memory: Int, gpus: Int, milliPerGPU: Int, models: [String] = []) {
    self.cpuMilli = max(0, cpuMilli)
    self.memory = max(0, memory)
    let milli = min(max(0, milliPerGPU), GPUPodShape.wholeGPU)
    self.gpus = milli == 0 ? 0 : min(max(0, gpus), GPUPodShape.mostGPUs)
    self.milliPerGPU = self.gpus == 0 ? 0 : self.gpus == 1 ? milli : GPUPodShape.wholeGPU
    self.models = self.gpus == 0 ? [] : models
  }

  /// Thousandths of a whole GPU.
  public static let wholeGPU = 1_000
  /// GPUs of one node that are looked at.
  public static let mostGPUs = 63

  public var isShare: Bool { gpus == 1 && milliPerGPU < Self.wholeGPU }
  /// Thousandths of GPUs in all.
  public var gpuMilli: Int { gpus * milliPerGPU }

  /// The kind by which GpuClustering groups: 0 for a share, else the number of whole GPUs; `nil`
  /// without GPUs.
  var kind: Int? { gpus == 0 ? nil : isShare ? 0 : gpus }
}

/// What a node has, before any pod.
public struct GPUNodeShape: Hashable, Sendable {
  public var cpuMilli: Int
  /// In the unit of `GPUPodShape.memory`.
  public var memory: Int
  public var gpus: Int
  /// `nil` for a node without GPUs or of unknown model.
  public var model: String?

  /// Amounts below 0 become 0; of more than 63 GPUs, 63 count.
  public init(cpuMilli: Int, memory: Int, gpus: Int, model: String? = nil) {
    self.cpuMilli = max(0, cpuMilli)
    self.memory = max(0, memory)
    self.gpus = min(max(0, gpus), GPUPodShape.mostGPUs)
    self.model = model
  }
}

/// What is free on one node at a moment, as policies see it.
public struct GPUNodeView: Hashable, Sendable {
  public var cpuFree = 0
  public var model: String?
  /// Thousandths free, by GPU index.
  public var free: [Int32] = []
  /// One bit for each kind (see `GPUPodShape.kind`) of pods on the node.
  public var kinds: UInt64 = 0

  public init() {}

  public init(cpuFree: Int, model: String? = nil, free: [Int32], kinds: UInt64 = 0) {
    self.cpuFree = cpuFree
    self.model = model
    self.free = free
    self.kinds = kinds
  }

  /// Thousandths free on all GPUs.
  var freeMilli: Int {
    var sum = 0
    for milli in free { sum += Int(milli) }
    return sum
  }

  /// GPUs that nobody touches.
  var untouched: Int {
    var count = 0
    for milli in free where milli == 1_000 { count += 1 }
    return count
  }

  /// Whether enough GPUs have the room that the pod asks of each.
  func hasGPUs(for pod: GPUPodShape) -> Bool {
    if pod.gpus == 0 { return true }
    var found = 0
    for milli in free where Int(milli) >= pod.milliPerGPU { found += 1 }
    return found >= pod.gpus
  }

  /// Takes the pod's GPUs, the fullest that have room first, lowest index among equals, and its
  /// CPU: what FGD supposes of a pod with whole GPUs, or with none.
  mutating func takePacked(_ pod: GPUPodShape) {
    cpuFree -= pod.cpuMilli
    for _ in 0..<pod.gpus {
      var best = -1
      for index in free.indices where Int(free[index]) >= pod.milliPerGPU {
        if best < 0 || free[index] < free[best] { best = index }
      }
      if best < 0 { return }
      free[best] -= Int32(pod.milliPerGPU)
    }
  }
}
