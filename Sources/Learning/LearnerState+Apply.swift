extension LearnerState {
  /// The state after all `events`, which may come in any order and more than once.
  public static func fold(_ events: some Sequence<LearnerEvent>) -> LearnerState {
    let ordered = events.sorted { $0.key < $1.key }
    var state = LearnerState()
    let undone = undoneEvents(ordered)
    for event in ordered where event.key != state.lastKey {
      state.count(event)
      if !undone.contains(event.id) { state.add(event) }
    }
    return state
  }

  /// What `apply` did.
  public enum Applied: Hashable, Sendable {
    case added
    /// The event was in the state already.
    case known
    /// The event takes back an earlier one or is older than the state's last: the state is
    /// unchanged and must be folded from all events.
    case needsFold
  }

  /// Adds an event that came after all others.
  @discardableResult
  public mutating func apply(_ event: LearnerEvent) -> Applied {
    if let last = lastKey, event.key <= last { return event.key == last ? .known : .needsFold }
    if case .undo = event.kind { return .needsFold }
    count(event)
    add(event)
    return .added
  }

  /// Ids that count no longer. Seen from the end: an undo that is undone itself takes nothing back.
  private static func undoneEvents(_ ordered: [LearnerEvent]) -> Set<String> {
    var undone: Set<String> = []
    for event in ordered.reversed() {
      if case .undo(let target) = event.kind, !undone.contains(event.id) { undone.insert(target) }
    }
    return undone
  }

  private mutating func count(_ event: LearnerEvent) {
    eventCount += 1
    lastKey = event.key
  }

  private mutating func add(_ event: LearnerEvent) {
    let date = event.moment.date
    switch event.kind {
    case .lessonOpened(let lesson):
      lessons[lesson, default: LessonRecord()].open(on: date)
      lastLesson = lesson
    case .lessonPosition(let lesson, let line, let of):
      lessons[lesson, default: LessonRecord()].move(to: line, of: of, on: date)
      lastLesson = lesson
      return
    case .lessonFinished(let lesson):
      lessons[lesson, default: LessonRecord()].finish(on: date)
      days[date, default: DayActivity()].lessonsFinished += 1
    case .predictionMade(let prediction):
      if predictions[prediction.place] == nil { predictions[prediction.place] = prediction }
    case .questionAnswered(let answer): add(answer, on: date)
    case .challengeOpened(let challenge):
      if challenges[challenge] == nil { challenges[challenge] = ChallengeRecord(opened: date) }
    case .hintShown(let place, let step):
      if let shown = challenges[place]?.hintsShown {
        challenges[place]?.hintsShown = max(shown, step)
      }
      questions[place]?.hintsSinceAnswer += 1
    case .challengeAttempt(let attempt):
      challenges[attempt.challenge, default: ChallengeRecord(opened: date)].add(
        ChallengeRecord.Dated(event: event.id, moment: event.moment, attempt: attempt))
      days[date, default: DayActivity()].attempts += 1
    case .entryMet(let entry):
      if entriesMet[entry] == nil { entriesMet[entry] = date }
    case .markedKnown(let scope, let isKnown): mark(scope, isKnown: isKnown)
    case .scenarioSaved(let lab, let name):
      let names = savedScenarios[lab] ?? []
      if !names.contains(name) { savedScenarios[lab] = names + [name] }
    case .schedulerSet(let fsrs):
      scheduler = fsrs
      return
    case .reset(let scope):
      reset(scope)
      return
    case .undo, .unknown: return
    }
    days[date, default: DayActivity()].actions += 1
  }

  private mutating func add(_ answer: Answer, on date: CivilDate) {
    let review = QuestionRecord.Review(date: date, rating: answer.rating)
    if var record = questions[answer.question] {
      // A clock that went back counts as the same day.
      let days = max(0, date - record.last.date)
      record.memory = scheduler.next(record.memory, after: days, answer.rating)
      record.reviews.append(review)
      record.due = date.adding(days: scheduler.interval(record.memory))
      record.hintsSinceAnswer = 0
      questions[answer.question] = record
    } else {
      let memory = scheduler.first(answer.rating)
      questions[answer.question] = QuestionRecord(
        memory: memory, reviews: [review],
        due: date.adding(days: scheduler.interval(memory)))
    }
    days[date, default: DayActivity()].answers += 1
    if answer.isRight { days[date, default: DayActivity()].rightAnswers += 1 }
  }

  private mutating func mark(_ scope: LearnerEvent.Scope, isKnown: Bool) {
    switch scope {
    case .lesson(let id): lessons[id, default: LessonRecord()].isKnown = isKnown
    case .topic(let id):
      if isKnown { knownTopics.insert(id) } else { knownTopics.remove(id) }
    case .everything, .challenge, .question: break
    }
  }

  /// Forgets a part. A lesson goes with its questions and predictions, a challenge with its
  /// prediction; the planner's parameters and the count of events stay.
  private mutating func reset(_ scope: LearnerEvent.Scope) {
    switch scope {
    case .everything:
      let (count, key, planner) = (eventCount, lastKey, scheduler)
      self = LearnerState()
      (eventCount, lastKey, scheduler) = (count, key, planner)
    case .lesson(let id):
      lessons[id] = nil
      questions = questions.filter { !$0.key.hasPrefix(id + "/") }
      predictions = predictions.filter { !$0.key.hasPrefix(id + "/") }
      if lastLesson == id { lastLesson = nil }
    case .topic(let id): knownTopics.remove(id)
    case .challenge(let id):
      challenges[id] = nil
      predictions["challenge/" + id] = nil
    case .question(let id): questions[id] = nil
    }
  }
}

extension LessonRecord {
  fileprivate mutating func open(on date: CivilDate) { opened = opened ?? date }
  fileprivate mutating func move(to line: Int, of lines: Int, on date: CivilDate) {
    open(on: date)
    self.line = max(0, line)
    self.lines = max(0, lines)
  }
  fileprivate mutating func finish(on date: CivilDate) {
    open(on: date)
    finished = finished ?? date
  }
}

extension ChallengeRecord {
  init(opened: CivilDate) { self.opened = opened }

  fileprivate mutating func add(_ dated: Dated) {
    attemptCount += 1
    attempts.append(dated)
    if attempts.count > Self.keptAttempts { attempts.removeFirst() }
    if best == nil || dated.attempt.stars > bestStars { best = dated }
    if dated.attempt.isPassed, passed == nil { passed = dated.moment.date }
  }
}
