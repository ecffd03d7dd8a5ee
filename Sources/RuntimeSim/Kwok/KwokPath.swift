/// A path through an object in the small part of jq that stages use: keys, quoted keys, `[]`, indexes
/// and `select(.key == "text")` behind a bar.
///
/// Source: KWOK v0.8, `kustomize/stage` (every expression there is of this kind) and
/// `pkg/utils/expression`: what goes wrong counts as nothing found.
public struct KwokPath: Hashable, Sendable {
  enum Step: Hashable, Sendable {
    case key(String)
    case each
    case index(Int)
    case select(path: [Step], isEqual: Bool, KwokValue)
  }

  /// What cannot be read, and from which character (from 0) on.
  public struct Problem: Error, Hashable, Sendable {
    public let at: Int
    public let rest: String
  }

  public let text: String
  let steps: [Step]

  public init(_ text: String) throws(Problem) {
    self.text = text
    var reader = Reader(text)
    steps = try reader.pipeline(until: nil)
  }

  /// Every value that the path leads to; nothing when it leads nowhere.
  public func values(in object: KwokValue) -> [KwokValue] {
    Self.follow(steps[...], from: object) ?? []
  }

  /// `nil` where jq would report an error.
  private static func follow(_ steps: ArraySlice<Step>, from value: KwokValue) -> [KwokValue]? {
    guard let step = steps.first else { return value == .null ? [] : [value] }
    let rest = steps.dropFirst()
    switch step {
    case .key(let key):
      switch value {
      case .map, .null: return follow(rest, from: value[key])
      default: return nil
      }
    case .index(let at):
      guard case .list(let list) = value else {
        return value == .null ? follow(rest, from: .null) : nil
      }
      return follow(rest, from: list.indices.contains(at) ? list[at] : .null)
    case .each:
      let items: [KwokValue]
      switch value {
      case .list(let list): items = list
      case .map(let entries): items = entries.map(\.value)
      default: return nil
      }
      var found: [KwokValue] = []
      for item in items {
        guard let more = follow(rest, from: item) else { return nil }
        found += more
      }
      return found
    case .select(let path, let isEqual, let wanted):
      guard let found = follow(path[...], from: value) else { return nil }
      let matches = (found.first ?? .null) == wanted
      return matches == isEqual ? follow(rest, from: value) : []
    }
  }

  private struct Reader {
    let characters: [Character]
    var at = 0

    init(_ text: String) { characters = Array(text) }

    var problem: Problem {
      Problem(at: at, rest: String(characters[min(at, characters.count)...].prefix(40)))
    }

    mutating func skipSpace() {
      while at < characters.count, characters[at].isWhitespace { at += 1 }
    }

    mutating func take(_ text: String) -> Bool {
      let wanted = Array(text)
      guard at + wanted.count <= characters.count,
        Array(characters[at..<at + wanted.count]) == wanted
      else { return false }
      at += wanted.count
      return true
    }

    mutating func pipeline(until end: Character?) throws(Problem) -> [Step] {
      var steps: [Step] = []
      skipSpace()
      while true {
        skipSpace()
        if take("select") {
          steps.append(try selection())
        } else {
          guard at < characters.count, characters[at] == "." else { throw problem }
          steps += try path()
        }
        skipSpace()
        if take("|") { continue }
        guard at < characters.count else {
          if end == nil { return steps }
          throw problem
        }
        if let end, characters[at] == end { return steps }
        throw problem
      }
    }

    mutating func selection() throws(Problem) -> Step {
      skipSpace()
      guard take("(") else { throw problem }
      skipSpace()
      guard at < characters.count, characters[at] == "." else { throw problem }
      let inner = try path()
      skipSpace()
      let isEqual: Bool
      if take("==") { isEqual = true } else if take("!=") { isEqual = false } else { throw problem }
      skipSpace()
      let value = try literal()
      skipSpace()
      guard take(")") else { throw problem }
      return .select(path: inner, isEqual: isEqual, value)
    }

    mutating func literal() throws(Problem) -> KwokValue {
      if at < characters.count, characters[at] == "\"" { return .text(try quoted()) }
      if take("true") { return .truth(true) }
      if take("false") { return .truth(false) }
      if take("null") { return .null }
      var digits = ""
      while at < characters.count, characters[at].isNumber {
        digits.append(characters[at])
        at += 1
      }
      guard let number = Int(digits) else { throw problem }
      return .whole(number)
    }

    mutating func quoted() throws(Problem) -> String {
      guard take("\"") else { throw problem }
      var text = ""
      while at < characters.count, characters[at] != "\"" {
        guard characters[at] != "\\" else { throw problem }
        text.append(characters[at])
        at += 1
      }
      guard take("\"") else { throw problem }
      return text
    }

    /// `.a.b[]."c".[0]`
    mutating func path() throws(Problem) -> [Step] {
      var steps: [Step] = []
      while at < characters.count, characters[at] == "." || characters[at] == "[" {
        if characters[at] == "." { at += 1 }
        guard at < characters.count else { break }
        if characters[at] == "[" {
          at += 1
          if take("]") {
            steps.append(.each)
          } else if characters.indices.contains(at), characters[at] == "\"" {
            steps.append(.key(try quoted()))
            guard take("]") else { throw problem }
          } else {
            guard case .whole(let index) = try literal(), take("]") else { throw problem }
            steps.append(.index(index))
          }
        } else if characters[at] == "\"" {
          steps.append(.key(try quoted()))
        } else {
          var key = ""
          while at < characters.count,
            characters[at].isLetter || characters[at].isNumber || characters[at] == "_"
          {
            key.append(characters[at])
            at += 1
          }
          if key.isEmpty {
            // `.` alone is the object itself.
            break
          }
          steps.append(.key(key))
        }
      }
      return steps
    }
  }
}
