/// The languages of the interface.
public enum Language: String, CaseIterable, Sendable, Codable {
  case english = "en"
  case chinese = "zh"

  /// The language of a locale name such as `zh_CN.UTF-8`; English when it is none of ours.
  public init(locale: String) { self = locale.hasPrefix("zh") ? .chinese : .english }
}

/// One sentence of the interface in every language. `{1}`, `{2}` ... stand for arguments,
/// `{1|node|nodes}` for the first word when argument 1 is `1`, else for the second.
public struct Entry: Sendable {
  public let key: String
  public let english: String
  public let chinese: String

  public init(_ key: String, en english: String, zh chinese: String) {
    self.key = key
    self.english = english
    self.chinese = chinese
  }
}

/// The one string table, seen in one language.
public struct Wording: Sendable {
  public let language: Language

  public init(_ language: Language) { self.language = language }

  /// The sentence of a message. A key that is missing from the table shows as itself; a test keeps that from happening.
  public func callAsFunction(_ message: Message) -> String {
    guard let entry = table.entry(message.key) else { return message.key }
    let template = language == .chinese ? entry.chinese : entry.english
    return message.arguments.isEmpty ? template : Self.fill(template, with: message.arguments)
  }

  /// As for a message made on the spot: `say("tab.map")`.
  public func callAsFunction(_ key: String, _ arguments: String...) -> String {
    self(Message(key, arguments: arguments))
  }

  private static func fill(_ template: String, with arguments: [String]) -> String {
    var text = ""
    var rest = template[...]
    while let open = rest.firstIndex(of: "{") {
      text += rest[..<open]
      let after = rest[rest.index(after: open)...]
      if let close = after.firstIndex(of: "}"), let number = Int(after[..<close]),
        arguments.indices.contains(number - 1)
      {
        text += arguments[number - 1]
        rest = after[after.index(after: close)...]
      } else if let close = after.firstIndex(of: "}"),
        let word = plural(after[..<close], arguments)
      {
        text += word
        rest = after[after.index(after: close)...]
      } else {
        text += "{"
        rest = after
      }
    }
    return text + rest
  }

  /// `1|node|nodes`: the first word when argument 1 is `1`, else the second one; `nil` for anything
  /// else.
  private static func plural(_ inside: Substring, _ arguments: [String]) -> Substring? {
    let parts = inside.split(separator: "|", omittingEmptySubsequences: false)
    guard parts.count == 3, let number = Int(parts[0]), arguments.indices.contains(number - 1)
    else { return nil }
    return arguments[number - 1] == "1" ? parts[1] : parts[2]
  }
}

/// A number with its unit, `1 token`, `2 tokens`, `5 ms`; the number alone when there is no unit.
///
/// Only units that are English words in the plural change: letters, four or more, the last an `s`.
public func withUnit(_ number: String, _ unit: String) -> String {
  guard !unit.isEmpty else { return number }
  let isWord = unit.count > 3 && unit.hasSuffix("s") && unit.allSatisfy(\.isLetter)
  return number + " " + (number == "1" && isWord ? String(unit.dropLast()) : unit)
}

/// Every entry, one list for each area; an area's file says its keys' common beginning.
public var allEntries: [Entry] { entryLists.flatMap { $0 } }

private let entryLists: [[Entry]] =
  [commonEntries, learningEntries, reportEntries] + labEntries + tutorEntries + commandEntries

private let table = EntryTable(entryLists)
