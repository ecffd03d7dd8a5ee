/// A value of a Kubernetes object, and how it is written as YAML.
///
/// Keys stand in the order in which they were given; texts that another reader could take for
/// something else are quoted as in JSON.
indirect enum ManifestValue: Equatable {
  case text(String)
  case number(Int)
  /// A number as it is written: `2.5`.
  case decimal(String)
  case truth(Bool)
  /// Lines that are kept as they are (`|`).
  case lines(String)
  case list([ManifestValue])
  case map([(String, ManifestValue)])

  /// Equal when they are written the same.
  static func == (a: ManifestValue, b: ManifestValue) -> Bool { a.yaml == b.yaml }

  /// The map without the entries that are missing.
  static func object(_ entries: (String, ManifestValue?)...) -> ManifestValue {
    .map(entries.compactMap { entry in entry.1.map { (entry.0, $0) } })
  }

  /// `nil` for no elements, so that an empty list is not written.
  static func some(_ list: [ManifestValue]) -> ManifestValue? { list.isEmpty ? nil : .list(list) }

  static func texts(_ texts: [String]) -> ManifestValue? { some(texts.map(ManifestValue.text)) }

  /// `nil` when there are none.
  static func texts(_ pairs: [(String, String)]) -> ManifestValue? {
    pairs.isEmpty ? nil : .map(pairs.map { ($0.0, .text($0.1)) })
  }

  /// The document without a leading `---`, with a line break at its end.
  var yaml: String {
    var out = ""
    write(to: &out, indent: 0)
    return out
  }

  private func write(to out: inout String, indent: Int) {
    let lead = String(repeating: " ", count: indent)
    switch self {
    case .map(let entries):
      for (key, value) in entries {
        out += lead + safeText(key) + ":"
        value.writeAfterKey(to: &out, indent: indent)
      }
    case .list(let items):
      for item in items {
        if case .map(let entries) = item, !entries.isEmpty {
          // The first key stands on the line of the dash.
          var inner = ""
          item.write(to: &inner, indent: indent + 2)
          out += lead + "- " + inner.dropFirst(indent + 2)
        } else {
          out += lead + "-"
          item.writeAfterKey(to: &out, indent: indent)
        }
      }
    default: out += lead + scalarText + "\n"
    }
  }

  private func writeAfterKey(to out: inout String, indent: Int) {
    switch self {
    case .map(let entries) where !entries.isEmpty:
      out += "\n"
      write(to: &out, indent: indent + 2)
    case .list(let items) where !items.isEmpty:
      out += "\n"
      write(to: &out, indent: indent + 2)
    case .lines(let text):
      out += " |\n"
      let lead = String(repeating: " ", count: indent + 2)
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        out += line.isEmpty ? "\n" : lead + line + "\n"
      }
    default: out += " " + scalarText + "\n"
    }
  }

  private var scalarText: String {
    switch self {
    case .text(let text), .lines(let text): safeText(text)
    case .number(let number): String(number)
    case .decimal(let text): text
    case .truth(let isTrue): isTrue ? "true" : "false"
    case .list: "[]"
    case .map: "{}"
    }
  }
}

/// Without quotes where every YAML reader takes it for that text.
private func safeText(_ text: String) -> String {
  let isPlain =
    text.utf8.first.map { (97...122).contains($0 | 32) } == true
    && text.utf8.allSatisfy { byte in
      (97...122).contains(byte | 32) || (48...57).contains(byte) || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/")
    }
    && !["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"]
      .contains(text.lowercased())
  return isPlain ? text : quoted(text)
}
