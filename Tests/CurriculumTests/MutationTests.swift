import Curriculum
import Simulation
import Testing

/// Random damage to good files: readers report, they never crash, and every problem has a line of the file.
@Test(arguments: ["mutation-1", "mutation-2", "mutation-3"])
func damagedFilesGiveProblemsAndNoCrash(_ seed: String) throws {
  let lesson = try example("markdown", in: "lessons/README.md")
  let challenge = try example("yaml", in: "challenges/README.md")
  let landscape = """
    version: 1
    checked: 2026-11-23
    axes: {x: {left: a, right: b}, y: {bottom: a, top: b}}
    stages: [{id: one, number: 1, title: One, zh: 一, lab: runtime, summary: S, topics: [{id: t, title: T}]}]
    entries:
      - {id: a, name: A, repository: "https://a.org/a", stage: 1, category: C, x: 1, y: 2, what: W,
         maturity: M, language: L, licence: A, relations: {uses: [b]}, topics: [t]}
    """
  var random = SeededGenerator(seed: Seed(seed))
  for round in 0..<120 {
    let text = mutated([lesson, challenge, landscape][round % 3], &random)
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).count
    let problems =
      switch round % 3 {
      case 0: Lesson.parse(text, file: "lessons/39-batch-size.md").problems
      case 1: Challenge.parse(text, file: "challenges/07-small-blocks.yml").problems
      default: Landscape.parse(text, file: "lessons/landscape.yml").problems
      }
    for problem in problems {
      #expect((0...(lines + 1)).contains(problem.line), "seed \(seed) round \(round): \(problem)")
      #expect(!problem.message.contains("\u{1B}"), "seed \(seed) round \(round)")
    }
  }
}

private func mutated(_ text: String, _ random: inout SeededGenerator) -> String {
  var characters = Array(text)
  for _ in 0...random.below(6) {
    let at = random.below(characters.count)
    let length = min(characters.count - at, 1 + random.below(40))
    switch random.below(5) {
    case 0: characters.removeSubrange(at..<(at + length))
    case 1: characters.insert(contentsOf: characters[at..<(at + length)], at: random.below(at + 1))
    case 2: characters[at] = pieces[random.below(pieces.count)].first ?? "x"
    default: characters.insert(contentsOf: pieces[random.below(pieces.count)], at: at)
    }
    if characters.isEmpty { characters = ["x"] }
  }
  return String(characters)
}

private let pieces = [
  "\n", ": ", "- ", "{", "}", "[", "]", "\"", "'", "|", "&a ", "*a", "!!str ", "%", "\t", "```",
  "---",
  "\n```question\n", "> > > ", "| a | b |\n|---|---|\n", "\u{1B}[2J", "\u{0}", "\r\n", "&#27;",
  "<b>",
  "![a](b)", "[^", "\u{1F600}", "块", "1e999", "-9223372036854775809", "on", "~", "\\", "((((",
  "\n\n",
]
