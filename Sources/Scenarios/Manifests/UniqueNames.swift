/// Gives names that were not given before; a name that comes again gets a number.
struct UniqueNames {
  private var taken: Set<String> = []
  private var next: [String: Int] = [:]

  /// Longest identifier of our files.
  static let longest = 64

  /// `base`, or `base-2`, `base-3` when it was given already; at most 64 characters.
  mutating func name(_ base: String) -> String {
    let base = Self.cut(base, to: Self.longest)
    if taken.insert(base).inserted { return base }
    var number = next[base] ?? 2
    while true {
      let suffix = "-\(number)"
      let name = Self.cut(base, to: Self.longest - suffix.utf8.count) + suffix
      number += 1
      if taken.insert(name).inserted {
        next[base] = number
        return name
      }
    }
  }

  private static func cut(_ text: String, to length: Int) -> String {
    var text = text
    while text.utf8.count > length || (text.utf8.count > 1 && text.hasSuffix("-")) {
      text.removeLast()
    }
    return text
  }
}
