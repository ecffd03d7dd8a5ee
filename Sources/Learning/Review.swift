/// A question that is due.
public struct DueReview: Hashable, Sendable {
  /// Global id: `lesson/question`.
  public let question: String
  public let due: CivilDate
  /// Days since it was due; 0 on the day itself.
  public let overdueDays: Int
  /// Probability that it is still known.
  public let recall: Double
}

extension LearnerState {
  /// The questions due on `date` or before, the most endangered first: lowest recall, then earliest
  /// due, then id.
  public func dueReviews(on date: CivilDate) -> [DueReview] {
    questions.filter { $0.value.due <= date }
      .map { id, record in
        DueReview(
          question: id, due: record.due, overdueDays: date - record.due,
          recall: recall(of: record, on: date))
      }
      .sorted { ($0.recall, $0.due, $0.question) < ($1.recall, $1.due, $1.question) }
  }

  /// Questions that fall due on each of the `days` days from `date`; the overdue ones count on the
  /// first.
  public func dueForecast(from date: CivilDate, days: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: max(0, days))
    for due in questions.values.map(\.due) {
      let index = max(0, due - date)
      if index < counts.count { counts[index] += 1 }
    }
    return counts
  }

  /// The next day on which something is due; `nil` when nothing was answered yet.
  public var nextDue: CivilDate? { questions.values.map(\.due).min() }

  /// Probability that a question is still known on `date`; 0 while the last answer was wrong,
  /// because then it was not.
  public func knowledge(of question: String, on date: CivilDate) -> Double {
    guard let record = questions[question], record.isLastRight else { return 0 }
    return recall(of: record, on: date)
  }

  private func recall(of record: QuestionRecord, on date: CivilDate) -> Double {
    scheduler.recall(record.memory, after: max(0, date - record.last.date))
  }
}
