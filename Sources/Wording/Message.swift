/// A sentence that is not said yet: the key of its template and the values to put into it.
///
/// Rooms below the screens return messages, so that one reason can be said in any language, on any screen and in any
/// report. `Message("why.fit.insufficient", "cpu", "1 001m", "1 000m")`.
public struct Message: Hashable, Sendable, Codable {
  /// Key of an entry of the string table.
  public let key: String
  /// Values for `{1}`, `{2}` ... of the template, already formatted, without a locale.
  public let arguments: [String]

  public init(_ key: String, _ arguments: String...) {
    self.key = key
    self.arguments = arguments
  }

  public init(_ key: String, arguments: [String]) {
    self.key = key
    self.arguments = arguments
  }
}
