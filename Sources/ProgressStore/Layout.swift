import Learning

/// Names and forms of the store's files; README.md in this folder shows them to people.
struct Layout: Hashable, Sendable {
  /// Version of the layout. A store of a higher one is refused, of a lower one migrated.
  static let version = 1

  let directory: String
  var store: String { directory + "/store.json" }
  var log: String { directory + "/events.jsonl" }
  var snapshot: String { directory + "/snapshot.json" }
  var lock: String { directory + "/lock" }
  /// Where what stood at `offset` of the log is kept when it was torn.
  func damaged(at offset: Int) -> String { directory + "/damaged-\(offset).jsonl" }
  /// Where the log is kept that a restore or migration replaces; `name` says when or what.
  func kept(_ name: String) -> String { directory + "/events-before-\(name).jsonl" }

  static func storeFile(version: Int) -> [UInt8] {
    let json = JSON.record([
      "format": .string("aiinfra-tutor-store"), "version": .integer(version),
    ])
    return Array((json.pretty + "\n").utf8)
  }

  static func backupHeader(events: Int, now: Moment) -> String {
    JSON.record([
      "format": .string("aiinfra-tutor-backup"), "version": .integer(version),
      "time": .string(now.description), "zone": .string(now.zone), "lines": .integer(events),
    ]).line + "\n"
  }

  /// The version that a JSON object of ours names; `nil` when it is not of that format.
  static func version(of bytes: some Collection<UInt8>, format: String) -> Int? {
    guard let json = try? JSON(bytes: bytes), json["format"]?.string == format else { return nil }
    return json["version"]?.integer
  }
}

/// A change of the log's lines from one version of the layout to the next.
struct Migration: Sendable {
  let from: Int
  /// The new line for an old one, line break left out of both. A line that is new already must stay as it is, because a
  /// migration that lost power runs again.
  let line: @Sendable (ArraySlice<UInt8>) -> [UInt8]
}
