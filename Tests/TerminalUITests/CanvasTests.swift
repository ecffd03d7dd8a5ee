import Testing

@testable import TerminalUI

@Suite struct CanvasTests {
  @Test func textIsClippedOnAllSides() {
    var canvas = Canvas(columns: 6, rows: 2)
    canvas.write("abcdefgh", column: -2, row: 0)
    canvas.write("never", column: 0, row: -1)
    canvas.write("never", column: 0, row: 2)
    canvas.write("xyz", column: 4, row: 1)
    #expect(canvas.text == "cdefgh\n    xy")
  }

  @Test func maxWidthKeepsDoubleWidthGlyphsWhole() {
    var canvas = Canvas(columns: 10, rows: 1)
    let next = canvas.write("中文字", column: 0, row: 0, maxWidth: 5)
    canvas.write("|", column: next, row: 0)
    #expect(canvas.text == "中文|")
  }

  @Test func overwritingHalfOfAGlyphBlanksTheOtherHalf() {
    var canvas = Canvas(columns: 6, rows: 2)
    canvas.write("中文", column: 0, row: 0)
    canvas.write("x", column: 1, row: 0)
    canvas.write("中文", column: 0, row: 1)
    canvas.write("y", column: 2, row: 1)
    #expect(canvas.text == " x文\n中y")
  }

  @Test func clipProtectsTheRest() {
    var canvas = Canvas(columns: 8, rows: 2)
    canvas.withClip(Rect(column: 2, row: 0, columns: 3, rows: 1)) { canvas in
      canvas.write("abcdefgh", column: 0, row: 0)
      canvas.write("abcdefgh", column: 0, row: 1)
    }
    canvas.write("z", column: 7, row: 1)
    #expect(canvas.text == "  cde\n       z")
  }

  @Test func boxesHaveSolidDashedAndASCIIForms() {
    var canvas = Canvas(columns: 16, rows: 3)
    let inside = canvas.box(Rect(column: 0, row: 0, columns: 9, rows: 3), title: "KAI")
    canvas.box(Rect(column: 10, row: 0, columns: 4, rows: 3), style: .dashed)
    canvas.write("x", column: inside.column, row: inside.row)
    #expect(
      canvas.text == """
        ┌ KAI ──┐ ┌┄┄┐
        │x      │ ┆  ┆
        └───────┘ └┄┄┘
        """)
    var plain = Canvas(columns: 9, rows: 3, glyphs: .ascii)
    plain.box(plain.bounds, title: "Gödel", style: .dashed)
    #expect(plain.text == "+ Godel +\n:       :\n+-------+")
  }
}
