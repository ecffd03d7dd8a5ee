extension Kueue {
  /// Quotas and usage of all ClusterQueues and cohorts.
  ///
  /// Nodes and flavored resources have whole numbers, given in the order of names (queues first),
  /// so that a decision costs a few array reads. Usage is kept incrementally: what a node uses above
  /// the quota that it does not lend is charged to its parent, and so on upwards.
  /// Source: Kueue's `pkg/cache/scheduler/resource_node.go`.
  public struct QuotaTree: Sendable {
    /// Cohorts nested deeper than this are refused, so that a walk upwards is always short.
    public static let deepest = 500

    /// A ClusterQueue or a cohort.
    struct Node: Sendable {
      let name: String
      let isQueue: Bool
      /// Below 0 for a root.
      var parent = -1
      /// By name.
      var childCohorts: [Int] = []
      var childQueues: [Int] = []
      let weight: Double
      /// Whether workloads can be admitted or pushed out here.
      var isActive = true
      /// The distance to the furthest active queue below.
      var height = 0
    }

    /// All flavored resources, ascending.
    let flavoredResources: [FlavoredResource]
    /// Resource names, ascending; `resource(of:)` and the flavored resources of each by number.
    let resources: [String]
    let resourceOf: [Int]
    let flavoredOf: [Range<Int>]
    let index: [FlavoredResource: Int]

    private(set) var nodes: [Node]
    let queueNumbers: [String: Int]
    let cohortNumbers: [String: Int]
    public internal(set) var problems: [ConfigurationProblem]

    /// Nodes, each before its parent.
    private let bottomUp: [Int]

    // One row a node, one column a flavored resource.
    private(set) var nominal: [Int]
    /// Negative for no limit.
    private var borrowing: [Int]
    private var lending: [Int]
    /// By flavored resource: nodes with a lending limit, ascending.
    private(set) var lenders: [[Int]]
    /// Whether the node or something below names the flavored resource at all.
    private var isPresent: [Bool]
    private(set) var subtree: [Int]
    /// The part of the subtree's quota that the parent never sees, because of the lending limit.
    private(set) var local: [Int]
    private(set) var potentials: [Int]
    /// Rows of nodes, columns of resources: what the root's flavors together could give a child.
    private var lendable: [Int]
    private(set) var usage: [Int]

    /// The tree of some objects; `extra` are flavored resources that are in use without quota.
    public init(
      clusterQueues: [ClusterQueue], cohorts: [Cohort] = [], extra: [FlavoredResource] = []
    ) {
      var plan = QuotaPlan(clusterQueues: clusterQueues, cohorts: cohorts)
      plan.flavoredResources.formUnion(extra)
      flavoredResources = plan.flavoredResources.sorted()
      let width = flavoredResources.count
      index = Dictionary(uniqueKeysWithValues: flavoredResources.enumerated().map { ($1, $0) })
      var names: [String] = []
      var numbers: [Int] = []
      var ranges: [Range<Int>] = []
      for (column, fr) in flavoredResources.enumerated() {
        if names.last != fr.resource {
          names.append(fr.resource)
          ranges.append(column..<column)
        }
        numbers.append(names.count - 1)
        ranges[names.count - 1] = ranges[names.count - 1].lowerBound..<(column + 1)
      }
      (resources, resourceOf, flavoredOf) = (names, numbers, ranges)
      nodes = plan.nodes
      problems = plan.problems
      (queueNumbers, cohortNumbers) = (plan.queueNumbers, plan.cohortNumbers)
      let cells = nodes.count * width
      nominal = Array(repeating: 0, count: cells)
      borrowing = Array(repeating: -1, count: cells)
      lending = Array(repeating: -1, count: cells)
      isPresent = Array(repeating: false, count: cells)
      lenders = Array(repeating: [], count: width)
      for (node, quotas) in plan.quotas.enumerated() {
        for (fr, quota) in quotas {
          guard let column = index[fr] else { continue }
          if quota.lendingLimit != nil { lenders[column].append(node) }
          let cell = node * width + column
          isPresent[cell] = true
          nominal[cell] = quota.nominal
          borrowing[cell] = quota.borrowingLimit ?? -1
          lending[cell] = quota.lendingLimit ?? -1
        }
      }
      subtree = nominal
      local = Array(repeating: 0, count: cells)
      potentials = subtree
      lendable = Array(repeating: 0, count: nodes.count * names.count)
      usage = Array(repeating: 0, count: cells)
      bottomUp = plan.bottomUp
      sumUp()
      measureHeights()
    }

    private mutating func sumUp() {
      let width = flavoredResources.count
      for node in bottomUp {
        let parent = nodes[node].parent
        for column in 0..<width {
          let cell = node * width + column
          if lending[cell] >= 0 {
            local[cell] = max(0, Amount.difference(subtree[cell], lending[cell]))
          }
          guard parent >= 0 else { continue }
          let above = parent * width + column
          if isPresent[cell] { isPresent[above] = true }
          subtree[above] = Amount.sum(
            subtree[above], Amount.difference(subtree[cell], local[cell]))
        }
      }
      for node in bottomUp.reversed() {
        let parent = nodes[node].parent
        for column in 0..<width {
          let cell = node * width + column
          potentials[cell] = subtree[cell]
          if parent >= 0 {
            potentials[cell] = Amount.sum(local[cell], potentials[parent * width + column])
            if borrowing[cell] >= 0 {
              potentials[cell] = min(potentials[cell], Amount.sum(subtree[cell], borrowing[cell]))
            }
          }
        }
        let top = root(of: node)
        for (resource, columns) in flavoredOf.enumerated() {
          var total = 0
          for column in columns where isPresent[top * width + column] {
            total = Amount.sum(total, potentials[node * width + column])
          }
          lendable[node * resources.count + resource] = total
        }
      }
    }

    /// Takes queues out of all decisions; their quota and usage stay.
    mutating func deactivate(queues: [Int]) {
      for queue in queues { nodes[queue].isActive = false }
      measureHeights()
    }

    private mutating func measureHeights() {
      for node in nodes.indices { nodes[node].height = 0 }
      for node in bottomUp where nodes[node].isActive && nodes[node].parent >= 0 {
        let parent = nodes[node].parent
        nodes[parent].height = max(nodes[parent].height, nodes[node].height + 1)
      }
    }

    // MARK: Reading

    var width: Int { flavoredResources.count }

    func cell(_ node: Int, _ fr: Int) -> Int { node * flavoredResources.count + fr }

    func root(of node: Int) -> Int {
      var top = node
      while nodes[top].parent >= 0 { top = nodes[top].parent }
      return top
    }

    func hasParent(_ node: Int) -> Bool { nodes[node].parent >= 0 }

    func borrowingLimit(_ node: Int, _ fr: Int) -> Int? {
      let limit = borrowing[cell(node, fr)]
      return limit < 0 ? nil : limit
    }

    func lendingLimit(_ node: Int, _ fr: Int) -> Int? {
      let limit = lending[cell(node, fr)]
      return limit < 0 ? nil : limit
    }

    func isPresent(_ node: Int, _ fr: Int) -> Bool { isPresent[cell(node, fr)] }

    func lendable(_ node: Int, resource: Int) -> Int { lendable[node * resources.count + resource] }

    /// The free part of the quota that the node does not lend.
    func localAvailable(_ node: Int, _ fr: Int) -> Int {
      let cell = cell(node, fr)
      return max(0, Amount.difference(local[cell], usage[cell]))
    }

    /// What the node may still take, below 0 in an over-committed tree.
    func rawAvailable(_ node: Int, _ fr: Int) -> Int {
      let cell = cell(node, fr)
      let parent = nodes[node].parent
      guard parent >= 0 else { return Amount.difference(subtree[cell], usage[cell]) }
      let fromParent = min(
        rawAvailable(parent, fr), mayTakeFromParent(node, fr) ?? Quota.unlimited)
      return Amount.sum(localAvailable(node, fr), fromParent)
    }

    /// How much more the borrowing limit lets the node take from its parent; `nil` for no limit.
    func mayTakeFromParent(_ node: Int, _ fr: Int) -> Int? {
      let cell = cell(node, fr)
      guard borrowing[cell] >= 0 else { return nil }
      let stored = Amount.difference(subtree[cell], local[cell])
      let used = max(0, Amount.difference(usage[cell], local[cell]))
      return Amount.sum(Amount.difference(stored, used), borrowing[cell])
    }

    func available(_ node: Int, _ fr: Int) -> Int { max(0, rawAvailable(node, fr)) }

    func potential(_ node: Int, _ fr: Int) -> Int { potentials[cell(node, fr)] }

    /// Whether the node would be above the quota of its subtree with `amount` more.
    func borrows(_ node: Int, _ fr: Int, with amount: Int = 0) -> Bool {
      let cell = cell(node, fr)
      return subtree[cell] < Amount.sum(usage[cell], amount)
    }

    /// Whether the node is within the quota of its subtree in all of these.
    func isWithinNominal(_ node: Int, _ frs: [Int]) -> Bool {
      !frs.contains { borrows(node, $0) }
    }

    /// The height of the lowest subtree that holds `amount` more inside its own quota, and whether
    /// that is less than the whole tree. Height 0 is the queue itself.
    func lowestSubtree(fitting amount: Int, _ queue: Int, _ fr: Int) -> (height: Int, isPart: Bool)
    {
      guard hasParent(queue), borrows(queue, fr, with: amount) else { return (0, hasParent(queue)) }
      var rest = Amount.difference(amount, localAvailable(queue, fr))
      var (node, top) = (nodes[queue].parent, queue)
      while node >= 0 {
        if !borrows(node, fr, with: rest) { return (nodes[node].height, hasParent(node)) }
        rest = Amount.difference(rest, localAvailable(node, fr))
        (top, node) = (node, nodes[node].parent)
      }
      return (nodes[top].height, false)
    }

    // MARK: Using

    mutating func add(_ amount: Int, _ node: Int, _ fr: Int) {
      var (node, amount) = (node, amount)
      while node >= 0 {
        let free = localAvailable(node, fr)
        let cell = cell(node, fr)
        usage[cell] = Amount.sum(usage[cell], amount)
        guard amount > free else { return }
        amount = Amount.difference(amount, free)
        node = nodes[node].parent
      }
    }

    mutating func remove(_ amount: Int, _ node: Int, _ fr: Int) {
      var (node, amount) = (node, amount)
      while node >= 0 {
        let cell = cell(node, fr)
        let atParent = Amount.difference(usage[cell], local[cell])
        usage[cell] = Amount.difference(usage[cell], amount)
        guard atParent > 0 else { return }
        amount = min(amount, atParent)
        node = nodes[node].parent
      }
    }
  }
}
