/// A piece of an API object, as JSON knows it. Whole numbers only; maps are sorted by key, so that
/// equal objects are equal values.
public indirect enum KwokValue: Hashable, Sendable {
  case null
  case truth(Bool)
  case whole(Int)
  case text(String)
  case list([KwokValue])
  case map([Entry])

  public struct Entry: Hashable, Sendable {
    public let key: String
    public var value: KwokValue
    public init(key: String, value: KwokValue) {
      self.key = key
      self.value = value
    }
  }

  /// A map of these entries; of two with the same key the last one counts.
  public static func object(_ pairs: [(String, KwokValue)]) -> KwokValue {
    var entries: [Entry] = []
    for (key, value) in pairs {
      entries.removeAll { $0.key == key }
      entries.append(Entry(key: key, value: value))
    }
    return .map(entries.sorted { $0.key < $1.key })
  }

  /// The value of a key; `.null` for everything that has none.
  public subscript(key: String) -> KwokValue {
    get {
      guard case .map(let entries) = self else { return .null }
      return entries.first { $0.key == key }?.value ?? .null
    }
    set {
      var entries: [Entry] = []
      if case .map(let own) = self { entries = own }
      entries.removeAll { $0.key == key }
      if newValue != .null { entries.append(Entry(key: key, value: newValue)) }
      self = .map(entries.sorted { $0.key < $1.key })
    }
  }

  /// The elements of a list; empty for everything else.
  public var elements: [KwokValue] { if case .list(let list) = self { list } else { [] } }
  public var entries: [Entry] { if case .map(let entries) = self { entries } else { [] } }

  /// Go templates take nothing, false, 0 and empty things for false.
  var isTrue: Bool {
    switch self {
    case .null: false
    case .truth(let truth): truth
    case .whole(let number): number != 0
    case .text(let text): !text.isEmpty
    case .list(let list): !list.isEmpty
    case .map(let entries): !entries.isEmpty
    }
  }

  /// As templates and selectors write a scalar.
  var scalarText: String? {
    switch self {
    case .truth(let truth): truth ? "true" : "false"
    case .whole(let number): String(number)
    case .text(let text): text
    case .null, .list, .map: nil
    }
  }

  /// A strategic merge patch laid over this value: maps are merged, `null` removes, lists of
  /// `conditions` and `addresses` are merged by their `type`, other lists are replaced.
  ///
  /// Source: Kubernetes API types (`patchMergeKey`) of NodeStatus and PodStatus.
  func patched(with patch: KwokValue) -> KwokValue {
    guard case .map(let changes) = patch, case .map = self else { return patch }
    var result = self
    for change in changes {
      if change.key == "conditions" || change.key == "addresses",
        case .list(let new) = change.value
      {
        var list = result[change.key].elements
        for item in new {
          if let at = list.firstIndex(where: { $0["type"] == item["type"] }) {
            list[at] = list[at].patched(with: item)
          } else {
            list.append(item)
          }
        }
        result[change.key] = .list(list)
      } else if case .map = change.value, case .map = result[change.key] {
        result[change.key] = result[change.key].patched(with: change.value)
      } else {
        result[change.key] = change.value
      }
    }
    return result
  }
}
