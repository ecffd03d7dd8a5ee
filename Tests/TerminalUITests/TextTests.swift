import Testing

@testable import TerminalUI

@Suite struct TextTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("中文", 4), ("e\u{301}", 1), ("─│▸✓★", 5), ("ｱ", 1), ("Ａ", 2),
    ("한글", 4), ("⠿", 1), ("あア", 4), ("…", 1), ("a\tb", 3), ("👍", 2),
  ])
  func widthsAreThoseOfTheCLibrary(text: String, expected: Int) {
    #expect(Text.width(text) == expected)
  }

  @Test func asciiSpellingsAreMeasured() {
    #expect(Text.width("≤ 3 → x", glyphs: .ascii) == 9)
  }

  @Test(arguments: [
    ("short", 10, "short"), ("exactly", 7, "exactly"), ("too long", 5, "too …"), ("中文字", 5, "中文…"),
    ("中文字", 4, "中…"), ("x", 0, ""), ("xy", 1, "…"),
  ])
  func longTextEndsInAnEllipsis(text: String, width: Int, expected: String) {
    #expect(Text.truncate(text, to: width) == expected)
  }

  @Test(arguments: [
    (Alignment.leading, "ab  |"), (.trailing, "  ab|"), (.center, " ab |"),
  ])
  func fieldsAreFilled(alignment: Alignment, expected: String) {
    #expect(Text.pad("ab", to: 4, alignment: alignment) + "|" == expected)
  }

  struct Wrapping: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let width: Int
    let lines: [String]
    var testDescription: String { name }
  }

  @Test(arguments: [
    Wrapping(name: "empty", text: "", width: 5, lines: [""]),
    Wrapping(name: "fits", text: "one two", width: 7, lines: ["one two"]),
    Wrapping(name: "blanks", text: " one two  ", width: 20, lines: [" one two"]),
    Wrapping(name: "an escape sequence", text: "one\u{1B}[1m two", width: 20, lines: ["one two"]),
    Wrapping(name: "between words", text: "one two three", width: 8, lines: ["one two", "three"]),
    Wrapping(name: "blank at the edge", text: "four five", width: 4, lines: ["four", "five"]),
    Wrapping(name: "line ends stay", text: "a\n\nb", width: 9, lines: ["a", "", "b"]),
    Wrapping(name: "long word", text: "abcdefghij", width: 4, lines: ["abcd", "efgh", "ij"]),
    Wrapping(name: "hyphen", text: "gang-scheduling", width: 10, lines: ["gang-", "scheduling"]),
    Wrapping(
      name: "minus is no hyphen", text: "x is -12 now", width: 7, lines: ["x is", "-12 now"]),
    Wrapping(name: "Chinese", text: "分页缓存很快", width: 6, lines: ["分页缓", "存很快"]),
    Wrapping(name: "no stop at a line's start", text: "分页缓存。好", width: 8, lines: ["分页缓", "存。好"]),
    Wrapping(
      name: "no bracket at a line's end", text: "分页（缓存）", width: 6, lines: ["分页", "（缓", "存）"]),
    Wrapping(name: "odd width", text: "分页缓", width: 5, lines: ["分页", "缓"]),
    Wrapping(name: "mixed", text: "用vLLM服务", width: 6, lines: ["用vLLM", "服务"]),
  ])
  func paragraphsAreWrapped(_ test: Wrapping) {
    #expect(Text.wrap(test.text, width: test.width) == test.lines)
  }

  @Test func spansKeepTheirStyleOverLines() {
    let lines = Text.wrap(
      [TextSpan("see "), TextSpan("paged attention", role: .link, link: "u"), TextSpan(" now")],
      width: 10)
    #expect(
      lines == [
        [TextSpan("see "), TextSpan("paged", role: .link, link: "u")],
        [TextSpan("attention", role: .link, link: "u")], [TextSpan("now")],
      ])
  }

  @Test func spansAreCutWithAnEllipsis() {
    let spans = [TextSpan("abc"), TextSpan("def", role: .code)]
    #expect(Text.truncate(spans, to: 6) == spans)
    #expect(Text.truncate(spans, to: 5) == [TextSpan("abc"), TextSpan("d…", role: .code)])
    #expect(Text.truncate(spans, to: 3) == [TextSpan("ab…")])
    #expect(Text.truncate(spans, to: 0) == [])
  }
}
