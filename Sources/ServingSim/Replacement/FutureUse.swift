/// What the optimal rule knows of an engine's future: the blocks of every prompt that will come, in
/// the order of arrival.
///
/// It does not know when requests will be admitted, who will be preempted and comes back, or what an
/// eviction does to all this. A request's use counts as over once the request has been admitted for
/// the first time.
struct FutureUse: Sendable {
  /// By request: the content of each full block of prompt and answer, by depth.
  private let contents: [[Int32]]
  /// By request: how many of these a prefix lookup of its prompt looks at.
  private let lookedUp: [Int]
  /// By content: the requests that look it up, in order of arrival.
  private let users: [[Int32]]
  /// By content: place in `users` before which everybody is done.
  private var firstOpen: [Int32]
  private var isDone: [Bool]

  init(_ requests: [EngineRequest], blockSize: Int, maxModelTokens: Int) {
    var names = PrefixCache(blockCount: 1)
    var numbers: [PrefixCache.Node: Int32] = [:]
    var users: [[Int32]] = []
    var contents: [[Int32]] = []
    var lookedUp: [Int] = []
    for (request, spec) in requests.enumerated() {
      var tokens = spec.prompt
      let room = max(0, maxModelTokens - tokens.count)
      tokens.append(start: spec.outputStart, count: min(max(1, spec.outputLimit), room))
      // At least one token is always computed.
      let found = max(0, spec.prompt.count - 1) / blockSize
      var cursor = PrefixCursor()
      contents.append(
        (0..<(tokens.count / blockSize)).map { depth in
          names.name(&cursor, over: tokens, blockSize: blockSize)
          let content = numbers[cursor.node] ?? Int32(users.count)
          if content == users.count {
            numbers[cursor.node] = content
            users.append([])
          }
          if depth < found { users[Int(content)].append(Int32(request)) }
          return content
        })
      lookedUp.append(found)
    }
    self.contents = contents
    self.lookedUp = lookedUp
    self.users = users
    firstOpen = [Int32](repeating: 0, count: users.count)
    isDone = [Bool](repeating: false, count: requests.count)
  }

  /// The content of a request's block; `nil` for one that is not foreseen.
  func content(ofRequest request: Int, depth: Int) -> Int32? {
    guard contents.indices.contains(request), contents[request].indices.contains(depth) else {
      return nil
    }
    return contents[request][depth]
  }

  /// The first request to come that will look the content up; `nil` for never again.
  mutating func nextUser(of content: Int32) -> Int? {
    let all = users[Int(content)]
    var place = Int(firstOpen[Int(content)])
    while place < all.count, isDone[Int(all[place])] { place += 1 }
    firstOpen[Int(content)] = Int32(place)
    return place < all.count ? Int(all[place]) : nil
  }

  /// The request has been admitted; the contents whose next use has changed.
  mutating func finish(_ request: Int) -> ArraySlice<Int32> {
    guard contents.indices.contains(request), !isDone[request] else { return [] }
    isDone[request] = true
    return contents[request].prefix(lookedUp[request])
  }
}

extension EngineScheduler {
  /// Tells the optimal eviction rule of all requests that will arrive, by their numbers, which are
  /// their order of arrival; other rules do not ask. Call before the first arrival. Without it every
  /// block counts as never used again.
  public mutating func foresee(_ requests: [EngineRequest]) {
    guard config.eviction.kept == .optimal else { return }
    kv.foresee(
      FutureUse(requests, blockSize: config.blockSize, maxModelTokens: config.maxModelTokens))
  }
}
