extension Volcano {
  /// Plugin capacity: each queue has a configured deserved amount and may borrow up to its limit.
  ///
  /// Volcano, pkg/scheduler/plugins/capacity, with or without a hierarchy of queues.
  struct CapacityState {
    let isHierarchical: Bool
    let ancestorReclaimLevel: Int
    /// By queue; without a hierarchy `nil` for queues without a job.
    private(set) var books: [QueueBooks?]
    /// From the root down to the parent.
    let ancestors: [[Int]]
    let children: [[Int]]
    /// A queue that has jobs and others below it, if there is one: then nothing is scheduled.
    private(set) var blockedBy: Int?
    private let root: Int?

    var isOpen: Bool { blockedBy == nil }

    init(_ engine: Engine, _ plugin: Volcano.Configuration.Plugin) {
      isHierarchical = plugin.isHierarchical
      ancestorReclaimLevel = min(max(plugin.settings.ancestorReclaimLevel, 0), engine.queues.count)
      let table = engine.table
      let queues = engine.queues
      root = queues.firstIndex { $0.name == Volcano.rootQueue }
      if isHierarchical {
        ancestors = queues.indices.map { index in
          var path: [Int] = []
          var next = queues[index].parent
          while let above = next, path.count <= queues.count {
            path.append(above)
            next = queues[above].parent
          }
          return path.reversed()
        }
        var below = queues.map { _ in [Int]() }
        for (index, queue) in queues.enumerated() {
          if let parent = queue.parent { below[parent].append(index) }
        }
        children = below
        books = queues.map { QueueBooks($0, table) }
      } else {
        ancestors = queues.map { _ in [] }
        children = queues.map { _ in [] }
        books = queues.map { $0.hasJobs ? QueueBooks($0, table) : nil }
      }
      for job in engine.jobs {
        if !children[job.queue].isEmpty && blockedBy == nil { blockedBy = job.queue }
        for queue in [job.queue] + ancestors[job.queue] { books[queue]?.take(job, engine) }
      }
      if isHierarchical { settleHierarchy(engine) } else { settle(engine) }
      for index in books.indices { updateShare(index) }
    }

    private mutating func settle(_ engine: Engine) {
      var guaranteed = engine.table.zero
      for queue in engine.queues { guaranteed.add(queue.guarantee ?? engine.table.zero) }
      for index in books.indices {
        guard var book = books[index] else { continue }
        book.capability = QueueBooks.opened(book.capability)
        book.limit = engine.total.exceeding(guaranteed).adding(book.guarantee)
        if let capability = book.capability { book.limit.cap(by: capability) }
        book.deserved.cap(by: book.limit)
        book.deserved = book.deserved.maximum(book.guarantee)
        books[index] = book
      }
    }

    /// The root is endless unless it says otherwise; what a queue leaves open it takes from above.
    private mutating func settleHierarchy(_ engine: Engine) {
      guard let root, var top = books[root] else { return }
      var capability = top.capability ?? engine.table.zero
      if capability.isEmpty {
        capability = engine.table.zero
        for index in capability.values.indices where index <= Vector.memory {
          capability.values[index] = QueueBooks.endless
        }
        engine.total.forEachScalar { capability.set($0, 0x1p63) }
      }
      top.capability = capability
      top.limit = capability
      books[root] = top
      var queue = [root]
      var next = 0
      while next < queue.count {
        settleChildren(of: queue[next], isRoot: queue[next] == root, engine)
        queue += children[queue[next]]
        next += 1
      }
    }

    private mutating func settleChildren(of parent: Int, isRoot: Bool, _ engine: Engine) {
      guard let above = books[parent] else { return }
      let wide = above.capability ?? engine.table.zero
      var guaranteed = engine.table.zero
      var deserved = engine.table.zero
      for child in children[parent] {
        guard var book = books[child] else { continue }
        book.deserved = book.deserved.maximum(book.guarantee)
        deserved.add(book.deserved)
        guaranteed.add(book.guarantee)
        var capability = book.capability ?? engine.table.zero
        for index in [Vector.cpu, Vector.memory] where capability.values[index] <= 0 {
          capability.values[index] = wide.values[index]
        }
        wide.forEachScalar {
          if !capability.knows($0) { capability.set($0, wide.values[$0]) }
        }
        book.capability = capability
        books[child] = book
      }
      if isRoot { books[parent]?.deserved = deserved }
      for child in children[parent] {
        guard var book = books[child], let capability = book.capability else { continue }
        book.limit = above.limit.exceeding(guaranteed).adding(book.guarantee)
        book.limit.cap(by: capability)
        books[child] = book
      }
    }

    /// A queue that deserves nothing always counts as just served.
    private mutating func updateShare(_ queue: Int) {
      guard let book = books[queue] else { return }
      books[queue]?.share =
        book.deserved.isEmpty ? 1 : book.allocated.dominantShare(of: book.deserved).share
    }

    mutating func count(_ request: Vector, _ queue: Int, isAllocated: Bool) {
      add(request, queue, isAllocated: isAllocated)
      updateShare(queue)
      for ancestor in ancestors[queue] { add(request, ancestor, isAllocated: isAllocated) }
    }

    private mutating func add(_ request: Vector, _ queue: Int, isAllocated: Bool) {
      if isAllocated {
        books[queue]?.allocated.add(request)
      } else {
        books[queue]?.allocated.subtract(request)
      }
    }

    mutating func enter(_ need: Vector, _ queue: Int) {
      books[queue]?.inqueue.add(need)
      for ancestor in ancestors[queue] { books[ancestor]?.inqueue.add(need) }
    }

    func isLeaf(_ queue: Int) -> Bool { children[queue].isEmpty }

    // MARK: - Order

    /// Negative: queue `a` goes first. The smaller share, at a tie the one that deserves something.
    func compare(_ a: Int, _ b: Int) -> Int {
      guard isHierarchical else { return compareShares(a, b) }
      let left = isLeaf(a)
      let right = isLeaf(b)
      if left != right { return left ? -1 : 1 }
      if !left { return compareShares(a, b) }
      let level = commonLevel(a, b) + 1
      return compareShares(
        level < ancestors[a].count ? ancestors[a][level] : a,
        level < ancestors[b].count ? ancestors[b][level] : b)
    }

    private func compareShares(_ a: Int, _ b: Int) -> Int {
      guard let left = books[a], let right = books[b] else { return 0 }
      if left.share != right.share { return left.share < right.share ? -1 : 1 }
      if left.deserved.isEmpty == right.deserved.isEmpty { return 0 }
      return left.deserved.isEmpty ? 1 : -1
    }

    /// How far down two queues share their ancestors; 0 is the root.
    func commonLevel(_ a: Int, _ b: Int) -> Int {
      var level = 0
      for index in 0..<min(ancestors[a].count, ancestors[b].count) {
        if ancestors[a][index] != ancestors[b][index] { return level }
        level = index
      }
      return level
    }

    // MARK: - Room

    /// The queue itself or the first ancestor whose limit the request would exceed, from below.
    func above(_ queue: Int, with request: Vector) -> (queue: Int, resources: [Int])? {
      for index in [queue] + ancestors[queue].reversed() {
        guard let book = books[index] else { continue }
        let resources = request.values.indices.filter {
          $0 != Vector.pods && request.values[$0] > 0
            && book.allocated.values[$0] + request.values[$0] > book.limit.values[$0]
        }
        if !resources.isEmpty { return (index, resources) }
      }
      return nil
    }

    /// The same for a job that wants to be let in.
    func full(_ queue: Int, for need: Vector) -> (queue: Int, resources: [Int])? {
      for index in [queue] + ancestors[queue].reversed() {
        guard let book = books[index] else { continue }
        let resources = book.withJob(need).above(book.limit, asked: need)
        if !resources.isEmpty { return (index, resources) }
      }
      return nil
    }

    /// Whether a queue may take back from others for this request: within its limit, and in some
    /// requested resource within what it deserves.
    func mayReclaim(_ queue: Int, for request: Vector) -> Bool {
      guard isOpen, let book = books[queue] else { return false }
      let used = book.allocated.adding(request)
      if !used.above(book.limit, asked: request).isEmpty { return false }
      if !used.within(book.deserved, asked: request).isEmpty { return true }
      guard isHierarchical, ancestorReclaimLevel > 0 else { return false }
      return (1...ancestorReclaimLevel).contains { level in
        guard let ancestor = ancestor(queue, level), ancestor != root, let above = books[ancestor]
        else { return false }
        return !above.allocated.adding(request).within(above.deserved, asked: request).isEmpty
      }
    }

    /// Level 1 is the parent.
    private func ancestor(_ queue: Int, _ level: Int) -> Int? {
      level >= 1 && level <= ancestors[queue].count
        ? ancestors[queue][ancestors[queue].count - level] : nil
    }

    // MARK: - Victims

    func reclaimable(for reclaimer: Int, _ candidates: [Int], _ engine: Engine) -> [Int] {
      guard isOpen else { return [] }
      let own = engine.jobs[engine.tasks[reclaimer].job].queue
      let wanted = Set(engine.request(reclaimer).filled.filter { $0 != Vector.pods })
      var left: [Int: Vector] = [:]
      var victims: [Int] = []
      for task in engine.inOrderOfLeaving(candidates, for: reclaimer) {
        let queue = engine.jobs[engine.tasks[task].job].queue
        guard let book = books[queue] else { continue }
        let request = engine.request(task)
        // Nothing in it that the reclaimer could use.
        if wanted.isDisjoint(with: request.filled) { continue }
        let allocated = left[queue] ?? book.allocated
        left[queue] = allocated
        if !book.guarantee.fits(in: allocated.subtracting(request)) { continue }
        if isImmediate(request, book) {
          if sharesAncestor(own, queue) && !deservesAny(engine.request(reclaimer), own) { continue }
        } else if allocated.aboveRelevant(book.deserved, asked: request).isEmpty {
          continue
        }
        guard let asked = yieldingAncestors(own, queue, request, &left) else { continue }
        for index in [queue] + asked { left[index] = left[index]?.subtracting(request) }
        victims.append(task)
      }
      return victims
    }

    /// Its queue deserves nothing of what it has.
    private func isImmediate(_ request: Vector, _ book: QueueBooks) -> Bool {
      let deserved = Set(book.deserved.filled)
      return !request.filled.contains(where: deserved.contains)
    }

    private func deservesAny(_ request: Vector, _ queue: Int) -> Bool {
      books[queue].map { !isImmediate(request, $0) } ?? false
    }

    private func sharesAncestor(_ a: Int, _ b: Int) -> Bool {
      guard isHierarchical, ancestorReclaimLevel > 0 else { return false }
      let left = Set(ancestors[a].suffix(ancestorReclaimLevel))
      return ancestors[b].suffix(ancestorReclaimLevel).contains { $0 != root && left.contains($0) }
    }

    /// The ancestors that have to give as well, or `nil` if one of them has nothing to give.
    private func yieldingAncestors(
      _ own: Int, _ queue: Int, _ request: Vector, _ left: inout [Int: Vector]
    ) -> [Int]? {
      guard isHierarchical, ancestorReclaimLevel > 0 else { return [] }
      var asked: [Int] = []
      for level in 1...ancestorReclaimLevel {
        guard let index = ancestor(queue, level), index != root, index != ancestor(own, level),
          let book = books[index]
        else { continue }
        let allocated = left[index] ?? book.allocated
        left[index] = allocated
        asked.append(index)
        if isImmediate(request, book) { continue }
        if allocated.aboveRelevant(book.deserved, asked: request).isEmpty { return nil }
      }
      return asked
    }
  }
}
