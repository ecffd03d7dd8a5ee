extension KAI {
  /// What a queue has and may have of one resource.
  public struct Standing: Hashable, Sendable {
    public var deserved: Double
    public var fairShare: Double
    /// `KAI.unlimited` for none.
    public var limit: Double
    public var overQuotaWeight: Double
    public var allocated: Double
    /// The part of `allocated` that belongs to work that cannot be preempted.
    public var nonPreemptible: Double
    /// Allocated and pending work together.
    public var request: Double
    /// Past use as part of the cluster.
    public var usage: Double

    public init(
      deserved: Double = 0, fairShare: Double = 0, limit: Double = KAI.unlimited,
      overQuotaWeight: Double = 0, allocated: Double = 0, nonPreemptible: Double = 0,
      request: Double = 0, usage: Double = 0
    ) {
      self.deserved = deserved
      self.fairShare = fairShare
      self.limit = limit
      self.overQuotaWeight = overQuotaWeight
      self.allocated = allocated
      self.nonPreemptible = nonPreemptible
      self.request = request
      self.usage = usage
    }

    /// Up to here a queue keeps what it has: the larger of deserved and fair share, under the
    /// limit; the limit itself when everything is deserved.
    public var allocatable: Double {
      if deserved == KAI.unlimited { return limit }
      let share = max(deserved, fairShare)
      return limit == KAI.unlimited ? share : min(limit, share)
    }

    /// The request, but no more than the limit.
    public var requestable: Double { limit == KAI.unlimited ? request : min(limit, request) }

    /// The part of the fair share above the deserved amount.
    public var overQuota: Double {
      deserved == KAI.unlimited ? 0 : max(0, fairShare - deserved)
    }
  }

  /// A queue in its tree.
  public struct QueueStanding: Hashable, Sendable {
    public var id: String
    /// Position of the parent in the tree; `nil` for a queue at the top.
    public var parent: Int?
    /// Positions of the children, in the order of the tree.
    public var children: [Int]
    public var priority: Int
    /// Smaller is older.
    public var createdRank: Int
    public var cpu: Standing
    public var memory: Standing
    public var gpu: Standing

    public init(
      id: String, parent: Int? = nil, children: [Int] = [], priority: Int = 100,
      createdRank: Int = 0, cpu: Standing = Standing(), memory: Standing = Standing(),
      gpu: Standing = Standing()
    ) {
      self.id = id
      self.parent = parent
      self.children = children
      self.priority = priority
      self.createdRank = createdRank
      self.cpu = cpu
      self.memory = memory
      self.gpu = gpu
    }

    public subscript(resource: Resource) -> Standing {
      get {
        switch resource {
        case .cpu: cpu
        case .memory: memory
        case .gpu: gpu
        }
      }
      set {
        switch resource {
        case .cpu: cpu = newValue
        case .memory: memory = newValue
        case .gpu: gpu = newValue
        }
      }
    }

    /// One number of each resource.
    public func amounts(_ path: KeyPath<Standing, Double> & Sendable) -> Amounts {
      Amounts(cpu: cpu[keyPath: path], memory: memory[keyPath: path], gpu: gpu[keyPath: path])
    }

    // Spelled out, because queues are compared too often for key paths.
    var allocated: Amounts {
      Amounts(cpu: cpu.allocated, memory: memory.allocated, gpu: gpu.allocated)
    }
    var nonPreemptible: Amounts {
      Amounts(cpu: cpu.nonPreemptible, memory: memory.nonPreemptible, gpu: gpu.nonPreemptible)
    }
    var deserved: Amounts {
      Amounts(cpu: cpu.deserved, memory: memory.deserved, gpu: gpu.deserved)
    }
    var fairShare: Amounts {
      Amounts(cpu: cpu.fairShare, memory: memory.fairShare, gpu: gpu.fairShare)
    }
    var allocatable: Amounts {
      Amounts(cpu: cpu.allocatable, memory: memory.allocatable, gpu: gpu.allocatable)
    }

    /// The largest of allocated over allocatable. Without anything allocatable what is allocated
    /// counts a thousandfold; an unlimited share counts as the whole cluster.
    func dominantShare(allocated: Amounts, total: Amounts) -> Double {
      var largest = 0.0
      for resource in Resource.allCases {
        var allocatable = self[resource].allocatable
        if allocatable == KAI.unlimited { allocatable = total[resource] }
        largest = max(
          largest,
          allocatable == 0 ? allocated[resource] * 1_000 : allocated[resource] / allocatable)
      }
      return largest
    }

    mutating func charge(_ amounts: Amounts, preemptible: Bool, times sign: Double) {
      let new = allocated.adding(amounts, times: sign)
      cpu.allocated = new.cpu
      memory.allocated = new.memory
      gpu.allocated = new.gpu
      if preemptible { return }
      let bound = nonPreemptible.adding(amounts, times: sign)
      cpu.nonPreemptible = bound.cpu
      memory.nonPreemptible = bound.memory
      gpu.nonPreemptible = bound.gpu
    }
  }

  /// A hierarchy of queues with what each has and may have.
  public struct QueueTree: Hashable, Sendable {
    /// A queue's parent may stand anywhere in the list; there are no cycles.
    public var queues: [QueueStanding]

    public init(queues: [QueueStanding]) { self.queues = queues }

    /// From the queue itself up to the top.
    public func path(from queue: Int) -> [Int] {
      var path: [Int] = []
      var next: Int? = queue
      while let here = next, queues.indices.contains(here), path.count <= queues.count {
        path.append(here)
        next = queues[here].parent
      }
      return path
    }

    public func index(of id: String) -> Int? { queues.firstIndex { $0.id == id } }
  }
}
