import Learning
import Simulation

/// The state after the first `logBytes` bytes of the log, kept so that opening need not read the log.
///
/// It is valid for a log that is at least that long and has the same last bytes before that place. Anything else, for
/// example a log that was restored or edited, makes it worthless, and it is computed anew.
struct Snapshot: Hashable, Sendable {
  static let version = 1
  /// Bytes before `logBytes` that the hash covers. An event is unique by its id, so two logs that agree here agree before.
  static let tailLength = 4_096

  var logBytes = 0
  var logLines = 0
  var damagedLines: [Int] = []
  /// The last bytes of the log before `logBytes`, at most `tailLength`.
  var tailHash: String = Snapshot.hash([])
  var state = LearnerState()

  static func hash(_ bytes: ArraySlice<UInt8>) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.hex()
  }

  var tailCount: Int { min(logBytes, Self.tailLength) }

  /// Two lines of JSON: what it covers, then the state. The first has a hash of the second, so that a flipped bit is found.
  var bytes: [UInt8] {
    let state = Array(self.state.json.line.utf8)
    let head = JSON.record([
      "format": .string("aiinfra-tutor-snapshot"), "version": .integer(Self.version),
      "log_bytes": .integer(logBytes), "log_lines": .integer(logLines),
      "log_tail_sha256": .string(tailHash),
      "damaged_lines": .array(damagedLines.map(JSON.integer)),
      "state_fnv1a": .string(Self.quickHash(state[...])),
    ])
    return Array((head.line + "\n").utf8) + state + [UInt8(ascii: "\n")]
  }

  /// Finds damage, a thousand bytes in a microsecond.
  private static func quickHash(_ bytes: ArraySlice<UInt8>) -> String {
    String(bytes.withUnsafeBufferPointer(fnv1a64), radix: 16)
  }

  init() {}

  /// `nil` when the bytes are not a whole snapshot of this version.
  init?(bytes: [UInt8]) {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")),
      let json = try? JSON(bytes: bytes[..<end]),
      json["format"]?.string == "aiinfra-tutor-snapshot",
      json["version"]?.integer == Self.version,
      let logBytes = json["log_bytes"]?.integer, logBytes >= 0,
      let logLines = json["log_lines"]?.integer, let tail = json["log_tail_sha256"]?.string,
      bytes.last == UInt8(ascii: "\n"), end + 1 < bytes.count,
      case let line = bytes[(end + 1)..<(bytes.count - 1)],
      json["state_fnv1a"]?.string == Self.quickHash(line),
      let state = (try? JSON(bytes: line)).flatMap(LearnerState.init(json:))
    else { return nil }
    self.logBytes = logBytes
    self.logLines = logLines
    tailHash = tail
    damagedLines = (json["damaged_lines"]?.array ?? []).compactMap(\.integer)
    self.state = state
  }
}
