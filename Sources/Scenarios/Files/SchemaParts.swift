import Labs

/// What schemas of scenario files are made of.
enum SchemaPart {
  static let text = JSONValue.object([("type", .string("string"))])
  static let whole = JSONValue.object([("type", .string("integer"))])
  static let truth = JSONValue.object([("type", .string("boolean"))])
  static let any = JSONValue.object([("type", .string("object"))])

  static func word(_ words: [String]) -> JSONValue {
    .object([("enum", .array(words.map(JSONValue.string)))])
  }
  static func words(_ words: String...) -> JSONValue { word(words) }
  static func list(_ items: JSONValue) -> JSONValue {
    .object([("type", .string("array")), ("items", items)])
  }
  static func object(
    _ properties: [(String, JSONValue)], required: [String] = []
  ) -> JSONValue {
    .object([
      ("type", .string("object")), ("additionalProperties", .truth(false)),
      ("required", .array(required.map(JSONValue.string))), ("properties", .object(properties)),
    ])
  }
  /// `key_s` and `key_ms`.
  static func time(_ key: String) -> [(String, JSONValue)] {
    [(key + "_s", whole), (key + "_ms", whole)]
  }
}
