extension Volcano {
  /// Plugin drf: jobs with a smaller dominant share go first; with hierarchy, queues as well.
  ///
  /// Volcano, pkg/scheduler/plugins/drf. A job's share is the largest part of any resource of the
  /// cluster that it has.
  struct DominantShares {
    /// Shares closer than this count as equal when a victim is judged.
    static let smallestDifference = 0.000001

    private(set) var allocated: [Vector]
    private(set) var shares: [Double]
    private let total: Vector
    private(set) var hierarchy: ShareTree?

    init(_ engine: Engine, _ plugin: Volcano.Configuration.Plugin) {
      total = engine.total
      allocated = engine.jobs.map { job in
        var sum = engine.table.zero
        for task in job.tasks where engine.tasks[task].status.isAllocated {
          sum.add(engine.request(task))
        }
        return sum
      }
      shares = allocated.map { [total] in $0.dominantShare(of: total).share }
      guard plugin.isHierarchical else { return }
      var tree = ShareTree(engine)
      for job in engine.jobs.indices { tree.enter(job, allocated[job]) }
      tree.update()
      hierarchy = tree
    }

    mutating func count(_ request: Vector, job: Int, isAllocated: Bool) {
      if isAllocated { allocated[job].add(request) } else { allocated[job].subtract(request) }
      shares[job] = allocated[job].dominantShare(of: total).share
      hierarchy?.change(job, allocated[job])
    }

    /// Tasks whose job would still have at least the preemptor's share without them.
    func preemptable(for preemptor: Int, _ candidates: [Int], _ engine: Engine) -> [Int] {
      let own = allocated[engine.tasks[preemptor].job].adding(engine.request(preemptor))
      let ownShare = own.dominantShare(of: total).share
      var rest: [Int: Vector] = [:]
      return candidates.filter { task in
        let job = engine.tasks[task].job
        let left = (rest[job] ?? allocated[job]).subtracting(engine.request(task))
        rest[job] = left
        let share = left.dominantShare(of: total).share
        return ownShare < share || abs(ownShare - share) <= Self.smallestDifference
      }
    }

    /// Tasks whose queue would still come after the reclaimer's, with the request and without them.
    func reclaimable(for reclaimer: Int, _ candidates: [Int], _ engine: Engine) -> [Int] {
      guard var tree = hierarchy else { return [] }
      let job = engine.tasks[reclaimer].job
      tree.change(job, allocated[job].adding(engine.request(reclaimer)))
      let queue = engine.jobs[job].queue
      return candidates.filter { task in
        let victim = engine.tasks[task].job
        tree.change(victim, allocated[victim].subtracting(engine.request(task)))
        let order = tree.compare(queue, engine.jobs[victim].queue)
        tree.change(victim, allocated[victim])
        return order < 0
      }
    }
  }
}

extension Volcano {
  /// Hierarchical dominant resource fairness: queues as leaves of a weighted tree, jobs below them.
  ///
  /// A node's allocation is the sum of its children's, those that still want something scaled down
  /// to the smallest share among them. A saturated node, which can use no more, comes last.
  struct ShareTree {
    private struct Branch {
      let weight: Double
      /// By name or job, in the order in which they came.
      var children: [Int] = []
      var job: Int?
      var allocated: Vector
      var request: Vector
      var share = 0.0
      var isSaturated = false
    }

    private var branches: [Branch]
    private var leafOfJob: [Int: Int] = [:]
    /// Branches on the way from the root to each queue, the root included.
    private var paths: [[Int]]
    private var totalAllocated: Vector
    private let total: Vector

    init(_ engine: Engine) {
      total = engine.total
      totalAllocated = engine.table.zero
      let zero = engine.table.zero
      branches = [Branch(weight: 1, allocated: zero, request: zero)]
      paths = engine.queues.map { _ in [0] }
      let configured = Dictionary(
        uniqueKeysWithValues: engine.snapshot.queues.map { ($0.name, $0) })
      var children: [[String]: Int] = [:]
      for (queue, state) in engine.queues.enumerated() {
        let spec = configured[state.name]
        let names = (spec?.hierarchy ?? "").split(separator: "/", omittingEmptySubsequences: false)
        let weights = (spec?.hierarchyWeights ?? "")
          .split(separator: "/", omittingEmptySubsequences: false)
        var key: [String] = []
        var parent = 0
        for level in names.indices.dropFirst() {
          key.append(String(names[level]))
          if let known = children[key] {
            parent = known
          } else {
            let weight = level < weights.count ? Double(String(weights[level])) ?? 1 : 1
            branches.append(
              Branch(weight: weight.isFinite ? max(weight, 1) : 1, allocated: zero, request: zero))
            branches[parent].children.append(branches.count - 1)
            parent = branches.count - 1
            children[key] = parent
          }
          paths[queue].append(parent)
        }
      }
      for (job, state) in engine.jobs.enumerated() {
        var request = zero
        for task in state.tasks { request.add(engine.request(task)) }
        branches.append(Branch(weight: 1, job: job, allocated: zero, request: request))
        leafOfJob[job] = branches.count - 1
        if let parent = paths[state.queue].last {
          branches[parent].children.append(branches.count - 1)
        }
      }
    }

    /// Sets what a job has, without working out the shares.
    mutating func enter(_ job: Int, _ allocated: Vector) {
      guard let leaf = leafOfJob[job] else { return }
      totalAllocated.subtract(branches[leaf].allocated)
      totalAllocated.add(allocated)
      branches[leaf].allocated = allocated
      branches[leaf].share = allocated.dominantShare(of: total).share
    }

    mutating func change(_ job: Int, _ allocated: Vector) {
      enter(job, allocated)
      update()
    }

    mutating func update() {
      let free = total.values.indices.map {
        total.values[$0] >= Vector.smallest && totalAllocated.values[$0] < total.values[$0]
      }
      update(0, free)
    }

    private mutating func update(_ index: Int, _ free: [Bool]) {
      if branches[index].job != nil {
        branches[index].isSaturated = Self.isSaturated(branches[index], free)
        return
      }
      let children = branches[index].children
      var smallest = 1.0
      for child in children {
        update(child, free)
        if branches[child].share != 0 && !branches[child].isSaturated {
          smallest = min(smallest, branches[child].allocated.dominantShare(of: total).share)
        }
      }
      var sum = Vector(count: total.values.count)
      for child in children where branches[child].share != 0 {
        let isSaturated = branches[child].isSaturated
        sum.add(
          isSaturated
            ? branches[child].allocated
            : branches[child].allocated.scaled(by: smallest / branches[child].share))
      }
      branches[index].allocated = sum
      branches[index].share = sum.dominantShare(of: total).share
      branches[index].isSaturated = children.allSatisfy { branches[$0].isSaturated }
    }

    /// Has all that it asks for of a resource, or asks for one of which nothing is left. Only
    /// resources of which it has some are looked at.
    private static func isSaturated(_ branch: Branch, _ free: [Bool]) -> Bool {
      branch.allocated.filled.contains { index in
        let asked = branch.request.values[index]
        return asked != 0 && (branch.allocated.values[index] >= asked || !free[index])
      }
    }

    /// Negative: queue `a` goes first.
    func compare(_ a: Int, _ b: Int) -> Double {
      let depth = min(paths[a].count, paths[b].count)
      for level in 0..<depth {
        let left = branches[paths[a][level]]
        let right = branches[paths[b][level]]
        if left.isSaturated != right.isSaturated { return left.isSaturated ? 1 : -1 }
        let leftShare = left.share / left.weight
        let rightShare = right.share / right.weight
        if leftShare != rightShare { return leftShare - rightShare }
      }
      return 0
    }
  }
}
