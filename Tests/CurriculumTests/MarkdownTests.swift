import Curriculum
import Testing

/// The blocks of a lesson's body after its first paragraph, in a short notation.
private func outline(_ body: String) throws -> [String] {
  let parsed = Lesson.parse(lessonText(body: "\n" + body), file: "lessons/31-small.md")
  return try #require(parsed.value).blocks.dropFirst().map { "\($0.line) " + outline($0) }
}

private func outline(_ block: Block) -> String {
  switch block.content {
  case .heading(let level, let words): "h\(level) " + outline(words)
  case .paragraph(let words): "p " + outline(words)
  case .list(let list):
    (list.start.map { "ol\($0)" } ?? "ul") + (list.isTight ? "" : " loose") + " "
      + list.items.map { "[" + $0.map(outline).joined(separator: "; ") + "]" }.joined()
  case .quote(let blocks): "q (" + blocks.map(outline).joined(separator: "; ") + ")"
  case .code(let language, let text): "code \(language) \(text.split(separator: "\n"))"
  case .table(let table):
    "table \(table.alignments) "
      + ([table.heading] + table.rows).map { $0.map(outline).joined(separator: "|") }
      .joined(separator: " / ")
  case .rule: "rule"
  case .figure(let figure): "figure \(figure.id)"
  case .prediction(let prediction): "prediction \(prediction.id)"
  case .question(let question): "question \(question.id)"
  }
}

private func outline(_ words: [Inline]) -> String {
  words.map { word in
    switch word {
    case .text(let text): text
    case .emphasis(let inner): "<em " + outline(inner) + ">"
    case .strong(let inner): "<b " + outline(inner) + ">"
    case .strike(let inner): "<s " + outline(inner) + ">"
    case .code(let code): "`\(code)`"
    case .link(let inner, let url): "<a \(url) " + outline(inner) + ">"
    case .source(let id): "<src \(id)>"
    case .lineBreak: "<br>"
    }
  }.joined()
}

@Test(
  arguments: [
    ("paragraph over two lines", "one\ntwo", ["13 p one two"]),
    ("Chinese lines join without a space", "一\n二 three\n四", ["13 p 一二 three 四"]),
    ("emphasis", "*a* **b** ~~c~~ `d`", ["13 p <em a> <b b> <s c> `d`"]),
    ("nested emphasis", "**a *b* `c`**", ["13 p <b a <em b> `c`>"]),
    ("link", "[the *words*](https://a.org/b)", ["13 p <a https://a.org/b the <em words>>"]),
    ("bare link", "see https://a.org/b.", ["13 p see <a https://a.org/b https://a.org/b>."]),
    ("address of a person", "ask me@a.org now", ["13 p ask me@a.org now"]),
    ("source", "so[^book], and", ["13 p so<src book>, and"]),
    ("two sources", "so[^book][^book]", ["13 p so<src book><src book>"]),
    ("bracket that is no source", "a[^b", ["13 p a[^b"]),
    ("no source in code", "`[^x]`", ["13 p `[^x]`"]),
    ("line break", "a\\\nb", ["13 p a<br>b"]),
    ("headings", "## A `b`\n### C", ["13 h2 A `b`", "14 h3 C"]),
    ("bullets", "- a\n- b", ["13 ul [p a][p b]"]),
    ("numbers from three", "3. a\n4. b", ["13 ol3 [p a][p b]"]),
    ("loose list", "- a\n\n- b", ["13 ul loose [p a][p b]"]),
    ("nested list", "- a\n  1. b\n- c", ["13 ul [p a; ol1 [p b]][p c]"]),
    ("quote", "> a\n>\n> - b", ["13 q (p a; ul [p b])"]),
    ("code", "```go\nx := 1\n\ny\n```", ["13 code go [\"x := 1\", \"y\"]"]),
    ("rule", "a\n\n***", ["13 p a", "15 rule"]),
    (
      "table", "| a | b | c |\n|:--|--:|:-:|\n| 1 | **2** |\n| 3 | 4 | 5 | 6 |",
      ["13 table [.left, .right, .center] a|b|c / 1|<b 2>| / 3|4|5"]
    ),
    ("pipe in a table cell", "| a |\n|---|\n| x \\| y |", ["13 table [.none] a / x | y"]),
    ("entity", "a &amp; b &lt;c&gt;", ["13 p a & b <c>"]),
    ("escaped star", "\\*a\\*", ["13 p *a*"]),
    ("control characters are stripped", "a\u{1B}[1mb\u{7}", ["13 p a[1mb"]),
    (
      "drawing",
      "```figure\nid: f\nkind: drawn\ncaption: C\nframes: [{title: T, text: x}]\n```\nend",
      ["13 figure f", "19 p end"]
    ),
  ] as [(String, String, [String])])
func markdownBecomesBlocks(_ name: String, _ body: String, _ expected: [String]) throws {
  #expect(
    try outline(body).map {
      $0.replacing("CurriculumTests.", with: "").replacing(
        "Curriculum.TableBlock.Alignment", with: "")
    } == expected)
}

@Test func sourcesStandAtTheEndOfTheText() throws {
  let parsed = Lesson.parse(
    lessonText(
      body: "\n~~~text\n[^a]: b\n~~~",
      sources: "[^book]: [A `b` & *c* (d\\]e)](https://a.org/f_(g)), checked 2026-01-02"),
    file: "lessons/31-small.md")
  #expect(parsed.problems.map(\.description) == [])
  let lesson = try #require(parsed.value)
  #expect(
    lesson.sources == [
      Source(
        id: "book", text: "A b & c (d]e)", url: "https://a.org/f_(g)", checked: "2026-01-02",
        line: 17)
    ])
  #expect(lesson.blocks.map(\.line) == [11, 13])
}
