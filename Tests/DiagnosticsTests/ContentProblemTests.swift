import Testing

@testable import Diagnostics

@Suite struct ContentProblemTests {
  @Test(arguments: [
    (ContentProblem(file: "a.yml", line: 3, message: "no such key"), "a.yml:3: no such key"),
    (
      ContentProblem(file: "a.yml", line: 3, message: "no such key", hint: "did you mean: id?"),
      "a.yml:3: no such key (did you mean: id?)"
    ),
    (ContentProblem(file: "a.yml", line: 0, message: "is empty"), "a.yml: is empty"),
  ])
  func description(problem: ContentProblem, expected: String) {
    #expect(problem.description == expected)
  }

  @Test func orderIsFileThenLineThenMessage() {
    let sorted = [
      ContentProblem(file: "b", line: 1, message: "x"),
      ContentProblem(file: "a", line: 10, message: "x"),
      ContentProblem(file: "a", line: 9, message: "z"),
      ContentProblem(file: "a", line: 9, message: "y"),
    ].sorted()
    #expect(sorted.map(\.description) == ["a:9: y", "a:9: z", "a:10: x", "b:1: x"])
  }
}
