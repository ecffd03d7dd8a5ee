extension Volcano {
  /// A node during a session.
  struct NodeState {
    let name: String
    let allocatable: Vector
    /// Not used by any task that has arrived or has been allocated.
    var idle: Vector
    /// By tasks that leave.
    var releasing: Vector
    /// Promised to tasks that wait for others to leave.
    var pipelined: Vector
    var used: Vector
    /// Tasks on it, those that leave or are promised it included, by rank.
    var tasks: [Int] = []
    /// As kube-scheduler's plugins count: without the evicted, with the promised.
    var podCount: Int = 0
    let podLimit: Int
    /// CPU, memory and GPUs that kube-scheduler's plugins count as requested.
    var requested: (cpu: Double, memory: Double, gpu: Double) = (0, 0, 0)
    /// CPU and memory with kube-scheduler's defaults for pods that ask for none.
    var nonZero: (cpu: Double, memory: Double) = (0, 0)
    /// Changes with every change of the above.
    var stamp = 1

    init(_ node: Volcano.Node, _ table: ResourceTable) {
      name = node.name
      allocatable = table.vector(node.allocatable)
      idle = allocatable
      releasing = table.zero
      pipelined = table.zero
      used = table.zero
      podLimit = node.allocatable.scalars[Volcano.podsName] ?? 0
    }

    /// What will be idle when everyone who leaves has left and everyone promised has come.
    var futureIdle: Vector { idle.adding(releasing).subtracting(pipelined) }

    /// `request.fits(in: futureIdle)` without making the vector.
    func willFit(_ request: Vector) -> Bool {
      guard futureFits(request, Vector.cpu), futureFits(request, Vector.memory) else {
        return false
      }
      var bits = request.known
      while bits != 0 {
        let index = bits.trailingZeroBitCount
        bits &= bits &- 1
        if !futureFits(request, index) { return false }
      }
      return true
    }

    @inline(__always) private func futureFits(_ request: Vector, _ index: Int) -> Bool {
      Vector.atMost(
        request.values[index],
        idle.values[index] + releasing.values[index] - pipelined.values[index])
    }
  }
}

extension Volcano {
  /// A task during a session.
  struct TaskState {
    let job: Int
    /// What it asks for and where it may go.
    let shape: Int
    /// Index in its job's roles.
    let role: Int
    let hasRole: Bool
    let priority: Int
    let creation: Int
    /// The last part of a name like `job-task-3`.
    let podIndex: Int?
    /// Asks for nothing but to run.
    let isBestEffort: Bool
    let isPreemptable: Bool
    let mayPreempt: Bool
    let isSpared: Bool
    let isGated: Bool
    let nominatedNode: Int?
    var status: Volcano.Task.Status
    /// Its status as the node knows it, which is not told of binding.
    var statusOnNode: Volcano.Task.Status
    var node: Int?
    var hasEvicted = false
    /// The hypernode its job lay in when a node was sought.
    var jobHyperNode: Int?
  }
}

extension Volcano {
  /// A pod group during a session.
  struct JobState {
    let queue: Int
    let minAvailable: Int
    let roleNames: [String]
    let roleMinimum: [Int]
    let roleMinimumTotal: Int
    /// By rank.
    let tasks: [Int]
    let minResources: Vector?
    let priority: Int
    let creation: Int
    let waitingLimit: Int?
    /// The highest tier its pods may be spread over; `nil`: it does not matter.
    let highestTier: Int?
    var phase: Volcano.PodGroup.Phase
    /// Tasks by status.
    var counts = [Int](repeating: 0, count: Volcano.Task.Status.allCases.count)
    /// Tasks by role and status.
    var roleCounts: [[Int]]
    var pendingBestEffort = 0
    var rolePendingBestEffort: [Int]
    /// Tasks for which no node was found, with what the nodes said.
    var failed: [Int: Volcano.NodeFailures?] = [:]
    var failedRoles: Set<Int> = []
    var hyperNode: Int?
    var subJobHyperNode: Int?
    var obstacles: [Volcano.Obstacle] = []

    func count(_ status: Volcano.Task.Status) -> Int { counts[status.rawValue] }

    /// Tasks that run or have a node.
    var ready: Int {
      count(.bound) + count(.binding) + count(.running) + count(.allocated) + count(.succeeded)
    }

    var waiting: Int { count(.pipelined) }
    var allocatedCount: Int {
      count(.bound) + count(.binding) + count(.running) + count(.allocated)
    }

    /// Tasks that are there or may still come.
    var valid: Int { ready + waiting + count(.pending) }

    var isReady: Bool { ready + pendingBestEffort >= minAvailable }
    var isPipelined: Bool { waiting + ready + pendingBestEffort >= minAvailable }
    var isStarving: Bool { waiting + ready < minAvailable }
    var isPending: Bool { phase == .pending }

    /// Roles count only if their minima do not add up to more than the gang needs.
    var rolesCount: Bool { minAvailable >= roleMinimumTotal }

    private func roleCount(_ role: Int, _ statuses: [Volcano.Task.Status]) -> Int {
      statuses.reduce(0) { $0 + roleCounts[role][$1.rawValue] }
    }

    /// Tasks of a role that have a node, or need none.
    func roleAllocated(_ role: Int) -> Int {
      roleCount(role, [.bound, .binding, .running, .allocated, .succeeded])
        + rolePendingBestEffort[role]
    }

    func roleValid(_ role: Int) -> Int {
      roleCount(
        role, [.bound, .binding, .running, .allocated, .succeeded, .pipelined, .pending])
    }

    /// The first role with fewer tasks than it needs.
    var tooSmallRole: Int? {
      guard rolesCount else { return nil }
      return roleMinimum.indices.first { roleMinimum[$0] > 0 && roleValid($0) < roleMinimum[$0] }
    }

    var rolesReady: Bool {
      !rolesCount || roleMinimum.indices.allSatisfy { roleAllocated($0) >= roleMinimum[$0] }
    }

    var rolesPipelined: Bool {
      !rolesCount
        || roleMinimum.indices.allSatisfy {
          roleAllocated($0) + roleCounts[$0][Volcano.Task.Status.pipelined.rawValue]
            >= roleMinimum[$0]
        }
    }
  }
}

extension Volcano {
  /// A queue during a session.
  struct QueueState {
    let name: String
    let weight: Int
    let priority: Int
    let creation: Int
    let isOpen: Bool
    let state: Volcano.Queue.State
    let isReclaimable: Bool
    let capability: Vector?
    let deserved: Vector
    let guarantee: Vector?
    let parent: Int?
    var hasJobs = false
  }
}

extension String {
  /// Byte order, as Go compares strings.
  func comesBefore(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}

extension Sequence where Element == String {
  var inByteOrder: [String] { sorted { $0.comesBefore($1) } }
}
