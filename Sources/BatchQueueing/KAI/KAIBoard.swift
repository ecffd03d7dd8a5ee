import Simulation

/// The state of one session while it runs: everything as numbers into arrays, changed in place.
/// Made by `KAI.Session.begin`, dropped at the session's end, never shared.
final class KAIBoard {
  typealias Amounts = KAI.Amounts

  let options: KAI.Options
  let now: SimTime
  let explains: Bool
  /// By name.
  var nodes: [NodeRecord] = []
  /// By name.
  var groups: [GroupRecord] = []
  var pods: [PodRecord] = []
  var tree = KAI.QueueTree(queues: [])
  /// From each queue up.
  var paths: [[Int]] = []
  var total = Amounts.zero
  /// The largest node, resource by resource.
  var largest = Room()
  /// Names of shared GPUs.
  var groupNames: [String] = []
  var groupNumbers: [String: Int] = [:]
  /// Sets of allowed nodes, as flags by node.
  var allowedSets: [[Bool]] = []
  /// Operations of the open statement.
  var log: [Operation] = []
  var report = Report()
  var problems: [KAI.SnapshotProblem] = []
  /// How much was done, roughly in pods times nodes looked at; says where steps end.
  var effort = 0
  private(set) var allNodes: [Int] = []

  init(_ snapshot: KAI.Snapshot, options: KAI.Options, explains: Bool) {
    self.options = options
    self.explains = explains
    now = snapshot.now
    addNodes(snapshot.nodes)
    let queueIndex = addQueues(snapshot.queues)
    addGroups(snapshot.podGroups, queues: queueIndex)
    chargeRequests()
    divideShares()
    report.sharesBefore = tree
    allNodes = Array(nodes.indices)
  }

  init(copying other: KAIBoard) {
    options = other.options
    now = other.now
    explains = other.explains
    nodes = other.nodes
    groups = other.groups
    pods = other.pods
    tree = other.tree
    paths = other.paths
    total = other.total
    largest = other.largest
    groupNames = other.groupNames
    groupNumbers = other.groupNumbers
    allowedSets = other.allowedSets
    log = other.log
    report = other.report
    problems = other.problems
    effort = other.effort
    allNodes = other.allNodes
  }

  /// Changes where a pod stands, with all counts that follow.
  func setStatus(_ p: Int, _ status: Status) {
    count(p, -1)
    pods[p].status = status
    count(p, +1)
    groups[pods[p].group].cachedNeed = nil
  }

  private func count(_ p: Int, _ sign: Int) {
    let pod = pods[p]
    let status = pod.status
    let (g, s) = (pod.group, pod.subGroup)
    if status.isActive { groups[g].subGroups[s].active += sign }
    if status.isOnNode { groups[g].subGroups[s].onNode += sign }
    if status.isAlive { groups[g].subGroups[s].alive += sign }
    if status == .gated { groups[g].subGroups[s].gated += sign }
    if status == .pending { groups[g].pending += sign }
    if status == .succeeded { groups[g].succeeded += sign }
    if status.isAllocated {
      groups[g].allocated = groups[g].allocated.adding(pod.request, times: Double(sign))
    }
  }

  func firstCount(of p: Int) { count(p, +1) }

  /// Adds what a pod holds to its queue and all above, or takes it away.
  func charge(_ p: Int, times sign: Double) {
    let group = groups[pods[p].group]
    guard let queue = group.queue else { return }
    let amounts = pods[p].accepted
    for level in paths[queue] {
      tree.queues[level].charge(amounts, preemptible: group.isPreemptible, times: sign)
    }
  }

  func groupNumber(_ name: String) -> Int {
    if let number = groupNumbers[name] { return number }
    groupNumbers[name] = groupNames.count
    groupNames.append(name)
    return groupNames.count - 1
  }

  // MARK: - Facts about groups

  func isReady(_ g: Int) -> Bool {
    groups[g].subGroups.allSatisfy { $0.alive - $0.gated >= $0.minMember }
  }

  func isGangSatisfied(_ g: Int) -> Bool {
    groups[g].subGroups.allSatisfy { $0.onNode >= $0.minMember }
  }

  func onNode(_ g: Int) -> Int {
    var sum = 0
    for s in groups[g].subGroups.indices { sum += groups[g].subGroups[s].onNode }
    return sum
  }

  func hasActivePods(_ g: Int) -> Bool {
    for s in groups[g].subGroups.indices where groups[g].subGroups[s].active > 0 { return true }
    return false
  }

  /// 0: some gang lacks pods, 1: all have what they must, 2: some have more.
  func growth(_ g: Int) -> Int {
    var isAbove = false
    for s in groups[g].subGroups.indices {
      let lack = groups[g].subGroups[s].minMember - groups[g].subGroups[s].active
      if lack > 0 { return 0 }
      if lack < 0 { isAbove = true }
    }
    return isAbove ? 2 : 1
  }

  /// A group's subgroups in the order in which they grow: those below their minimum, then the one
  /// with the smaller part of it.
  func subGroupOrder(_ g: Int) -> [Int] {
    let subGroups = groups[g].subGroups
    guard subGroups.count > 1 else { return [0] }
    return subGroups.indices.sorted { a, b in
      let (x, y) = (subGroups[a], subGroups[b])
      if x.isSatisfied != y.isSatisfied { return y.isSatisfied }
      if x.isSatisfied {
        let ratios = (
          Double(x.active) / Double(x.minMember), Double(y.active) / Double(y.minMember)
        )
        if ratios.0 != ratios.1 { return ratios.0 < ratios.1 }
      }
      return x.name < y.name
    }
  }

  /// A pod waits for a place: it is pending or, while victims are looked for, was evicted a moment
  /// ago.
  func waits(_ p: Int, reallyPlacing: Bool) -> Bool {
    pods[p].status == .pending
      || (!reallyPlacing && pods[p].status == .releasing && pods[p].isLeavingVirtually)
  }

  /// The pods that the next placement of a group takes: what its gangs lack, or one more.
  func podsToPlace(_ g: Int, reallyPlacing: Bool) -> [Int] {
    let unsatisfied = groups[g].subGroups.count { !$0.isSatisfied }
    var chosen: [Int] = []
    var subGroups = 0
    for s in subGroupOrder(g) {
      if subGroups >= max(1, unsatisfied) { break }
      let subGroup = groups[g].subGroups[s]
      let most = max(1, subGroup.minMember - subGroup.active)
      let waiting = subGroup.pods.lazy.filter { self.waits($0, reallyPlacing: reallyPlacing) }
      let before = chosen.count
      chosen.append(contentsOf: waiting.prefix(most))
      if chosen.count > before { subGroups += 1 }
    }
    return chosen
  }

  /// What pods ask of the division's resources, requests in MiB estimated.
  func need(_ list: [Int]) -> Amounts {
    var sum = Amounts.zero
    for p in list {
      sum = sum + pods[p].request
      if pods[p].kind == .memory { sum.gpu += estimatedGPUs(p) }
    }
    return sum
  }

  /// GPUs that a request in MiB counts for before it has a node.
  func estimatedGPUs(_ p: Int) -> Double {
    options.gpuMemoryUnit > 0
      ? Double(pods[p].devices) * (pods[p].gpuMemory / options.gpuMemoryUnit) : 0
  }

  /// What the next placement of a group asks for.
  func need(ofGroup g: Int) -> Amounts {
    if let known = groups[g].cachedNeed { return known }
    let need = need(podsToPlace(g, reallyPlacing: false))
    groups[g].cachedNeed = need
    return need
  }
}
