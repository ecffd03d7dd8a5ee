import AddressedYAML
import Cluster

// Labels as the API server takes them (apimachinery v0.35, `util/validation`: IsQualifiedName,
// IsValidLabelValue). Keys and values of taints obey the same rules.

extension YAMLMap {
  /// `{key: value}`; values may be empty.
  func labels(_ key: String) -> LabelSet {
    var labels = LabelSet()
    for (name, value) in optional(key)?.map()?.all() ?? [] {
      if let problem = labelKeyProblem(name) {
        value.report("'\(shortened(name))' is no key of a label: \(problem)")
      } else if let text = value.labelValue() {
        labels[name] = text
      }
    }
    return labels
  }
}

extension YAMLValue {
  /// The key of a label or taint: `app`, `topology.kubernetes.io/zone`.
  func labelKey() -> String? {
    guard let text = text() else { return nil }
    guard let problem = labelKeyProblem(text) else { return text }
    report("'\(path)': '\(shortened(text))' is no key of a label: \(problem)")
    return nil
  }

  /// The value of a label or taint, which may be empty.
  func labelValue() -> String? {
    guard let text = anyText() else { return nil }
    guard !text.isEmpty, let problem = labelNameProblem(text) else { return text }
    report("'\(path)': '\(shortened(text))' is no value of a label: \(problem)")
    return nil
  }
}

/// What keeps a text from being the key of a label; `nil` when it is one.
private func labelKeyProblem(_ key: String) -> String? {
  let parts = key.split(separator: "/", omittingEmptySubsequences: false)
  guard parts.count <= 2 else { return "there is at most one / between a prefix and a name" }
  if parts.count == 2, !isDNSName(parts[0]) {
    return "the prefix before / is a DNS name such as example.com"
  }
  return labelNameProblem(parts[parts.count - 1])
}

private func labelNameProblem(_ text: some StringProtocol) -> String? {
  let bytes = Array(text.utf8)
  guard bytes.count <= 63 else { return "it has more than 63 characters" }
  guard let first = bytes.first, let last = bytes.last, isAlphanumeric(first),
    isAlphanumeric(last)
  else { return "it begins and ends with a letter or digit" }
  let marks = Set("-_.".utf8)
  return bytes.allSatisfy { isAlphanumeric($0) || marks.contains($0) }
    ? nil : "letters, digits, '-', '_' and '.' only"
}

private func isDNSName(_ text: Substring) -> Bool {
  text.utf8.count <= 253
    && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      guard let first = label.utf8.first, let last = label.utf8.last else { return false }
      return first != 45 && last != 45
        && label.utf8.allSatisfy { $0 == 45 || (97...122).contains($0) || (48...57).contains($0) }
    }
}

private func isAlphanumeric(_ byte: UInt8) -> Bool {
  (97...122).contains(byte | 32) && byte >= 65 || (48...57).contains(byte)
}
