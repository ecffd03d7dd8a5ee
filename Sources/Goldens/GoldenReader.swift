import Foundation
import ServingSim
import Traffic

/// Reads the loosely typed JSON of a recording, and names what is missing or of another kind.
struct GoldenReader {
  struct Unreadable: Error { let what: String }

  private let object: [String: Any]

  init(_ value: Any) { object = value as? [String: Any] ?? [:] }

  func text(_ key: String) -> String? { object[key] as? String }

  func int(_ key: String) throws -> Int { try Self.int(object[key], key) }

  func int(_ key: String, orElse standard: Int) throws -> Int {
    object[key] == nil ? standard : try int(key)
  }

  func bool(_ key: String) throws -> Bool {
    guard let value = object[key] as? Bool else {
      throw Unreadable(what: "\"\(key)\": no truth value")
    }
    return value
  }

  func double(_ key: String) throws -> Double {
    guard let value = object[key] as? Double else {
      throw Unreadable(what: "\"\(key)\": no number")
    }
    return value
  }

  func list(_ key: String) throws -> [Any] { try Self.list(object[key], key) }

  func list(_ key: String, orElse standard: [Any]) throws -> [Any] {
    object[key] == nil ? standard : try list(key)
  }

  func object(_ key: String) throws -> GoldenReader {
    guard let value = object[key] as? [String: Any] else {
      throw Unreadable(what: "\"\(key)\": no object")
    }
    return GoldenReader(value)
  }

  /// Whether the key is there with a value that is not null.
  func isGiven(_ key: String) -> Bool { object[key] != nil && !(object[key] is NSNull) }

  /// The keys in ascending order.
  var keys: [String] { object.keys.sorted() }

  static func int(_ value: Any?, _ place: String) throws -> Int {
    guard let number = value as? Int else { throw Unreadable(what: "\(place): no whole number") }
    return number
  }

  static func list(_ value: Any?, _ place: String) throws -> [Any] {
    guard let list = value as? [Any] else { throw Unreadable(what: "\(place): no list") }
    return list
  }

  static func ints(_ value: Any?, _ place: String) throws -> [Int] {
    try list(value, place).map { try int($0, place) }
  }

  /// `null` or a whole number.
  static func optionalInt(_ value: Any?, _ place: String) throws -> Int? {
    value == nil || value is NSNull ? nil : try int(value, place)
  }

  /// `[[segment, length], ...]`.
  static func segments(_ value: Any?, _ place: String) throws -> [TokenSegment] {
    try list(value, place).map {
      let pair = try ints($0, place)
      guard pair.count == 2, pair[0] >= 0, pair[0] < 1 << 42, pair[1] >= 0, pair[1] < 1 << 32 else {
        throw Unreadable(what: "\(place): \(pair) is no segment [s, n]")
      }
      return TokenSegment(id: pair[0], length: pair[1])
    }
  }

  /// A size of the engine: 32 bits, so that no sum or product of sizes overflows.
  func size(_ key: String, orElse standard: Int? = nil) throws -> Int {
    if let standard, object[key] == nil { return standard }
    let value = try int(key)
    guard value == Int(Int32(truncatingIfNeeded: value)) else {
      throw Unreadable(what: "\"\(key)\": \(value) is beyond 32 bits")
    }
    return value
  }

  /// A number of blocks that fits into memory: each has an entry in several tables.
  func blockCount() throws -> Int {
    let count = try size("num_blocks")
    guard count <= 1 << 24 else { throw Unreadable(what: "\"num_blocks\": more than 2^24") }
    return count
  }

  /// A scheduler configuration with vLLM's names.
  func engineConfig() throws -> EngineConfig {
    EngineConfig(
      blockSize: try size("block_size"), blockCount: try blockCount(),
      tokenBudget: try size("max_num_batched_tokens"), maxSequences: try size("max_num_seqs"),
      maxModelTokens: try size("max_model_len"), chunkedPrefill: try bool("enable_chunked_prefill"),
      prefixCaching: try bool("enable_prefix_caching"), queue: try queueRule(),
      longPrefillThreshold: try size("long_prefill_token_threshold"),
      watermark: try double("watermark"),
      reserveFullSequence: try bool("scheduler_reserve_full_isl"))
  }

  private func queueRule() throws -> QueueRule {
    switch text("policy") {
    case "fcfs": return .firstComeFirstServed
    case "priority": return .priority
    default: throw Unreadable(what: "\"policy\": neither fcfs nor priority")
    }
  }
}
