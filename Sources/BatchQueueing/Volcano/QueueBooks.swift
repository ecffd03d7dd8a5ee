extension Volcano {
  /// What plugins `proportion` and `capacity` know of one queue.
  struct QueueBooks {
    var deserved: Vector
    let guarantee: Vector
    /// What the queue itself says; CPU and memory that it leaves open are endless.
    var capability: Vector?
    /// The most it may have; nothing above what others are guaranteed.
    var limit: Vector
    var allocated: Vector
    var request: Vector
    /// Let in and not yet allocated.
    var inqueue: Vector
    /// Allocated beyond what the jobs need at least.
    var elastic: Vector
    var share = 0.0

    init(_ queue: QueueState, _ table: ResourceTable) {
      deserved = queue.deserved
      guarantee = queue.guarantee ?? table.zero
      capability = queue.capability
      limit = table.zero
      allocated = table.zero
      request = table.zero
      inqueue = table.zero
      elastic = table.zero
    }

    static let endless = Double.greatestFiniteMagnitude

    /// CPU and memory that a capability leaves open are endless.
    static func opened(_ capability: Vector?) -> Vector? {
      guard var capability else { return nil }
      for index in [Vector.cpu, Vector.memory] where capability.values[index] <= 0 {
        capability.values[index] = endless
      }
      return capability
    }

    /// Adds what a job has and asks for at the start of a session.
    mutating func take(_ job: JobState, _ engine: Engine) {
      var own = engine.table.zero
      for task in job.tasks {
        let status = engine.tasks[task].status
        if status.isAllocated { own.add(engine.request(task)) }
        if status.isAllocated || status == .pending { request.add(engine.request(task)) }
      }
      allocated.add(own)
      if let reserved = engine.reserved(for: job, allocated: own) { inqueue.add(reserved) }
      elastic.add(own.exceeding(job.minResources ?? engine.table.zero))
    }

    /// What a job's room would be: its need beside all that is promised, less what jobs could give.
    func withJob(_ need: Vector) -> Vector {
      need.adding(allocated).adding(inqueue).subtracting(elastic)
    }
  }
}

extension Volcano.Engine {
  /// What a job that was let in, or runs with its gang complete, still has to get.
  func reserved(for job: Volcano.JobState, allocated: Volcano.Vector) -> Volcano.Vector? {
    guard let need = job.minResources else { return nil }
    let counts: Bool
    switch job.phase {
    case .inqueue: counts = true
    case .running: counts = job.allocatedCount >= job.minAvailable
    default: counts = false
    }
    guard counts else { return nil }
    var rest = table.zero
    for index in need.values.indices where index <= Volcano.Vector.memory || need.knows(index) {
      let left = need.values[index] - allocated.values[index]
      if left > 0 { rest.set(index, left) }
    }
    return withoutGated(rest, job)
  }

  /// Takes off what pods behind scheduling gates ask for: they do not need room yet.
  func withoutGated(_ amount: Volcano.Vector, _ job: Volcano.JobState) -> Volcano.Vector {
    var gated = table.zero
    for task in job.tasks where tasks[task].isGated { gated.add(request(task)) }
    if gated.isEmpty { return amount }
    var rest = amount
    for index in rest.values.indices where index <= Volcano.Vector.memory || rest.knows(index) {
      rest.values[index] = max(rest.values[index] - gated.values[index], 0)
    }
    return rest
  }

  func shortages(_ indices: [Int], _ needed: Volcano.Vector, _ limit: Volcano.Vector) -> [Volcano
    .Shortage]
  {
    indices.map { index in
      let unit = index > Volcano.Vector.pods ? 1000.0 : 1
      return Volcano.Shortage(
        resource: table.names[index], needed: needed.values[index] / unit,
        limit: limit.values[index] / unit)
    }
  }
}
