import Curriculum
import Diagnostics
import Foundation
import Testing

/// The repository of these sources.
let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// The content of the repository itself.
let ownContent = ContentFiles(
  list: { try? FileManager.default.contentsOfDirectory(atPath: repository.path + "/" + $0) },
  read: { FileManager.default.contents(atPath: repository.path + "/" + $0).map(Array.init) })

/// A lesson that is right, with `body` after its first paragraph and `front` before the end of the front matter.
///
/// `front` stands in line 9, the body starts in line 12, `sources` stand below everything.
func lessonText(front: String = "", body: String = "", sources: String = book) -> String {
  """
  ---
  id: small
  version: 1
  title: Small
  stage: 3
  topics: [kv-cache]
  minutes: 9
  goals: [Know it]
  \(front)
  ---
  It matters[^book].
  \(body)

  \(sources)
  """
}

/// The source of `lessonText`, as it is written.
let book = "[^book]: [A book](https://example.org/book), checked 2026-11-23."

/// The problems of a lesson called `lessons/31-small.md`, one line each and without the file.
func problems(lesson text: String) -> [String] {
  Lesson.parse(text, file: "lessons/31-small.md").problems.map {
    String($0.description.dropFirst("lessons/31-small.md:".count))
  }
}

let goodChallenge = """
  id: small
  version: 1
  week: 7
  title: Small
  lab: serving
  stage: 3
  topics: [kv-cache]
  difficulty: easy
  minutes: 15
  brief: Choose.
  scenario: some-chats
  fixed: {prefix_caching: false}
  levers:
    - {knob: block_size, start: 64, values: [16, 64]}
  objectives:
    - {metric: kv_waste, goal: at_most, target: 10, stars: [10, 6, 3]}
  reference: {set: {block_size: 16}, why: Because.}
  insight: Now you know.
  """

/// The problems of a challenge called `challenges/07-small.yml`, one line each and without the file.
func problems(challenge text: String) -> [String] {
  Challenge.parse(text, file: "challenges/07-small.yml").problems.map {
    String($0.description.dropFirst("challenges/07-small.yml:".count))
  }
}

/// The text of the first fenced block with four backquotes and that language.
func example(_ language: String, in path: String) throws -> String {
  let text = try String(contentsOf: repository.appending(path: path), encoding: .utf8)
  let start = try #require(text.range(of: "````\(language)\n"))
  let end = try #require(text.range(of: "\n````\n", range: start.upperBound..<text.endIndex))
  return String(text[start.upperBound..<end.lowerBound]) + "\n"
}
