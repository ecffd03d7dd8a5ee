extension Volcano {
  /// The state of a running session; its actions and plugins are extensions in files of their own.
  struct Engine {
    typealias Hooks = Volcano.Configuration.Hooks
    typealias PluginName = Volcano.Configuration.PluginName

    let snapshot: Volcano.Snapshot
    let configuration: Volcano.Configuration
    let explaining: Volcano.Session.Explaining
    let table: ResourceTable
    let total: Vector
    let gpu: Int?

    var nodes: [NodeState]
    var queues: [QueueState] = []
    /// In the byte order of their ids, so that the index is the rank.
    var jobs: [JobState] = []
    var jobIDs: [String] = []
    /// In the byte order of their ids, so that the index is the rank.
    var tasks: [TaskState] = []
    var taskIDs: [String] = []
    var shapes: [Shape] = []
    var rules: [PlacementRules] = []

    /// Plugins by tier for each hook that has any.
    private var asked: [UInt32: [[PluginName]]] = [:]
    let enabled: Set<PluginName>

    var proportion: ProportionState?
    var capacity: CapacityState?
    var drf: DominantShares?
    var overcommit: OvercommitState?
    var topology: TopologyState
    let nodeScores: NodeScores
    let binpack: Binpack?

    var action = Volcano.Configuration.Action.allocate
    /// What of the snapshot is still to be taken in.
    private var opening = Opening.jobs
    /// How far the action has come.
    var rounds = Volcano.Rounds()
    /// How much was done, roughly in nodes looked at; says where steps end.
    var effort = 0
    var nextNode: Int
    var stamps = 1
    var outcome = Volcano.SessionOutcome()
    /// Shapes that keep looks at nodes, the oldest first.
    var shapesWithLooks: [Int] = []
    /// The last count of refusals: valid while nothing has changed.
    var lastFailures: (key: FailureKey, failures: Volcano.NodeFailures)?
    /// How plugins voted when victims were last sought.
    var votes: [Volcano.Vote] = []

    init(
      _ snapshot: Volcano.Snapshot, _ configuration: Volcano.Configuration,
      explaining: Volcano.Session.Explaining
    ) {
      self.snapshot = snapshot
      self.configuration = configuration
      self.explaining = explaining
      table = ResourceTable(snapshot.allResources)
      gpu = table.index("nvidia.com/gpu")
      nodes = snapshot.nodes.map { [table] in NodeState($0, table) }
      var total = table.zero
      for node in nodes { total.add(node.allocatable) }
      self.total = total
      nextNode = nodes.isEmpty ? 0 : snapshot.firstNode % nodes.count
      enabled = Set(configuration.tiers.joined().map(\.name))
      topology = TopologyState(snapshot, configuration, table)
      nodeScores = NodeScores(configuration, gpu: gpu)
      binpack = configuration.plugin(.binpack).flatMap { [table] in
        let binpack = Binpack($0.settings.binpack, table)
        return $0.hooks.contains(.nodeOrder) && binpack.isOn ? binpack : nil
      }
      for bit in 0..<UInt32(Hooks.all.rawValue.nonzeroBitCount) {
        let hook = Hooks(rawValue: 1 << bit)
        asked[hook.rawValue] = configuration.tiers.map { tier in
          tier.filter { $0.hooks.contains(hook) }.map(\.name)
        }
      }
    }

    /// The plugins to be asked on an occasion, tier by tier.
    func plugins(_ hook: Hooks) -> [[PluginName]] { asked[hook.rawValue] ?? [] }

    /// Takes in a part of the snapshot; `false` when everything stands. Nothing else may be asked
    /// before.
    mutating func open() -> Bool {
      switch opening {
      case .jobs:
        let (ordered, jobIndex) = takeJobs()
        opening = .tasks(Intake(ordered, jobIndex, self))
        effort += 4 * snapshot.tasks.count
      case .tasks(var intake):
        opening = .plugins
        if takeTasks(&intake) { opening = .tasks(intake) }
        effort += 8_000
      case .plugins:
        openPlugins()
        effort += 4 * jobs.count
        opening = .done
      case .done: return false
      }
      return true
    }

    enum Opening {
      case jobs
      case tasks(Intake)
      case plugins
      case done
    }

    private mutating func openPlugins() {
      topology.open(nodes)
      topology.settle(&jobs, tasks)
      if enabled.contains(.proportion) { proportion = ProportionState(self) }
      if let plugin = configuration.plugin(.capacity) { capacity = CapacityState(self, plugin) }
      if let plugin = configuration.plugin(.drf) { drf = DominantShares(self, plugin) }
      if let plugin = configuration.plugin(.overcommit) {
        overcommit = OvercommitState(self, factor: plugin.settings.overcommitFactor)
      }
    }

    // MARK: - Tasks change

    mutating func setStatus(_ task: Int, _ status: Volcano.Task.Status) {
      count(task, -1)
      tasks[task].status = status
      count(task, 1)
    }

    mutating func count(_ task: Int, _ change: Int) {
      let state = tasks[task]
      let status = state.status.rawValue
      jobs[state.job].counts[status] += change
      jobs[state.job].roleCounts[state.role][status] += change
      if state.status == .pending && state.isBestEffort {
        jobs[state.job].pendingBestEffort += change
        jobs[state.job].rolePendingBestEffort[state.role] += change
      }
    }

    /// Enters a task in its node's books, as its status says.
    mutating func addToNode(_ task: Int, _ node: Int) {
      let request = shapes[tasks[task].shape].request
      let status = tasks[task].status
      tasks[task].statusOnNode = status
      switch status {
      case .releasing:
        nodes[node].idle.subtract(request)
        nodes[node].releasing.add(request)
        nodes[node].used.add(request)
      case .pipelined: nodes[node].pipelined.add(request)
      default:
        nodes[node].idle.subtract(request)
        nodes[node].used.add(request)
      }
      let place = place(of: task, on: node)
      nodes[node].tasks.insert(task, at: place)
      touch(node)
    }

    mutating func removeFromNode(_ task: Int, _ node: Int) {
      let request = shapes[tasks[task].shape].request
      switch tasks[task].statusOnNode {
      case .releasing:
        nodes[node].releasing.subtract(request)
        nodes[node].idle.add(request)
        nodes[node].used.subtract(request)
      case .pipelined: nodes[node].pipelined.subtract(request)
      default:
        nodes[node].idle.add(request)
        nodes[node].used.subtract(request)
      }
      let place = place(of: task, on: node)
      if place < nodes[node].tasks.count, nodes[node].tasks[place] == task {
        nodes[node].tasks.remove(at: place)
      }
      touch(node)
    }

    /// Where a task stands, or would stand, in its node's list.
    private func place(of task: Int, on node: Int) -> Int {
      var low = 0
      var high = nodes[node].tasks.count
      while low < high {
        let middle = (low + high) / 2
        if nodes[node].tasks[middle] >= task { high = middle } else { low = middle + 1 }
      }
      return low
    }

    private mutating func touch(_ node: Int) {
      stamps += 1
      nodes[node].stamp = stamps
    }

    /// Tells the plugins that a task holds its node's and its queue's resources from now on.
    mutating func tellAllocated(_ task: Int, _ node: Int) { tell(task, node, isAllocated: true) }

    mutating func tellDeallocated(_ task: Int, _ node: Int) { tell(task, node, isAllocated: false) }

    private mutating func tell(_ task: Int, _ node: Int, isAllocated: Bool) {
      let job = tasks[task].job
      let shape = tasks[task].shape
      countPod(shape, node, isAllocated ? 1 : -1)
      topology.count(shapes[shape].request, on: node, isAllocated: isAllocated)
      let queue = jobs[job].queue
      proportion?.count(shapes[shape].request, queue, isAllocated: isAllocated)
      capacity?.count(shapes[shape].request, queue, isAllocated: isAllocated)
      drf?.count(shapes[shape].request, job: job, isAllocated: isAllocated)
    }

    /// kube-scheduler's own books of a node.
    mutating func countPod(_ shape: Int, _ node: Int, _ change: Int) {
      let sign = Double(change)
      nodes[node].podCount += change
      nodes[node].requested.cpu += sign * shapes[shape].cpu
      nodes[node].requested.memory += sign * shapes[shape].memory
      nodes[node].requested.gpu += sign * shapes[shape].gpu
      nodes[node].nonZero.cpu += sign * shapes[shape].nonZeroCPU
      nodes[node].nonZero.memory += sign * shapes[shape].nonZeroMemory
      touch(node)
    }

    func request(_ task: Int) -> Vector { shapes[tasks[task].shape].request }

    /// Pending tasks of a job, by rank.
    func pendingTasks(_ job: Int) -> [Int] {
      jobs[job].tasks.filter { tasks[$0].status == .pending }
    }

    func isExplained(_ task: Int) -> Bool {
      switch explaining {
      case .nothing: false
      case .everything: true
      case .podGroup(let id): jobIDs[tasks[task].job] == id
      }
    }
  }
}
