import Curriculum
import Testing

@Test func theExampleLessonOfTheGuideIsRight() throws {
  let text = try example("markdown", in: "lessons/README.md")
  let parsed = Lesson.parse(text, file: "lessons/39-batch-size.md")
  #expect(parsed.problems.map(\.description) == [])
  let lesson = try #require(parsed.value)
  #expect(lesson.figures.map(\.id) == ["step-rate", "one-step", "measured"])
  #expect(lesson.predictions.map(\.id) == ["how-much-faster"])
  #expect(lesson.questions.map(\.id) == ["why-flat"])
  #expect(lesson.title.text("zh") == "批大小与吞吐量")
}

@Test func theExampleChallengeOfTheGuideIsRight() throws {
  let text = try example("yaml", in: "challenges/README.md")
  let parsed = Challenge.parse(text, file: "challenges/07-small-blocks.yml")
  #expect(parsed.problems.map(\.description) == [])
  let challenge = try #require(parsed.value)
  #expect(challenge.objectives[0].stars(for: 7) == 1)
  #expect(challenge.sources.map(\.id) == ["vllm-code"])
}

@Test func theContentOfThisRepositoryIsRight() throws {
  let parsed = Catalog.load(ownContent)
  #expect(parsed.problems.map(\.description) == [])
  let catalog = try #require(parsed.value)
  #expect(catalog.landscape.entries.count { !$0.isAddition } == 31)
  #expect(catalog.landscape.stages.map(\.number) == [1, 2, 3, 4, 5])
  #expect(!catalog.lessons.isEmpty)
  #expect(!catalog.glossary.terms.isEmpty)
}
