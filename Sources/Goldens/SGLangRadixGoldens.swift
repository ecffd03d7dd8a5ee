import Foundation
import ServingSim
import Traffic

/// Replays recordings of SGLang's classic `RadixCache` and its queue order: format `sglang-radix/1`.
///
/// Throws `GoldenFileError` when the data is no JSON object with a list of traces. A case that cannot be read fails.
func replaySGLangRadixGolden(data: Data) throws -> GoldenFileResult {
  var result = GoldenFileResult(format: "sglang-radix/1")
  guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
    let traces = object["traces"] as? [Any]
  else { throw GoldenFileError("sglang-radix/1: no list \"traces\"") }
  for (index, trace) in traces.enumerated() {
    let reader = GoldenReader(trace)
    let name = reader.text("id") ?? reader.text("name") ?? "#\(index)"
    judgeGolden(name, into: &result) { try replayRadix(reader) }
  }
  return result
}

private func replayRadix(_ trace: GoldenReader) throws {
  let config = try trace.object("config")
  let pageSize = try config.size("page_size")
  guard pageSize >= 1 else { throw GoldenReader.Unreadable(what: "\"page_size\": below 1") }
  let name = config.text("eviction_policy") ?? ""
  guard let policy = RadixEvictionPolicy(rawValue: name.lowercased()) else {
    throw GoldenReader.Unreadable(what: "\"eviction_policy\": \"\(name)\" is not known")
  }
  var replay = RadixReplay(cache: RadixCache(pageSize: pageSize, policy: policy))
  let ops = try trace.list("ops")
  let results = try trace.list("results")
  try GoldenMismatch.check("number of results", results.count, ops.count)
  for (i, (op, result)) in zip(ops, results).enumerated() {
    let place = "ops[\(i)]"
    let out = try replay.apply(try GoldenReader.list(op, place), place)
    replay.cache.checkInvariants()
    let fields = try GoldenReader.list(result, place)
    guard fields.count == 6 else {
      throw GoldenReader.Unreadable(what: "\(place): not 6 results")
    }
    try GoldenMismatch.check("\(place) out", try RadixOut(fields[0], place), out)
    try GoldenMismatch.check(
      "\(place) sizes", try fields[1...].map { try GoldenReader.int($0, place) },
      replay.sizes)
  }
  guard trace.isGiven("shape") else { return }
  try GoldenMismatch.check(
    "shape", try trace.list("shape").map { try GoldenReader.ints($0, "shape") },
    replay.cache.snapshot().rows.map { [$0.depth, $0.tokens, $0.locks, $0.hits, $0.priority] })
}

/// What an operation answers: nothing, a number, or lists and numbers.
private indirect enum RadixOut: Equatable, CustomStringConvertible {
  case none
  case number(Int)
  case list([RadixOut])

  init(_ value: Any, _ place: String) throws {
    if value is NSNull {
      self = .none
    } else if let items = value as? [Any] {
      self = .list(try items.map { try RadixOut($0, place) })
    } else {
      self = .number(try GoldenReader.int(value, place))
    }
  }

  init(_ numbers: [Int]) { self = .list(numbers.map { .number($0) }) }

  var description: String {
    switch self {
    case .none: "null"
    case .number(let number): "\(number)"
    case .list(let items): "\(items)"
    }
  }
}

private struct RadixReplay {
  var cache: RadixCache
  private var locks: [Int: RadixNode] = [:]
  private var namespaces: [String: Int] = [:]

  init(cache: RadixCache) { self.cache = cache }

  var sizes: [Int] {
    [
      cache.totalTokens, cache.evictableTokens, cache.protectedTokens, cache.nodeCount,
      cache.evictableLeaves,
    ]
  }

  mutating func apply(_ op: [Any], _ place: String) throws -> RadixOut {
    switch (op.first as? String, op.count) {
    case ("insert", 5):
      let inserted = cache.insert(
        try key(op[1], op[3], place), priority: try GoldenReader.int(op[2], place),
        alreadyInserted: try GoldenReader.int(op[4], place))
      return .number(inserted.matchedTokens)
    case ("match", 3): return .number(cache.match(try key(op[1], op[2], place)).tokens)
    case ("lock", 4):
      let handle = try GoldenReader.int(op[1], place)
      let (match, delta) = cache.lock(try key(op[2], op[3], place))
      locks[handle] = match.node
      return RadixOut([match.tokens, delta])
    case ("unlock", 2):
      let handle = try GoldenReader.int(op[1], place)
      guard let node = locks.removeValue(forKey: handle) else {
        throw GoldenReader.Unreadable(what: "\(place): no lock \(handle)")
      }
      return .number(cache.unlock(node))
    case ("evict", 2):
      let lengths = cache.evict(tokens: try GoldenReader.int(op[1], place)).map(\.tokens)
      return .list([.number(lengths.reduce(0, +)), RadixOut(lengths)])
    case ("policy", 3): return try order(op, place)
    case ("reset", 1):
      cache.reset()
      return .none
    default:
      throw GoldenReader.Unreadable(what: "\(place): unknown operation")
    }
  }

  private mutating func order(_ op: [Any], _ place: String) throws -> RadixOut {
    guard let name = op[1] as? String, let policy = CacheAwarePolicy(rawValue: name) else {
      throw GoldenReader.Unreadable(what: "\(place): unknown policy")
    }
    let waiting = try GoldenReader.list(op[2], place).map {
      RadixKey(try GoldenReader.segments($0, place))
    }
    let result = cache.order(waiting, by: policy)
    return .list([RadixOut(result.order), RadixOut(result.places.map(\.matchedTokens))])
  }

  private mutating func key(_ segments: Any, _ namespace: Any, _ place: String) throws -> RadixKey {
    let tokens = try GoldenReader.segments(segments, place)
    if namespace is NSNull { return RadixKey(tokens) }
    guard let name = namespace as? String else {
      throw GoldenReader.Unreadable(what: "\(place): a namespace that is no text")
    }
    // 0 is that of keys without a namespace.
    let number = namespaces[name] ?? namespaces.count + 1
    namespaces[name] = number
    return RadixKey(tokens, namespace: number)
  }
}
