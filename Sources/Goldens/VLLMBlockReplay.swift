import Foundation
import ServingSim
import Traffic

/// One trace of `vllm-blocks/1`: every operation's seven numbers, then the free queue and the block tables.
func replayBlocks(_ trace: GoldenReader) throws {
  let config = try trace.object("config")
  let blockSize = try config.size("block_size")
  let blockCount = try config.blockCount()
  guard blockSize >= 1, blockCount >= 1 else {
    throw GoldenReader.Unreadable(what: "\"config\": sizes below 1")
  }
  let prompts = try trace.list("requests").map { try GoldenReader.segments($0, "requests") }
  var bench = BlockBench(
    blockSize: blockSize, blockCount: blockCount,
    prefixCaching: try config.bool("enable_prefix_caching"),
    mustFitWhole: try config.bool("full_sequence_must_fit"), prompts: prompts)
  let ops = try trace.list("ops")
  let results = try trace.list("results")
  try GoldenMismatch.check("number of results", results.count, ops.count)
  for (i, (op, result)) in zip(ops, results).enumerated() {
    let place = "ops[\(i)]"
    let outcome = try apply(
      try GoldenReader.list(op, place), to: &bench, requests: prompts.count, place)
    bench.checkInvariants()
    let expected = try BlockResult(try GoldenReader.list(result, place), place)
    try GoldenMismatch.check(place, expected, BlockResult(outcome, bench))
  }
  try GoldenMismatch.check(
    "free_queue", try GoldenReader.ints(try trace.list("free_queue"), "free_queue"),
    bench.freeQueue)
  try checkTables(try trace.object("tables"), bench, requests: prompts.count)
}

private func checkTables(_ tables: GoldenReader, _ bench: BlockBench, requests: Int) throws {
  for key in tables.keys {
    guard let request = Int(key), (0..<requests).contains(request) else {
      throw GoldenReader.Unreadable(what: "\"tables\": no request \(key)")
    }
  }
  for request in 0..<requests {
    let expected = try GoldenReader.ints(try tables.list("\(request)", orElse: []), "tables")
    try GoldenMismatch.check("tables.\(request)", expected, bench.blockTable(of: request))
  }
}

/// `[ok, hit_tokens, hit_block_ids, new_block_ids, evicted_block_ids, free_blocks, cached_hashes]`.
private struct BlockResult: Equatable, CustomStringConvertible {
  var numbers: [Int]
  var hitBlocks: [Int]
  var newBlocks: [Int]
  var evicted: [Int]

  init(_ list: [Any], _ place: String) throws {
    guard list.count == 7 else { throw GoldenReader.Unreadable(what: "\(place): not 7 results") }
    numbers = try [0, 1, 5, 6].map { try GoldenReader.int(list[$0], place) }
    hitBlocks = try GoldenReader.ints(list[2], place)
    newBlocks = try GoldenReader.ints(list[3], place)
    evicted = try GoldenReader.ints(list[4], place)
  }

  init(_ outcome: BlockBench.Outcome, _ bench: BlockBench) {
    numbers = [
      outcome.isGranted ? 1 : 0, outcome.hitTokens, bench.freeBlocks, bench.cachedHashes,
    ]
    hitBlocks = outcome.hitBlocks
    newBlocks = outcome.newBlocks
    evicted = outcome.evictions.map(\.block)
  }

  var description: String {
    "[\(numbers[0]), \(numbers[1]), \(hitBlocks), \(newBlocks), \(evicted), \(numbers[2]), \(numbers[3])]"
  }
}

private func apply(_ op: [Any], to bench: inout BlockBench, requests: Int, _ place: String) throws
  -> BlockBench.Outcome
{
  guard let name = op.first as? String else {
    throw GoldenReader.Unreadable(what: "\(place): no operation")
  }
  if name == "reset" { return bench.reset() }
  guard op.count >= 2 else { throw GoldenReader.Unreadable(what: "\(place): no request") }
  let request = try GoldenReader.int(op[1], place)
  guard (0..<requests).contains(request) else {
    throw GoldenReader.Unreadable(what: "\(place): no request \(request)")
  }
  switch (name, op.count) {
  case ("new", 3):
    guard bench.blockTable(of: request).isEmpty else {
      throw GoldenReader.Unreadable(what: "\(place): request \(request) holds blocks already")
    }
    return bench.start(request, limit: try limit(op[2], place))
  case ("alloc", 3): return bench.extend(request, limit: try limit(op[2], place))
  case ("append", 4):
    let segment = try GoldenReader.segments([[op[2], op[3]]], place)[0]
    return bench.append(request, segment: segment.id, count: segment.length)
  case ("lookup", 2): return bench.lookup(request)
  case ("preempt", 2): return bench.release(request)
  case ("free", 2): return bench.forget(request)
  default: throw GoldenReader.Unreadable(what: "\(place): unknown operation \"\(name)\"")
  }
}

private func limit(_ value: Any, _ place: String) throws -> Int? {
  let limit = try GoldenReader.optionalInt(value, place)
  if let limit, limit < 0 { throw GoldenReader.Unreadable(what: "\(place): a limit below 0") }
  return limit
}
