/// Bytes on their way to nodes: each flow gets an equal share of its source and of its node's link,
/// whichever is less. Shares that others leave unused are not handed on.
struct Downloads: Sendable {
  enum Source: Int, Sendable { case registry, store, peers }

  private struct Flow: Sendable {
    let id: Int
    let node: Int
    let source: Source
    /// Rate beyond which the receiver cannot take it.
    let cap: Int
    var left: Int
    var rate: Int
  }
  private var flows: [Flow] = []
  private var clock = 0
  private let sourceRate: Int
  private let nodeRate: Int
  /// Nodes that have the whole image or model and can send it.
  var seeders = 0

  init(sourceRate: Int, nodeRate: Int) {
    self.sourceRate = sourceRate
    self.nodeRate = nodeRate
  }

  var isEmpty: Bool { flows.isEmpty }

  mutating func start(
    _ id: Int, bytes: Int, to node: Int, from source: Source, cap: Int = .max, at now: Int
  ) {
    move(to: now)
    flows.append(Flow(id: id, node: node, source: source, cap: cap, left: bytes, rate: 1))
    share()
  }

  mutating func cancel(_ id: Int, at now: Int) {
    move(to: now)
    flows.removeAll { $0.id == id }
    share()
  }

  /// Ends the flows that are done by now; their ids in the order in which they began.
  mutating func finished(at now: Int) -> [Int] {
    move(to: now)
    let done = flows.filter { $0.left <= 0 }.map(\.id)
    if !done.isEmpty {
      flows.removeAll { $0.left <= 0 }
      share()
    }
    return done
  }

  /// When the next flow ends as things stand.
  var nextEnd: Int? {
    flows.map { clock + Self.nanoseconds($0.left, $0.rate) }.min()
  }

  private mutating func move(to now: Int) {
    let passed = Double(now - clock)
    for at in flows.indices where passed > 0 {
      // A nanosecond of rounding must not leave a byte behind.
      if now >= clock + Self.nanoseconds(flows[at].left, flows[at].rate) {
        flows[at].left = 0
      } else {
        flows[at].left -= Int(passed * Double(flows[at].rate) / 1e9)
      }
    }
    clock = max(clock, now)
  }

  private static func nanoseconds(_ bytes: Int, _ rate: Int) -> Int {
    guard bytes > 0 else { return 0 }
    return Int(min((Double(bytes) / Double(max(1, rate)) * 1e9).rounded(.up), 4e18))
  }

  private mutating func share() {
    var ofSource = [0, 0, 0]
    let nodes = (flows.map(\.node).max() ?? -1) + 1
    var ofNode = [Int](repeating: 0, count: nodes)
    for flow in flows {
      ofSource[flow.source.rawValue] += 1
      ofNode[flow.node] += 1
    }
    for at in flows.indices {
      let flow = flows[at]
      var supply = sourceRate
      if flow.source == .peers {
        // Peers send beside the registry, as fast as they could receive.
        supply += min(seeders, 100_000) * min(nodeRate, 1 << 40)
      }
      flows[at].rate = max(
        1,
        min(
          supply / ofSource[flow.source.rawValue], nodeRate / ofNode[flow.node], flow.cap))
    }
  }
}
