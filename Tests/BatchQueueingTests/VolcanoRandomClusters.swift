import BatchQueueing
import Simulation

/// Random small clusters in the middle of their work, for laws.
struct VolcanoRandomClusters {
  var random: SeededGenerator
  let seed: String
  var hasCapacityQueues = false
  var isHierarchical = false

  init(_ seed: String) {
    self.seed = seed
    random = SeededGenerator(seed: Seed(seed))
  }

  mutating func pick<Element>(_ list: [Element]) -> Element { list[random.below(list.count)] }

  mutating func amounts(cores: Int, gpus: Int) -> Volcano.Resources {
    var resources = Volcano.Resources(
      milliCPU: random.below(cores * 2 + 1) * 500, memory: random.below(cores + 1) << 30)
    if random.below(3) == 0 { resources.scalars["nvidia.com/gpu"] = random.below(gpus + 1) }
    return resources
  }

  mutating func snapshot() -> Volcano.Snapshot {
    var nodes: [Volcano.Node] = []
    for index in 0...random.below(6) {
      let cores = 2 + random.below(14)
      var scalars = ["pods": 1 + random.below(12)]
      if random.below(2) == 0 { scalars["nvidia.com/gpu"] = 1 + random.below(8) }
      nodes.append(
        Volcano.Node(
          name: "n\(index)",
          allocatable: Volcano.Resources(
            milliCPU: cores * 1000, memory: (2 + random.below(20)) << 30, scalars: scalars),
          labels: ["zone": pick(["a", "b"])],
          taints: random.below(6) == 0
            ? [Volcano.Taint(key: "t", effect: pick(Volcano.Taint.Effect.allCases))] : [],
          isUnschedulable: random.below(15) == 0))
    }
    let queues = queues()
    let leaves = queues.filter { queue in !queues.contains { $0.parent == queue.name } }
    var groups: [Volcano.PodGroup] = []
    var tasks: [Volcano.Task] = []
    for index in 0..<(3 + random.below(10)) {
      let queue = pick(leaves).name
      add(index, queue, nodes, &groups, &tasks)
    }
    return Volcano.Snapshot(
      nodes: nodes, queues: queues, podGroups: groups, tasks: tasks, now: 100,
      firstNode: random.below(5))
  }

  private mutating func queues() -> [Volcano.Queue] {
    var queues: [Volcano.Queue] = []
    for index in 0...random.below(4) {
      var queue = Volcano.Queue(
        name: "q\(index)", weight: 1 + random.below(5), priority: random.below(3) == 0 ? 1 : 0)
      if random.below(3) == 0 { queue.capability = amounts(cores: 20, gpus: 8) }
      if random.below(4) == 0 { queue.guarantee = amounts(cores: 2, gpus: 1) }
      if hasCapacityQueues && random.below(4) != 0 {
        queue.deserved = amounts(cores: 12, gpus: 6)
      }
      if isHierarchical && index > 0 && random.below(2) == 0 {
        queue.parent = "q\(random.below(index))"
      }
      queue.isReclaimable = random.below(6) != 0
      if random.below(12) == 0 { queue.state = .closed }
      queues.append(queue)
    }
    return queues
  }

  private mutating func add(
    _ index: Int, _ queue: String, _ nodes: [Volcano.Node], _ groups: inout [Volcano.PodGroup],
    _ tasks: inout [Volcano.Task]
  ) {
    let count = 1 + random.below(5)
    let id = "ns/job\(index)"
    let phase = pick([Volcano.PodGroup.Phase.pending, .inqueue, .running, .inqueue])
    let request = amounts(cores: 6, gpus: 3)
    var group = Volcano.PodGroup(
      id: id, queue: queue, minMember: random.below(count + 2), phase: phase,
      priority: random.below(3), creation: random.below(5))
    if random.below(2) == 0 { group.minResources = request }
    let hasRoles = random.below(3) == 0
    if hasRoles { group.minTaskMember = ["a": random.below(2), "b": random.below(2)] }
    groups.append(group)
    for number in 0..<count {
      var task = Volcano.Task(
        id: "ns/job\(index)-t-\(number)", podGroup: id,
        role: hasRoles ? pick(["a", "b"]) : "",
        request: random.below(8) == 0
          ? Volcano.Resources() : (random.below(4) == 0 ? amounts(cores: 6, gpus: 3) : request),
        priority: 1 + random.below(3), isPreemptable: random.below(6) != 0)
      if random.below(6) == 0 { task.nodeSelector = ["zone": pick(["a", "b"])] }
      if phase == .running && random.below(4) != 0 {
        let node = pick(nodes)
        if fits(task, node, tasks) {
          task.node = node.name
          task.status = random.below(8) == 0 ? .releasing : .running
        }
      }
      tasks.append(task)
    }
  }

  private func fits(_ task: Volcano.Task, _ node: Volcano.Node, _ tasks: [Volcano.Task]) -> Bool {
    let there = tasks.filter { $0.node == node.name }.map(\.request) + [task.request]
    return VolcanoLaws.isWithin(there, node.allocatable)
  }
}

/// What must hold after every session.
enum VolcanoLaws {
  static func isWithin(_ requests: [Volcano.Resources], _ limit: Volcano.Resources) -> Bool {
    let cpu = requests.reduce(0) { $0 + $1.milliCPU }
    let memory = requests.reduce(0) { $0 + $1.memory }
    let gpus = requests.reduce(0) { $0 + ($1.scalars["nvidia.com/gpu"] ?? 0) }
    return cpu <= limit.milliCPU && memory <= limit.memory
      && gpus <= limit.scalars["nvidia.com/gpu"] ?? 0
      && requests.count <= limit.scalars["pods"] ?? 0
  }
}
