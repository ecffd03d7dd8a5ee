import Curriculum

extension ContentIndex {
  /// What can be learnt about a topic.
  public func material(topic id: String) -> LearningMaterial {
    LearningMaterial(topics: [id], lessons: lessons(topic: id), challenges: challenges(topic: id))
  }

  /// What can be learnt in a stage, 1 to 5.
  public func material(stage number: Int) -> LearningMaterial {
    LearningMaterial(
      topics: stage(number)?.topics.map(\.id) ?? [], lessons: lessons(stage: number),
      challenges: challenges(stage: number))
  }

  /// Every question of the content by its global id.
  public var questionIDs: Set<String> { Set(lessons.flatMap(\.globalQuestionIDs)) }
}

extension LearningMaterial {
  init(topics: [String], lessons: [LessonSummary], challenges: [ChallengeSummary]) {
    self.init(
      topics: topics, lessons: lessons.map(\.id),
      questions: lessons.flatMap(\.globalQuestionIDs), challenges: challenges.map(\.id))
  }
}
