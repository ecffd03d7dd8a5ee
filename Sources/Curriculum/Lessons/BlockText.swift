extension Block {
  /// All words of the block that a reader sees without doing anything, for search and for checking quotes.
  public var plainText: String {
    switch content {
    case .heading(_, let words), .paragraph(let words): Curriculum.plainText(of: words)
    case .list(let list):
      list.items.map { $0.map(\.plainText).joined(separator: "\n") }.joined(separator: "\n")
    case .quote(let blocks): blocks.map(\.plainText).joined(separator: "\n")
    case .code(_, let text): text
    case .table(let table):
      ([table.heading] + table.rows).map { row in
        row.map { Curriculum.plainText(of: $0) }.joined(separator: " | ")
      }.joined(separator: "\n")
    case .rule: ""
    case .figure(let figure): figure.plainText
    case .prediction(let prediction):
      prediction.ask.english + "\n" + prediction.answer.texts.joined(separator: "\n")
    case .question(let question):
      ([question.ask.english] + question.options.flatMap { [$0.text.english, $0.why.english] })
        .joined(separator: "\n")
    }
  }
}

extension Figure {
  fileprivate var plainText: String {
    switch kind {
    case .lab, .experiment, .formula: caption.english
    case .drawn(let frames):
      ([caption.english] + frames.flatMap { [$0.title.english] + $0.rows }).joined(separator: "\n")
    case .table(let table):
      ([caption.english] + ([table.columns] + table.rows).map { $0.joined(separator: " | ") })
        .joined(separator: "\n")
    }
  }
}

extension Prediction.Answer {
  fileprivate var texts: [String] {
    switch self {
    case .options(let options): options.flatMap { [$0.text.english, $0.why.english] }
    case .number(let number): [number.why.english]
    }
  }
}
