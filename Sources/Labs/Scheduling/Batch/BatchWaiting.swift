import Cluster
import ClusterRun

/// What pods of each queue hold and wait for, itself and below.
struct BatchWaiting {
  /// Resources that pods ask for or quotas name, by name.
  let resources: [ResourceName]
  private var usedAmounts: [[ResourceName: Int]]
  private var pendingAmounts: [[ResourceName: Int]]
  private var waitingJobs: [Int]

  init(_ tree: BatchQueueTree, _ world: World) {
    usedAmounts = Array(repeating: [:], count: tree.queues.count)
    pendingAmounts = usedAmounts
    waitingJobs = Array(repeating: 0, count: tree.queues.count)
    var known = Set(tree.resources)
    for (index, job) in world.jobs.enumerated() where world.jobStatus[index].phase == .active {
      let name = job.queue.isEmpty ? BatchQueue.standardName : job.queue
      guard let queue = tree.index(of: name) else { continue }
      let path = tree.path(to: queue).compactMap { tree.index(of: $0) }
      var waits = false
      for pod in world.pods(of: index) {
        let status = world.podStatus[pod]
        guard status.holds || status.phase == .pending else { continue }
        if status.phase == .pending { waits = true }
        var request = world.state.spec(of: pod).effectiveRequest
        // A share stands for the device that it opens.
        if world.state.record(of: pod).gpuShareMilli > 0 { request[.nvidiaGPU] = 1 }
        for entry in request.entries where entry.name != .pods && entry.amount > 0 {
          known.insert(entry.name)
          for above in path {
            if status.holds {
              usedAmounts[above][entry.name, default: 0] += entry.amount
            } else {
              pendingAmounts[above][entry.name, default: 0] += entry.amount
            }
          }
        }
      }
      if waits { for above in path { waitingJobs[above] += 1 } }
    }
    resources = known.sorted()
  }

  func used(_ queue: Int, _ resource: ResourceName) -> Int { usedAmounts[queue][resource] ?? 0 }
  func pending(_ queue: Int, _ resource: ResourceName) -> Int {
    pendingAmounts[queue][resource] ?? 0
  }
  func jobs(_ queue: Int) -> Int { waitingJobs[queue] }
}

extension BatchQueueTree {
  /// Parents before their children, with depths.
  var inOrder: [(index: Int, depth: Int)] {
    var list: [(index: Int, depth: Int)] = []
    func visit(_ queue: Int, _ depth: Int) {
      list.append((queue, depth))
      for child in children[queue] { visit(child, depth + 1) }
    }
    for queue in queues.indices where queues[queue].parent.isEmpty { visit(queue, 0) }
    return list
  }
}
