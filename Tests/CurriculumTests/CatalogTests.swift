import Curriculum
import Diagnostics
import Testing

private let landscape = """
  version: 1
  checked: 2026-11-23
  axes:
    x: {left: prototype, right: mature}
    y: {bottom: below, top: above}
  stages:
    - {id: one, number: 1, title: One, lab: runtime, summary: S, topics: []}
    - {id: two, number: 2, title: Two, lab: scheduling, summary: S, topics: []}
    - {id: three, number: 3, title: Three, lab: serving, summary: S, topics: [{id: kv-cache, title: KV}]}
    - {id: four, number: 4, title: Four, lab: autoscaling, summary: S, topics: []}
    - {id: five, number: 5, title: Five, lab: gateway, summary: S, topics: []}
  entries:
    - {id: vllm, name: vLLM, repository: "https://github.com/vllm-project/vllm", stage: 3, category: C,
       x: 53, y: 50, what: W, maturity: M, language: L, licence: A,
       relations: {used_by: [llm-d], uses: [CUDA]}, topics: [kv-cache]}
    - {id: llm-d, name: llm-d, repository: "https://github.com/llm-d/llm-d", stage: 3, category: C,
       x: 19, y: 76, early: true, what: W, maturity: M, language: L, licence: A,
       relations: {uses: [vllm]}}
  """

private let glossary = """
  version: 1
  checked: 2026-11-23
  terms: [{term: block, zh: 块, topic: kv-cache, definition: Sixteen tokens.}]
  """

/// A content directory that is right; `files` are put over it.
private func content(_ files: [String: String] = [:]) -> ContentFiles {
  var all = [
    "lessons/landscape.yml": landscape, "lessons/glossary.yml": glossary,
    "lessons/31-small.md": lessonText(), "challenges/07-small.yml": goodChallenge,
    "challenges/scenarios/some-chats.yml": "version: 1", "lessons/README.md": "# For authors",
  ]
  all.merge(files) { _, new in new }
  return .inMemory(all)
}

private func lesson(_ id: String, after: [String] = [], body: String = "") -> String {
  lessonText(front: "prerequisites: [\(after.joined(separator: ", "))]", body: body)
    .replacing("id: small", with: "id: \(id)")
}

private func found(_ files: [String: String]) -> [String] {
  Catalog.load(content(files)).problems.map(\.description)
}

struct BadContent: CustomTestStringConvertible, Sendable {
  let name: String
  let files: [String: String]
  let expected: [String]
  var testDescription: String { name }
}

private let cases: [BadContent] = [
  BadContent(name: "right", files: [:], expected: []),
  BadContent(
    name: "lesson id twice", files: ["lessons/32-small.md": lessonText()],
    expected: ["lessons/32-small.md:2: the lesson id 'small' is taken (by lessons/31-small.md)"]),
  BadContent(
    name: "week twice",
    files: [
      "challenges/07-other.yml": goodChallenge.replacing("id: small", with: "id: other")
    ],
    expected: ["challenges/07-small.yml:3: the week '7' is taken (by challenges/07-other.yml)"]),
  BadContent(
    name: "unknown topic",
    files: [
      "lessons/31-small.md": lessonText().replacing("[kv-cache]", with: "[kv-cash]")
    ],
    expected: ["lessons/31-small.md:6: there is no topic 'kv-cash' (did you mean 'kv-cache'?)"]),
  BadContent(
    name: "unknown project", files: ["lessons/31-small.md": lessonText(front: "projects: [vlm]")],
    expected: ["lessons/31-small.md:9: there is no project 'vlm' (did you mean 'vllm'?)"]),
  BadContent(
    name: "unknown prerequisite", files: ["lessons/31-small.md": lesson("small", after: ["smal"])],
    expected: ["lessons/31-small.md:9: there is no lesson 'smal' (did you mean 'small'?)"]),
  BadContent(
    name: "circle",
    files: [
      "lessons/32-a.md": lesson("a", after: ["b"]), "lessons/33-b.md": lesson("b", after: ["a"]),
    ],
    expected: [
      "lessons/33-b.md:9: the prerequisites go round in a circle: a -> b -> a (remove one of them)"
    ]),
  BadContent(
    name: "links that lead nowhere",
    files: [
      "lessons/31-small.md": lessonText(
        body:
          "\n[a](lesson:smal)\n\n- [b](project:vllm)\n- [c](project:vlm)\n\n[d](32-x.md) [e](31-small.md)"
      )
    ],
    expected: [
      "lessons/31-small.md:13: the link leads to the lesson 'smal', which does not exist (did you mean 'small'?)",
      "lessons/31-small.md:16: the link leads to the project 'vlm', which does not exist (did you mean 'vllm'?)",
      "lessons/31-small.md:18: the link leads to the lesson file '32-x.md', which does not exist (there are: 31-small.md)",
    ]),
  BadContent(
    name: "no such scenario",
    files: [
      "challenges/07-small.yml": goodChallenge.replacing("some-chats", with: "some-chat")
    ],
    expected: [
      "challenges/07-small.yml:11: there is no scenario 'challenges/scenarios/some-chat.yml' (did you mean 'some-chats'?)"
    ]),
  BadContent(
    name: "one direction only",
    files: [
      "lessons/landscape.yml": landscape.replacing("used_by: [llm-d], ", with: "")
    ],
    expected: [
      "lessons/landscape.yml:18: 'llm-d' has 'uses: vllm', but 'vllm' does not say the same (add 'used_by: [llm-d]' to 'vllm')"
    ]),
  BadContent(
    name: "unknown kind of relation",
    files: ["lessons/landscape.yml": landscape.replacing("uses: [CUDA]", with: "usse: [CUDA]")],
    expected: [
      "lessons/landscape.yml:15: unknown key 'entries[1].relations.usse' (did you mean 'uses'?)"
    ]),
  BadContent(
    name: "entry named as a text",
    files: ["lessons/landscape.yml": landscape.replacing("uses: [CUDA]", with: "uses: [LLM-D]")],
    expected: [
      "lessons/landscape.yml:15: 'vllm' names 'LLM-D' as a text, but it is on the map (write its id: llm-d)"
    ]),
  BadContent(
    name: "off the map",
    files: ["lessons/landscape.yml": landscape.replacing("x: 53", with: "x: 530")],
    expected: [
      "lessons/landscape.yml:14: 'entries[1].x' must be a whole number from 0 to 100, not '530'"
    ]),
  BadContent(
    name: "four stages",
    files: ["lessons/landscape.yml": landscape.replacing("number: 5", with: "number: 4")],
    expected: [
      "lessons/landscape.yml:7: the stages are numbered 1, 2, 3, 4, 4 (there are five: 1, 2, 3, 4, 5)"
    ]),
  BadContent(
    name: "glossary term on an unknown topic",
    files: ["lessons/glossary.yml": glossary.replacing("kv-cache", with: "kv-cach")],
    expected: ["lessons/glossary.yml:3: there is no topic 'kv-cach' (did you mean 'kv-cache'?)"]),
]

@Test(arguments: cases) func problemsBetweenFilesHaveAnAddress(_ example: BadContent) {
  #expect(found(example.files) == example.expected)
}

@Test func anEmptyDirectorySaysWhatBelongsThere() {
  #expect(
    Catalog.load(.inMemory([:])).problems.map(\.description) == [
      "lessons: there is no lesson here (a content directory holds lessons/ and challenges/)",
      "lessons/glossary.yml: there is no such file", "lessons/landscape.yml: there is no such file",
    ])
}

@Test func bytesThatAreNoTextHaveALine() {
  var files = content()
  let read = files.read
  files.read = { $0 == "lessons/31-small.md" ? Array("---\nid: ".utf8) + [0xFF] : read($0) }
  #expect(
    Catalog.load(files).problems.map(\.description) == [
      "lessons/31-small.md:2: the file is not UTF-8 text (save it with the encoding UTF-8)"
    ])
}

@Test func lessonsStandInPathOrderButNeverBeforeAPrerequisite() throws {
  let files = content([
    "lessons/32-b.md": lesson("b", after: ["c"]), "lessons/33-c.md": lesson("c"),
    "lessons/11-a.md": lesson("a").replacing("stage: 3", with: "stage: 1"),
  ])
  let index = try #require(Catalog.load(files).value).index
  #expect(index.lessons.map(\.id) == ["a", "small", "c", "b"])
  #expect(index.lessons(stage: 3).map(\.id) == ["small", "c", "b"])
}

@Test func lookupsGoBothWays() throws {
  let files = content([
    "lessons/31-small.md": lessonText(front: "projects: [vllm]"),
    "challenges/07-small.yml": goodChallenge + "\nprojects: [llm-d]",
  ])
  let index = try #require(Catalog.load(files).value).index
  #expect(index.lessons(project: "vllm").map(\.id) == ["small"])
  #expect(index.lessons(project: "llm-d").isEmpty)
  #expect(index.challenges(project: "llm-d").map(\.id) == ["small"])
  #expect(index.lessons(topic: "kv-cache").map(\.id) == ["small"])
  #expect(index.challenges(topic: "kv-cache").map(\.id) == ["small"])
  #expect(index.relations(of: "llm-d") == [Relation(kind: .uses, target: .entry("vllm"))])
  #expect(
    index.relations(of: "vllm") == [
      Relation(kind: .uses, target: .text("CUDA")),
      Relation(kind: .usedBy, target: .entry("llm-d")),
    ])
  #expect(index.target(of: "31-small.md") == .lesson("small"))
  #expect(index.target(of: "../challenges/07-small.yml") == .challenge("small"))
  #expect(index.target(of: "project:vllm") == .project("vllm"))
  #expect(index.target(of: "https://a.org") == .web("https://a.org"))
  #expect(index.target(of: "lesson:none") == nil)
}

@Test func namesOfTheLabsWorldAreListedWithTheirLines() throws {
  let challenge = try #require(Challenge.parse(goodChallenge, file: "c.yml").value)
  #expect(
    challenge.labReferences.map { "\($0.line) \($0.subject)" } == [
      "11 scenario(\"some-chats\")", "12 knob(\"prefix_caching\")",
      "12 value(knob: \"prefix_caching\", text: \"false\")", "14 knob(\"block_size\")",
      "14 value(knob: \"block_size\", text: \"16\")",
      "14 value(knob: \"block_size\", text: \"64\")",
      "16 metric(\"kv_waste\")", "17 knob(\"block_size\")",
      "17 value(knob: \"block_size\", text: \"16\")",
    ])
}

@Test func aFileThatNobodyCouldReadIsNotRead() {
  var files = content()
  let read = files.read
  files.read = {
    $0 == "lessons/31-small.md" ? [UInt8](repeating: 0x61, count: 1_000_001) : read($0)
  }
  #expect(
    Catalog.load(files).problems.map(\.description) == [
      "lessons/31-small.md: the file has 1000001 bytes, at most 1000000 are read (split it)"
    ])
}
