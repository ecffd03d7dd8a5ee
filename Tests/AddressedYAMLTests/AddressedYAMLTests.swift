import Diagnostics
import Testing

@testable import AddressedYAML

/// Reads `text` as the small format of these tests and returns what was wrong, one line a problem.
private func problems(of text: String, firstLine: Int = 1) -> [String] {
  let log = ProblemLog(file: "f.yml")
  if let map = YAMLMap.parse(text, log: log, firstLine: firstLine) {
    _ = map.required("id", hint: "the name of the thing")?.identifier()
    _ = map.optional("count")?.whole(in: 1...9, unit: "blocks")
    _ = map.optional("share")?.decimal(in: 0...1)
    _ = map.optional("is_on")?.truth()
    _ = map.optional("title")?.text()
    _ = map.optional("goal")?.word(of: ["at_most", "at_least"])
    _ = map.optional("checked")?.date()
    _ = map.optional("url")?.link()
    _ = map.optional("metric")?.snakeName()
    _ = map.texts("words")
    _ = map.identifiers("ids")
    for (_, value) in map.optional("set")?.map()?.all() ?? [] { _ = value.scalarText() }
    for option in map.maps("options") {
      _ = option.required("why")?.text()
      option.finish()
    }
    map.finish()
  }
  return log.problems.map(\.description)
}

struct BadYAML: CustomTestStringConvertible, Sendable {
  let name: String
  let text: String
  let expected: [String]
  var testDescription: String { name }
}

private let cases: [BadYAML] = [
  BadYAML(
    name: "everything right",
    text: """
      id: paged-kv-cache
      count: 3
      share: 0.5
      is_on: true
      title: "on"
      goal: at_most
      checked: 2026-11-23
      url: "https://example.org/a"
      metric: ttft_p95
      words: [one, 2]
      ids: [a, b-2]
      set: {block_size: 16, prefix_caching: true, policy: "on"}
      options: [{why: because}]
      """, expected: []),
  BadYAML(
    name: "missing key", text: "count: 1",
    expected: ["f.yml:1: the key 'id' is missing (the name of the thing)"]),
  BadYAML(
    name: "key without value", text: "count: 1\nid:",
    expected: ["f.yml:2: the key 'id' has no value (the name of the thing)"]),
  BadYAML(
    name: "unknown key with a neighbour", text: "id: a\ncuont: 1",
    expected: ["f.yml:2: unknown key 'cuont' (did you mean 'count'?)"]),
  BadYAML(
    name: "unknown nested key", text: "id: a\noptions:\n  - why: x\n    wrong: y",
    expected: ["f.yml:4: unknown key 'options[1].wrong' (known keys: why)"]),
  BadYAML(
    name: "twice", text: "id: a\ncount: 1\nid: b",
    expected: ["f.yml:3: the key 'id' stands here twice (first in line 1)"]),
  BadYAML(
    name: "bare truth value as text", text: "id: a\ntitle: on",
    expected: [
      "f.yml:2: 'title': YAML reads the bare 'on' as a truth value (put it in quotes: \"on\")"
    ]
  ),
  BadYAML(
    name: "bare truth value as a knob's value", text: "id: a\nset: {caching: off}",
    expected: [
      "f.yml:2: 'set.caching': YAML reads the bare 'off' as a truth value (put it in quotes: \"off\")"
    ]),
  BadYAML(
    name: "bare no in a list", text: "id: a\nwords:\n  - yes\n  - maybe",
    expected: [
      "f.yml:3: 'words[1]': YAML reads the bare 'yes' as a truth value (put it in quotes: \"yes\")"
    ]),
  BadYAML(
    name: "bare date as text", text: "id: a\ntitle: 2026-11-23",
    expected: [
      "f.yml:2: 'title': YAML reads the bare '2026-11-23' as a date (put it in quotes: \"2026-11-23\")"
    ]),
  BadYAML(
    name: "base 60", text: "id: a\ntitle: 12:30",
    expected: [
      "f.yml:2: 'title': YAML reads the bare '12:30' as a number in base 60 (put it in quotes: \"12:30\")"
    ]),
  BadYAML(
    name: "month instead of a day", text: "id: a\nchecked: 2026-11",
    expected: [
      "f.yml:2: 'checked' must be a date, not '2026-11' (write the day it was checked as YYYY-MM-DD, such as 2026-11-23)"
    ]),
  BadYAML(
    name: "no such day", text: "id: a\nchecked: 2026-02-29",
    expected: [
      "f.yml:2: 'checked' must be a date, not '2026-02-29' (write the day it was checked as YYYY-MM-DD, such as 2026-11-23)"
    ]),
  BadYAML(
    name: "not whole", text: "id: a\ncount: 2 cores",
    expected: ["f.yml:2: 'count' must be a whole number of blocks from 1 to 9, not '2 cores'"]),
  BadYAML(
    name: "out of range", text: "id: a\ncount: 10\nshare: 1.5",
    expected: [
      "f.yml:2: 'count' must be a whole number of blocks from 1 to 9, not '10'",
      "f.yml:3: 'share' must be a number from 0 to 1, not '1.5'",
    ]),
  BadYAML(
    name: "quoted number", text: "id: a\ncount: \"3\"",
    expected: [
      "f.yml:2: 'count' must be a whole number of blocks, not '3' (write it without quotes)"
    ]),
  BadYAML(
    name: "yes as a truth value", text: "id: a\nis_on: yes",
    expected: ["f.yml:2: 'is_on' must be true or false, not 'yes' (write true)"]),
  BadYAML(
    name: "word with a neighbour", text: "id: a\ngoal: at_moost",
    expected: ["f.yml:2: 'goal' cannot be 'at_moost' (did you mean 'at_most'?)"]),
  BadYAML(
    name: "word without one", text: "id: a\ngoal: big",
    expected: ["f.yml:2: 'goal' cannot be 'big' (one of: at_most, at_least)"]),
  BadYAML(
    name: "identifier", text: "id: Paged_KV",
    expected: [
      "f.yml:1: 'id' cannot be 'Paged_KV' (an id has lower-case words, digits and hyphens, such as 'paged-kv-cache')"
    ]),
  BadYAML(
    name: "link", text: "id: a\nurl: http://example.org",
    expected: [
      "f.yml:2: 'url': 'http://example.org' is not an https link (write the full address, https://...)"
    ]),
  BadYAML(
    name: "list twice the same", text: "id: a\nids: [x, y, x]",
    expected: ["f.yml:2: 'x' stands twice in 'ids'"]),
  BadYAML(
    name: "list expected", text: "id: a\nwords: one",
    expected: ["f.yml:2: 'words' must be a list, not 'one'"]),
  BadYAML(
    name: "map expected", text: "id: a\nset: [1]",
    expected: ["f.yml:2: 'set' must be a map of keys and values, not a list"]),
  BadYAML(
    name: "colon in a plain text", text: "id: a\ntitle: one: two",
    expected: [
      "f.yml:2: not YAML: mapping values are not allowed in this context (put a text that contains ': ' in quotes)"
    ]),
  BadYAML(
    name: "tab", text: "id: a\n\ttitle: x",
    expected: [
      "f.yml:2: not YAML: found a tab character that violates indentation (while scanning a plain scalar that starts in line 1) (indent with spaces, and put a text that starts with a special character in quotes)"
    ]),
  BadYAML(
    name: "empty", text: "# only a comment\n",
    expected: ["f.yml:1: nothing is written here (expected keys and values)"]),
  BadYAML(
    name: "a text at the root", text: "just words",
    expected: [
      "f.yml:1: expected keys and values, found 'just words' (start each line with 'key: value')"
    ]),
]

@Test(arguments: cases) func problemsHaveAnAddressAndARemedy(_ example: BadYAML) {
  #expect(problems(of: example.text) == example.expected)
}

@Test func linesAreThoseOfTheFileAroundTheFence() {
  #expect(
    problems(of: "id: a\ncount: x", firstLine: 40) == [
      "f.yml:41: 'count' must be a whole number of blocks from 1 to 9, not 'x'"
    ])
}

@Test func aByteOrderMarkIsNoText() {
  let log = ProblemLog(file: "f.yml")
  let map = YAMLNode.parse("\u{FEFF}id: a\ncount: x", log: log)
  #expect(map?.line == 1)
  #expect(problems(of: "\u{FEFF}id: a\ncount: x") == problems(of: "id: a\ncount: x"))
}

@Test(arguments: ["[", "{a: "]) func nestingHasABound(_ bracket: String) {
  #expect(
    problems(of: "id: " + String(repeating: bracket, count: 5_000)) == [
      "f.yml:1: not YAML: lists and maps too deep in each other "
        + "(close the brackets, and write it with fewer levels)"
    ])
}

@Test func aliasBombIsRefused() {
  var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
  for level in 1...9 {
    let list = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
    text += "a\(level): &a\(level) [\(list)]\n"
  }
  let log = ProblemLog(file: "f.yml")
  #expect(YAMLNode.parse(text, log: log) == nil)
  #expect(log.problems.map(\.message) == ["more than 200000 values"])
}

@Test(
  arguments: [
    ("1", 1), ("-3", -3), ("1_000_000", 1_000_000), ("+7", 7), ("", nil), ("1__0", nil),
    ("_1", nil),
    ("1.0", nil), ("0x10", nil), ("99999999999999999999", nil),
  ] as [(String, Int?)])
func wholeNumbersAreWrittenInDigits(_ text: String, _ expected: Int?) {
  #expect(wholeNumber(text) == expected)
}
