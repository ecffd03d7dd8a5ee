/// Terms of the field, in file order.
public struct Glossary: Hashable, Sendable {
  public let terms: [GlossaryTerm]
  public init(terms: [GlossaryTerm]) { self.terms = terms }
}

/// A term, its usual Chinese rendering and what it means.
public struct GlossaryTerm: Hashable, Sendable {
  public let term: LocalText
  public let definition: LocalText
  /// Topic id where it is taught.
  public let topic: String

  public init(term: LocalText, definition: LocalText, topic: String) {
    self.term = term
    self.definition = definition
    self.topic = topic
  }
}
