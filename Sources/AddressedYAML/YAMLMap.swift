import Diagnostics

/// A map that is being read: every key that was asked for counts as known, `finish()` reports the
/// others.
///
/// ```swift
/// let map = value.map()
/// let id = map.required("id")?.identifier()
/// let hint = map.optional("hint")?.text()
/// map.finish()
/// ```
public final class YAMLMap {
  /// Line of the first key.
  public let line: Int
  /// Key path of the map, empty at the root.
  public let path: String
  public let log: ProblemLog
  /// Keys and values in file order, without repetitions.
  public let entries: [YAMLEntry]
  private let places: [String: Int]
  private var known: [String] = []

  init(_ entries: [YAMLEntry], line: Int, path: String, log: ProblemLog) {
    self.entries = entries
    self.line = line
    self.path = path
    self.log = log
    places = Dictionary(
      entries.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The map at the root of a document; `nil` after reporting a syntax error or another kind of
  /// document.
  public static func parse(
    _ text: String, log: ProblemLog, firstLine: Int = 1, isForeign: Bool = false
  ) -> YAMLMap? {
    guard
      let root = YAMLNode.parse(text, log: log, firstLine: firstLine, isForeign: isForeign)
    else { return nil }
    guard case .map(let entries) = root.content else {
      log.report(
        line: root.line, "expected keys and values, found \(root.described)",
        hint: "start each line with 'key: value'")
      return nil
    }
    return YAMLMap(entries, line: root.line, path: "", log: log)
  }

  private func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// The value of a key that may be missing. `key:` without a value counts as missing.
  public func optional(_ key: String) -> YAMLValue? {
    if !known.contains(key) { known.append(key) }
    guard let at = places[key], !entries[at].value.isNull else { return nil }
    return YAMLValue(entries[at].value, path: path(of: key), log: log)
  }

  /// The value of a key that must be there; reports it when it is missing. `hint` tells what
  /// belongs there.
  public func required(_ key: String, hint: String = "") -> YAMLValue? {
    if let value = optional(key) { return value }
    let place = places[key].map { entries[$0].line } ?? line
    let stands = places[key] != nil ? "has no value" : "is missing"
    log.report(line: place, "the key '\(path(of: key))' \(stands)", hint: hint)
    return nil
  }

  /// Line of a key, or of the map when the key is missing.
  public func line(of key: String) -> Int { places[key].map { entries[$0].line } ?? line }

  /// Whether the key stands there with a value: as for `optional`, one without counts as missing, and
  /// is no unknown key either.
  public func has(_ key: String) -> Bool {
    guard let place = places[key] else { return false }
    guard entries[place].value.isNull else { return true }
    if !known.contains(key) { known.append(key) }
    return false
  }

  /// All values with their keys in file order, for maps whose keys are the author's own (`set:
  /// {knob: value}`). Makes every key known.
  public func all() -> [(key: String, value: YAMLValue)] {
    known = entries.map(\.key)
    return entries.map { ($0.key, YAMLValue($0.value, path: path(of: $0.key), log: log)) }
  }

  /// Reports each key that nobody asked for, with the known key that looks most like it.
  public func finish() {
    for entry in entries where !known.contains(entry.key) {
      let near = nearestMatch(to: entry.key, in: known.filter { places[$0] == nil })
      log.report(
        line: entry.line, "unknown key '\(shortened(path(of: entry.key)))'",
        hint: near.map { "did you mean '\($0)'?" } ?? "known keys: "
          + known.sorted().joined(separator: ", "))
    }
  }

  // MARK: Common shapes

  /// A list of texts; empty when the key is missing.
  public func texts(_ key: String) -> [String] {
    (optional(key)?.list() ?? []).compactMap { $0.text() }
  }

  /// A list of identifiers with their lines, each at most once; empty when the key is missing.
  public func identifiers(_ key: String) -> [(id: String, line: Int)] {
    var seen: [(id: String, line: Int)] = []
    for value in optional(key)?.list() ?? [] {
      guard let id = value.identifier() else { continue }
      if seen.contains(where: { $0.id == id }) {
        value.report("'\(id)' stands twice in '\(path(of: key))'")
      } else {
        seen.append((id, value.line))
      }
    }
    return seen
  }

  /// The maps of a list; empty when the key is missing.
  public func maps(_ key: String) -> [YAMLMap] {
    (optional(key)?.list() ?? []).compactMap { $0.map() }
  }
}
