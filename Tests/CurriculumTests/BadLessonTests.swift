import Testing

struct BadText: CustomTestStringConvertible, Sendable {
  let name: String
  let text: String
  let expected: [String]
  var testDescription: String { name }
}

/// A lesson with that block in line 13 and what must be said about it.
private func block(_ name: String, _ kind: String, _ yaml: String, _ expected: String...) -> BadText
{
  BadText(name: name, text: lessonText(body: "\n```\(kind)\n\(yaml)\n```"), expected: expected)
}

private func body(_ name: String, _ body: String, _ expected: String...) -> BadText {
  BadText(name: name, text: lessonText(body: "\n" + body), expected: expected)
}

private func front(_ name: String, _ front: String, _ expected: String...) -> BadText {
  BadText(name: name, text: lessonText(front: front), expected: expected)
}

private func changed(_ name: String, _ old: String, _ new: String, _ expected: String...) -> BadText
{
  BadText(name: name, text: lessonText().replacing(old, with: new), expected: expected)
}

private let options = """
  options:
    - {text: a, right: true, why: x}
    - {text: b, why: y}
    - {text: c, why: z}
  """

private let frontMatter: [BadText] = [
  BadText(name: "right", text: lessonText(), expected: []),
  BadText(
    name: "nothing", text: "",
    expected: [
      "1: the file does not start with front matter (the first line is '---', then keys such as 'id: my-lesson', then '---' again)"
    ]),
  BadText(
    name: "no end", text: "---\nid: small\n",
    expected: ["1: the front matter has no end (close it with a line '---')"]),
  front(
    "unknown key", "titel: x",
    "9: unknown key 'titel' (known keys: goals, goals_zh, id, minutes, numbers, prerequisites, projects, stage, title, title_zh, topics, version)"
  ),
  changed(
    "misspelled key", "minutes: 9", "minuts: 9",
    "2: the key 'minutes' is missing", "7: unknown key 'minuts' (did you mean 'minutes'?)"),
  changed(
    "too long", "minutes: 9", "minutes: 25",
    "7: 'minutes' must be a whole number of minutes from 8 to 15, not '25'"),
  changed(
    "bare no", "title: Small", "title: no",
    "4: 'title': YAML reads the bare 'no' as a truth value (put it in quotes: \"no\")"),
  changed(
    "another id", "id: small", "id: smaller",
    "2: the id 'smaller' is not that of the file '31-small.md' (call the file 3N-smaller.md, N being its place in the stage)"
  ),
  changed(
    "another stage", "stage: 3", "stage: 2",
    "5: the file '31-small.md' is not one of stage 2 (its name starts with 2 and its place in the stage: 21-...)"
  ),
  changed("no goal", "[Know it]", "[]", "8: the lesson has no goal"),
  front(
    "sources of the old style",
    "sources:\n  - {id: book, text: A book, url: \"https://a.org\", checked: \"2026-11-23\"}",
    "9: sources do not stand in the front matter (end the file with one line for each: [^id]: [what it is](https://...), checked YYYY-MM-DD.)"
  ),
  front("asks for itself", "prerequisites: [small]", "9: the lesson asks for itself"),
  front(
    "translations missing", "goals_zh: [知道, 会做]",
    "9: 'goals' has 1 entries, 'goals_zh' has 2 (translate each entry, in the same order)"),
  front(
    "quote that is not there",
    "numbers: [{quote: 11.9 %, lab: serving, scenario: a-b, metric: kv_waste}]",
    "9: the text does not contain '11.9 %' (quote the number exactly as it is written there)"),
  front(
    "knob with a bare off",
    "numbers: [{quote: matters, lab: serving, scenario: a-b, set: {caching: off}, metric: kv_waste}]",
    "9: 'numbers[1].set.caching': YAML reads the bare 'off' as a truth value (put it in quotes: \"off\")"
  ),
  front(
    "lab", "numbers: [{quote: matters, lab: servig, scenario: a-b, metric: kv_waste}]",
    "9: 'numbers[1].lab' cannot be 'servig' (did you mean 'serving'?)"),
]

private let texts: [BadText] = [
  body(
    "title in the text", "# Small",
    "13: a heading of the first level: 'Small' (the title stands in the front matter; start headings with ##)"
  ),
  body(
    "HTML", "one <b>two</b>",
    "13: HTML is not shown: '<b>' (write Markdown, or put `<...>` into backquotes)",
    "13: HTML is not shown: '</b>' (write Markdown, or put `<...>` into backquotes)"),
  body("comments are notes", "<!-- later -->\n\ntext <!-- and here --> text"),
  body("picture", "![x](a.png)", "13: a picture: 'a.png' (draw it as a figure of kind 'drawn')"),
  body(
    "fence without a language", "```\nx\n```",
    "13: a fenced block without a language (write ```text for plain text)"),
  body(
    "misspelled block", "```prediction\nx\n```",
    "13: a fenced block named 'prediction' (did you mean 'predict'?)"),
  body(
    "indented code", "    x = 1",
    "13: code by indentation alone (put it between lines of ``` with a language, or remove the indentation)"
  ),
  body("unknown source", "one\ntwo[^bok]", "14: there is no source 'bok' (did you mean 'book'?)"),
  body(
    "http link", "[x](http://a.org)",
    "13: the link: 'http://a.org' is not an https link (remove it or write the full address)"),
  body(
    "other link", "[x](ftp:a)",
    "13: 'ftp:a' is not a link that works here (https://..., lesson:ID, project:ID, challenge:ID, or the file of another lesson)"
  ),
  body(
    "escape sequence", "a\u{1B}[31mred",
    "13: the control character U+001B stands in the text (remove it; content is plain text without escape sequences)"
  ),
  body(
    "escape sequence as an entity", "a&#27;[31mred",
    "13: the control character U+001B stands in the text (remove it; content is plain text without escape sequences)"
  ),
  body(
    "reordered text", "a\u{202E}b",
    "13: the control character U+202E stands in the text (remove it; content is plain text without escape sequences)"
  ),
  body(
    "emoji", "well done \u{1F389}",
    "13: the emoji character U+1F389 stands in the text (say it with a word; terminals disagree about the width of emoji)"
  ),
  body(
    "question in a list", "- a\n\n  ```question\n  id: x\n  ```",
    "15: a question inside a list or quote (start its fence at the beginning of a line)"),
  body(
    "nested too deep", String(repeating: ">", count: 50) + " x",
    "11: something in this text is nested deeper than 32 (use fewer levels of lists and quotes)"),
  BadText(
    name: "starts with a heading",
    text: lessonText().replacing("It matters[^book].", with: "## It\n\nmatters[^book]"),
    expected: [
      "11: the text does not start with a paragraph (two or three sentences that say why this matters)"
    ]),
  BadText(
    name: "Windows line ends", text: lessonText(body: "\n# A").replacing("\n", with: "\r\n"),
    expected: [
      "13: a heading of the first level: 'A' (the title stands in the front matter; start headings with ##)"
    ]),
]

private func sources(_ name: String, _ text: String, _ expected: String...) -> BadText {
  BadText(name: name, text: lessonText(sources: text), expected: expected)
}

private let pattern = "[^book]: [what it is](https://...), checked YYYY-MM-DD."

private let definitions: [BadText] = [
  sources("without a full stop", String(book.dropLast())),
  sources(
    "http", book.replacing("https", with: "http"),
    "14: the source 'book': 'http://example.org/book' is not an https link (write the full address, https://...)"
  ),
  sources(
    "month instead of a day", book.replacing("-23", with: ""),
    "14: the source 'book' was checked on '2026-11', which is no date (write the day as YYYY-MM-DD, such as 2026-11-23)"
  ),
  sources(
    "no date", "[^book]: [A book](https://example.org/book)",
    "14: the source 'book' has no date (end the line with the day it was checked: \(pattern))"),
  sources(
    "other words for checked", book.replacing("checked", with: "seen"),
    "14: the source 'book' has no date (end the line with the day it was checked: \(pattern))"),
  sources(
    "no link", "[^book]: A book, checked 2026-11-23.",
    "14: the source 'book' does not start with a link (write \(pattern))"),
  sources(
    "no words", book.replacing("A book", with: ""),
    "14: the source 'book' has no words (say what it is, such as the name of a document: \(pattern))"
  ),
  sources(
    "id with capitals", book.replacing("^book", with: "^Book"),
    "11: there is no source 'book' (did you mean 'Book'?)",
    "14: a source cannot be called 'Book' (an id has lower-case words, digits and hyphens, such as 'paged-kv-cache')"
  ),
  sources(
    "misspelled", book.replacing("^book", with: "^boook"),
    "11: there is no source 'book' (did you mean 'boook'?)",
    "14: the source 'boook' is never cited (write [^boook] after the fact that it supports, or remove it)"
  ),
  sources(
    "twice", book + "\n" + book, "15: the source 'book' stands here twice (first in line 14)"),
  sources(
    "never cited", book + "\n" + book.replacing("^book", with: "^page"),
    "15: the source 'page' is never cited (write [^page] after the fact that it supports, or remove it)"
  ),
  sources(
    "none", "",
    "11: there is no source 'book'",
    "11: the lesson has no source (every fact has one; end the file with [^id]: [what it is](https://...), checked YYYY-MM-DD.)"
  ),
  sources(
    "text after the sources", book + "\n\nAnd *more*.",
    "16: text stands after the first source (sources come last, one line each: [^id]: [what it is](https://...), checked YYYY-MM-DD.)"
  ),
  sources(
    "wrapped", book.replacing(", checked", with: ",\nchecked"),
    "14: the source 'book' has no date (end the line with the day it was checked: \(pattern))",
    "15: text stands after the first source (sources come last, one line each: [^id]: [what it is](https://...), checked YYYY-MM-DD.)"
  ),
  sources(
    "only named by a question",
    "```question\nid: q\nask: A?\nsource: page\n\(options)\n```\n\n" + book + "\n"
      + book.replacing("^book", with: "^page"),
    "25: the source 'page' is never cited (write [^page] after the fact that it supports, or remove it)"
  ),
  sources("a definition in a code block", "```text\n[^page]: words\n```\n\n" + book),
  sources(
    "escape sequence", book.replacing("A b", with: "A &#27;b"),
    "14: the control character U+001B stands in the text (remove it; content is plain text without escape sequences)"
  ),
]

private let parts: [BadText] = [
  block(
    "question without why", "question",
    "id: q\nask: A?\noptions:\n  - {text: a, right: true, why: x}\n  - {text: b}\n  - {text: c, why: z}",
    "18: the key 'options[2].why' is missing (every option says why it is right or wrong)"),
  block(
    "two right", "question",
    "id: q\nask: A?\noptions:\n  - {text: a, right: true, why: x}\n  - {text: b, right: true, why: y}\n  - {text: c, why: z}",
    "17: 2 options are right (exactly one may be, unless a question has 'kind: multiple')"),
  block(
    "none right", "question",
    "id: q\nask: A?\noptions:\n  - {text: a, why: x}\n  - {text: b, why: y}\n  - {text: c, why: z}",
    "17: no option is right (mark the right one with 'right: true')"),
  block(
    "several may be right", "question",
    "id: q\nkind: multiple\nask: A?\noptions:\n  - {text: a, right: true, why: x}\n  - {text: b, right: true, why: y}\n  - {text: c, why: z}"
  ),
  block(
    "two options", "question",
    "id: q\nask: A?\noptions:\n  - {text: a, right: true, why: x}\n  - {text: b, why: y}",
    "17: there are 2 options (write 3 to 5)"),
  block(
    "right: yes", "question",
    "id: q\nask: A?\noptions:\n  - {text: a, right: yes, why: x}\n  - {text: b, why: y}\n  - {text: c, why: z}",
    "17: 'options[1].right' must be true or false, not 'yes' (write true)"),
  block(
    "bare no as an option", "question",
    "id: q\nask: A?\noptions:\n  - {text: no, right: true, why: x}\n  - {text: b, why: y}\n  - {text: c, why: z}",
    "17: 'options[1].text': YAML reads the bare 'no' as a truth value (put it in quotes: \"no\")"),
  block(
    "unknown key", "question", "id: q\nask: A?\nhnit: x\n" + options,
    "16: unknown key 'hnit' (did you mean 'hint'?)"),
  block(
    "unknown source", "question", "id: q\nask: A?\nsource: boook\n" + options,
    "14: there is no source 'boook' (did you mean 'book'?)"),
  block(
    "colon in a text", "question", "id: q\nask: One: two?\n" + options,
    "15: not YAML: mapping values are not allowed in this context (put a text that contains ': ' in quotes)"
  ),
  block(
    "prediction without an answer", "predict", "id: p\nask: A?",
    "14: the prediction has no answer (write either options, answer or answer_from)"),
  block(
    "two answers", "predict", "id: p\nask: A?\nanswer: 3\nwithin_percent: 5\nwhy: x\n" + options,
    "14: the prediction has both 'options' and 'answer' (write either options, answer or answer_from)"
  ),
  block(
    "number as a text", "predict", "id: p\nask: A?\nanswer: \"3\"\nwithin_percent: 5\nwhy: x",
    "16: 'answer' must be a number, not '3' (write it without quotes)"),
  block(
    "no such figure", "predict", "id: p\nfigure: fig\nask: A?\n" + options,
    "14: there is no figure 'fig' in this lesson"),
  block(
    "figure without a kind", "figure", "id: f\ncaption: C\nshow: [a]",
    "14: the key 'kind' is missing (lab, experiment, formula, drawn or table)"),
  block(
    "figure of another kind", "figure", "id: f\nkind: drwan\ncaption: C",
    "15: 'kind' cannot be 'drwan' (did you mean 'drawn'?)"),
  block(
    "drawing too wide", "figure",
    "id: f\nkind: drawn\ncaption: C\nframes:\n  - title: T\n    text: |\n      ok\n      "
      + String(repeating: "-", count: 73),
    "21: the row is 73 columns wide (at most 72 fit)"),
  block(
    "drawing too high", "figure",
    "id: f\nkind: drawn\ncaption: C\nframes:\n  - title: T\n    text: |\n"
      + String(repeating: "      x\n", count: 15),
    "19: the drawing has 15 rows (at most 14 fit)"),
  block(
    "wide characters in a drawing", "figure",
    "id: f\nkind: drawn\ncaption: C\nframes:\n  - title: T\n    text: |\n      块",
    "20: '块' is two columns wide (draw with ASCII and box characters; words in Chinese belong in title_zh or caption_zh)"
  ),
  block(
    "table with a short row", "figure",
    "id: f\nkind: table\ncaption: C\nsource: book\ncolumns: [a, b]\nrows:\n  - [1, 2]\n  - [3]",
    "21: the row has 1 cells (the table has 2 columns)"),
  block(
    "bars of words", "figure",
    "id: f\nkind: table\ncaption: C\nsource: book\ncolumns: [a, b]\nrows:\n  - [1, x]\nbar: b",
    "20: 'x' in the column 'b' cannot be drawn as a bar (a bar column holds numbers from 0 up)"),
  block(
    "lab figure whose knob is set", "figure",
    "id: f\nkind: lab\ncaption: C\nlab: serving\nscenario: s\nknob: block_size\nset: {block_size: 16}\nshow: [kv_waste]",
    "19: the knob 'block_size' is also set (remove it from 'set': left and right move it)"),
  block(
    "formula with a misspelled name", "figure",
    "id: f\nkind: formula\ncaption: C\nknob: {name: target, values: [1, 2]}\nresults: [{name: R, value: targt * 2}]",
    "18: the formula 'targt * 2' has no value where target is 1.0: the formula uses 'targt', which has no value (did you mean 'target'?)"
  ),
  block(
    "formula that fails at one stop", "figure",
    "id: f\nkind: formula\ncaption: C\nknob: {name: n, values: [0, 1]}\nresults:\n  - {name: R, value: 1 / n}",
    "19: the formula '1 / n' has no value where n is 0.0: the formula divides by zero"),
  block(
    "broken formula", "figure",
    "id: f\nkind: formula\ncaption: C\nknob: {name: n, values: [0, 1]}\nresults:\n  - {name: R, value: \"(n + 1\"}",
    "19: the formula '(n + 1': expected ')' at character 7, found the end"),
  block(
    "knob that does not rise", "figure",
    "id: f\nkind: formula\ncaption: C\nknob: {name: n, values: [2, 1]}\nresults: [{name: R, value: n}]",
    "17: 'knob.values' must be two or more numbers that rise"),
  block(
    "escape sequence in a quoted text", "question", "id: q\nask: \"A\\e[2J?\"\n" + options,
    "15: the control character U+001B stands in the text (remove it; content is plain text without escape sequences)"
  ),
  BadText(
    name: "ids twice",
    text: lessonText(
      body:
        "\n```question\nid: q\nask: A?\n\(options)\n```\n\n```predict\nid: q\nask: B?\n\(options)\n```"
    ),
    expected: ["23: the id 'q' is taken (by the question or prediction in line 14)"]),
  BadText(
    name: "figure before its prediction",
    text: lessonText(
      body:
        "\n```figure\nid: f\nkind: drawn\ncaption: C\nframes: [{title: T, text: x}]\n```\n\n```predict\nid: p\nfigure: f\nask: B?\n\(options)\n```"
    ),
    expected: ["21: the figure 'f' stands before its prediction (ask first, then show)"]),
]

@Test(arguments: frontMatter + texts + definitions + parts)
func problemsOfALessonHaveAnAddressAndARemedy(_ example: BadText) {
  #expect(problems(lesson: example.text) == example.expected)
}
