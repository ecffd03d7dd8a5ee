extension Volcano {
  /// Plugin proportion: queues share the cluster by weight.
  ///
  /// Volcano, pkg/scheduler/plugins/proportion. Only queues that have a job take part.
  struct ProportionState {
    /// By queue; `nil` for queues without a job.
    private(set) var books: [QueueBooks?]
    let division: Volcano.Division

    init(_ engine: Engine) {
      let table = engine.table
      var guaranteed = table.zero
      for queue in engine.queues { guaranteed.add(queue.guarantee ?? table.zero) }
      var books = engine.queues.map { $0.hasJobs ? QueueBooks($0, table) : nil }
      for index in books.indices {
        guard var book = books[index] else { continue }
        book.capability = QueueBooks.opened(book.capability)
        book.limit = engine.total.exceeding(guaranteed).adding(book.guarantee)
        if let capability = book.capability { book.limit.cap(by: capability) }
        books[index] = book
      }
      for job in engine.jobs { books[job.queue]?.take(job, engine) }
      let takers = books.indices.filter { books[$0] != nil }
      let filling = WaterFilling(
        total: engine.total,
        claims: takers.compactMap { index in
          books[index].map { book in
            WaterFilling.Claim(
              name: engine.queues[index].name, weight: engine.queues[index].weight,
              request: book.request, limit: book.limit, guarantee: book.guarantee,
              deserved: table.zero)
          }
        }, table: table)
      for (position, index) in takers.enumerated() {
        books[index]?.deserved = filling.claims[position].deserved
      }
      self.books = books
      division = filling.report
      for index in takers { updateShare(index) }
    }

    private mutating func updateShare(_ queue: Int) {
      guard let book = books[queue] else { return }
      books[queue]?.share = book.allocated.dominantShare(of: book.deserved).share
    }

    mutating func count(_ request: Vector, _ queue: Int, isAllocated: Bool) {
      if isAllocated {
        books[queue]?.allocated.add(request)
      } else {
        books[queue]?.allocated.subtract(request)
      }
      updateShare(queue)
    }

    mutating func enter(_ need: Vector, _ queue: Int) { books[queue]?.inqueue.add(need) }

    /// Has at least what it deserves, in every resource.
    func isOverused(_ queue: Int) -> Bool {
      books[queue].map { $0.deserved.fits(in: $0.allocated) } ?? false
    }

    /// The resources in which the queue would be above what it deserves.
    func above(_ queue: Int, with request: Vector) -> [Int] {
      guard let book = books[queue] else { return [] }
      return request.values.indices.filter {
        $0 != Vector.pods && request.values[$0] > 0
          && book.allocated.values[$0] + request.values[$0] > book.deserved.values[$0]
      }
    }

    /// Takes tasks in order while their queue has more than it deserves.
    func reclaimable(_ candidates: [Int], _ engine: Engine) -> [Int] {
      var allocated: [Int: Vector] = [:]
      return candidates.filter { task in
        let queue = engine.jobs[engine.tasks[task].job].queue
        guard let book = books[queue] else { return false }
        let now = allocated[queue] ?? book.allocated
        allocated[queue] = now
        if now.fits(in: book.deserved) { return false }
        allocated[queue] = now.subtracting(engine.request(task))
        return true
      }
    }
  }
}
