extension Volcano {
  /// Plugin overcommit: lets in as many jobs as a somewhat larger cluster could hold.
  ///
  /// Volcano, pkg/scheduler/plugins/overcommit.
  struct OvercommitState {
    /// The stretched cluster less what is used.
    let idle: Vector
    private(set) var inqueue: Vector

    init(_ engine: Engine, factor: Double) {
      var used = engine.table.zero
      for node in engine.nodes { used.add(node.used) }
      idle = engine.total.scaled(by: factor < 1 ? 1.2 : factor).subtracting(used)
      inqueue = engine.table.zero
      for job in engine.jobs {
        guard let need = job.minResources else { continue }
        if job.phase == .inqueue {
          inqueue.add(engine.withoutGated(need, job))
        } else if job.phase == .running {
          var own = engine.table.zero
          for task in job.tasks where engine.tasks[task].status.isAllocated {
            own.add(engine.request(task))
          }
          if let rest = engine.reserved(for: job, allocated: own) { inqueue.add(rest) }
        }
      }
    }

    /// What would be promised with this job.
    func with(_ need: Vector) -> Vector { inqueue.adding(need) }

    mutating func enter(_ need: Vector) { inqueue.add(need) }
  }
}
