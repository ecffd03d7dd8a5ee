@testable import ServingSim

/// A second opinion: SGLang's tree with token arrays, looked through from end to end.
final class NaiveRadix {
  final class Node {
    var tokens: [Int]
    var namespace: Int
    weak var parent: Node?
    var children: [Node] = []
    var locks = 0
    var hits = 0
    var priority = 0
    var access: Int
    var made: Int
    init(_ tokens: [Int], _ namespace: Int, under parent: Node?, _ tree: NaiveRadix) {
      self.tokens = tokens
      self.namespace = namespace
      self.parent = parent
      access = tree.tick()
      made = tree.tick()
    }
  }

  let page: Int
  let policy: RadixEvictionPolicy
  var clock = 0
  var root: Node!

  init(page: Int, policy: RadixEvictionPolicy) {
    self.page = page
    self.policy = policy
    root = Node([], 0, under: nil, self)
  }

  func tick() -> Int {
    clock += 1
    return clock
  }

  private func walk(_ tokens: [Int], _ namespace: Int) -> (path: [Node], matched: Int) {
    let time = tick()
    var (node, path, matched): (Node, [Node], Int) = (root, [], 0)
    root.access = time
    while matched < tokens.count {
      let rest = Array(tokens[matched...])
      guard
        let child = node.children.first(where: {
          $0.namespace == namespace && $0.tokens.starts(with: rest.prefix(page))
        })
      else { break }
      child.access = time
      var common = zip(child.tokens, rest).prefix { $0 == $1 }.count
      common -= common % page
      matched += common
      if common < child.tokens.count {
        let upper = Node(Array(child.tokens.prefix(common)), namespace, under: node, self)
        (upper.locks, upper.hits, upper.priority) = (child.locks, child.hits, child.priority)
        upper.children = [child]
        node.children[node.children.firstIndex { $0 === child }!] = upper
        child.parent = upper
        child.tokens.removeFirst(common)
        path.append(upper)
        break
      }
      path.append(child)
      node = child
    }
    return (path, matched)
  }

  private func whole(_ tokens: [Int]) -> [Int] { Array(tokens.prefix(tokens.count / page * page)) }

  func match(_ tokens: [Int], _ namespace: Int) -> (node: Node, matched: Int) {
    let tokens = whole(tokens)
    guard !tokens.isEmpty else { return (root, 0) }
    let (path, matched) = walk(tokens, namespace)
    return (path.last ?? root, matched)
  }

  func insert(_ tokens: [Int], _ namespace: Int, priority: Int, already: Int) -> Int {
    let tokens = whole(tokens)
    let (path, matched) = walk(tokens, namespace)
    var end = 0
    for node in path {
      end += node.tokens.count
      if end > already { node.hits += 1 }
      node.priority = max(node.priority, priority)
    }
    if matched < tokens.count {
      let parent = path.last ?? root!
      let leaf = Node(Array(tokens[matched...]), namespace, under: parent, self)
      leaf.hits = tokens.count > already ? 1 : 0
      leaf.priority = priority
      parent.children.append(leaf)
    }
    return matched
  }

  func addLock(_ node: Node, _ change: Int) {
    var node: Node? = node
    while let here = node, here !== root {
      here.locks += change
      node = here.parent
    }
  }

  var all: [(node: Node, depth: Int)] {
    func below(_ node: Node, _ depth: Int) -> [(node: Node, depth: Int)] {
      node.children.flatMap { [($0, depth)] + below($0, depth + 1) }
    }
    return below(root, 0)
  }

  func evict(_ tokens: Int) -> [Int] {
    var lengths: [Int] = []
    while lengths.reduce(0, +) < tokens {
      let leaves = all.map(\.node).filter { $0.children.isEmpty && $0.locks == 0 }
      guard let worst = leaves.min(by: { key($0).lexicographicallyPrecedes(key($1)) }) else {
        break
      }
      worst.parent!.children.removeAll { $0 === worst }
      lengths.append(worst.tokens.count)
    }
    return lengths
  }

  private func key(_ node: Node) -> [Int] {
    switch policy {
    case .lru: [node.access]
    case .mru: [-node.access]
    case .fifo: [node.made]
    case .filo: [-node.made]
    case .lfu: [node.hits, node.access]
    case .slru: [node.hits >= 2 ? 1 : 0, node.access]
    case .priority: [node.priority, node.access]
    }
  }
}
