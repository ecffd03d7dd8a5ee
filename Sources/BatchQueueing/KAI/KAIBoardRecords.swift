import Simulation

extension KAIBoard {
  /// Where a pod stands inside a session.
  enum Status: UInt8 {
    case pending, gated
    /// Given a place by this session.
    case allocated
    /// Given a place that others have to leave first.
    case pipelined
    case running, releasing, succeeded, failed

    /// Holds its place and keeps it.
    var isActive: Bool { self == .allocated || self == .pipelined || self == .running }
    /// Counts in what its queue has allocated.
    var isAllocated: Bool { self == .allocated || self == .running }
    /// On a node, leaving or not.
    var isOnNode: Bool { isActive || self == .releasing }
    var isAlive: Bool { isActive || self == .pending || self == .gated }
  }

  /// How a pod uses GPUs.
  enum GPUKind: UInt8 { case whole, fraction, memory }

  /// A pod on a node. One pod has two spots while it moves: the one it leaves and the one it waits
  /// for.
  struct Spot {
    var node: Int
    var status: Status
    /// Shared GPUs, by number in `groupNames`.
    var groups: [Int]
  }

  struct PodRecord {
    let name: String
    let group: Int
    let subGroup: Int
    let cpu: Double
    let memory: Double
    /// GPUs of which it uses a part or the whole.
    let devices: Int
    /// Part of each: 1 for whole GPUs, 0 for a request in MiB.
    let portion: Double
    /// MiB of each; 0 when not asked in MiB.
    let gpuMemory: Double
    let kind: GPUKind
    let order: Int?
    let createdAt: SimTime
    /// Number of the set of allowed nodes; `nil` for all.
    let allowed: Int?
    let nominated: Int?
    var status: Status
    var node: Int?
    var groups: [Int]
    /// Evicted by the statement that is open.
    var isLeavingVirtually = false
    /// GPUs it holds where it is, in hundredths' precision; that of a request in MiB depends on
    /// the node.
    var acceptedGPUs = 0.0
    var spots: [Spot] = []

    /// GPUs asked for; 0 for a request in MiB.
    var gpus: Double { (portion * 100).rounded() * Double(devices) / 100 }
    var isShared: Bool { kind != .whole }
    var needsGPU: Bool { gpus > 0 || kind == .memory }
    /// What it asks for in whole numbers of the division; without a request in MiB.
    var request: Amounts { Amounts(cpu: cpu, memory: memory, gpu: gpus) }
    var accepted: Amounts { Amounts(cpu: cpu, memory: memory, gpu: acceptedGPUs) }
    /// So little that it counts as fitting everywhere.
    var isBestEffort: Bool {
      cpu < 10 && memory < 10 * 1_048_576 && gpus <= 0.01 && kind != .memory
    }
  }

  struct SubGroupRecord {
    let name: String
    let minMember: Int
    /// In the order in which they are placed.
    var pods: [Int] = []
    var active = 0
    var onNode = 0
    var alive = 0
    var gated = 0

    var isSatisfied: Bool { active >= minMember }
  }

  struct GroupRecord {
    let name: String
    /// `nil` when the queue is unknown or has children.
    let queue: Int?
    let queueName: String
    let priority: Int
    let isPreemptible: Bool
    let createdAt: SimTime
    let staleSince: SimTime?
    var subGroups: [SubGroupRecord]
    var pods: [Int] = []
    var pending = 0
    var succeeded = 0
    var allocated = Amounts.zero
    /// Of all pods that the next placement would take; forgotten with each change of a status.
    var cachedNeed: Amounts?
  }

  /// A GPU of which several pods have parts, in MiB.
  struct SharedGPU {
    let group: Int
    /// By all pods on it, waiting and leaving ones included.
    var used = 0.0
    /// By leaving pods, less what waiting pods will take of it.
    var releasing = 0.0
    /// By pods that are there, leaving ones included.
    var allocated = 0.0
    /// Counted among the node's releasing GPUs, because all pods on it leave.
    var isMarked = false
    /// Some pod is or was really on it; else it only waits.
    var hasAllocation = false

    /// Nothing remembers it.
    var isGone: Bool { used == 0 && releasing == 0 && allocated == 0 && !isMarked }
  }

  /// Room of a node: shared GPUs are not in the GPU counts but for the one each occupies.
  struct Room {
    var cpu = 0.0
    var memory = 0.0
    var gpus = 0
    var pods = 0

    mutating func change(_ pod: PodRecord, wholeGPUs: Int, times sign: Int) {
      cpu += Double(sign) * pod.cpu
      memory += Double(sign) * pod.memory
      gpus += sign * wholeGPUs
      pods += sign
    }
  }

  struct NodeRecord {
    let name: String
    let capacity: Room
    /// MiB of each GPU in whole hundreds; 100 when unknown.
    let gpuMemory: Double
    let knowsGPUMemory: Bool
    let isReady: Bool
    var idle: Room
    var releasing = Room()
    var used = Room()
    var shared: [SharedGPU] = []

    var freeGPUs: Int { idle.gpus + releasing.gpus }

    /// GPUs with anything on them.
    var usedGPUs: Int { used.gpus + shared.count { $0.used > 0 } }

    /// MiB of each GPU that a pod takes here.
    func share(of pod: PodRecord) -> Double {
      pod.gpuMemory > 0 ? pod.gpuMemory : (pod.portion * gpuMemory).rounded(.towardZero)
    }

    /// MiB as part of a GPU, in hundredths rounded up.
    func portion(ofMemory memory: Double) -> Double {
      (memory / gpuMemory * 100).rounded(.up) / 100
    }

    /// The part of each GPU that a pod takes here.
    func portion(of pod: PodRecord) -> Double {
      pod.gpuMemory > 0 ? portion(ofMemory: pod.gpuMemory) : pod.portion
    }

    /// With what leaves, a shared GPU has room for the pod, and not everybody on it leaves.
    func fits(_ pod: PodRecord, on gpu: SharedGPU) -> Bool {
      gpu.used != 0 && gpuMemory - gpu.allocated + gpu.releasing - share(of: pod) >= 0
        && gpu.allocated != gpu.releasing
    }

    /// A shared GPU has room for the pod at once.
    func fitsNow(_ pod: PodRecord, on gpu: SharedGPU) -> Bool {
      gpu.hasAllocation && gpuMemory - gpu.allocated - share(of: pod) >= 0
    }
  }
}
