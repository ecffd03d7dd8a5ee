import Learning
import Wording

extension Report {
  /// The report as GitHub-flavoured Markdown. Ends with a line break.
  public var markdown: String {
    let say = Wording(language)
    var lines = [
      "# " + say("report.title"), "",
      say("report.made", made.date.description, made.week.description, escaped(made.zone)), "",
    ]
    lines += table(
      [say("report.measure"), say("report.value")],
      facts(say).map { [$0.name, $0.value] }, rightFrom: 1)
    lines += ["", "## " + say("report.stages"), ""]
    lines += table(
      ["", say("report.stage"), say("report.mastery"), say("report.lessons")],
      stages.map { stage in
        [
          String(stage.number), escaped(stage.title),
          bar(stage.mastery.percent ?? 0) + " " + percent(stage.mastery.percent),
          fraction(stage.lessons),
        ]
      }, rightFrom: 3)
    for stage in stages {
      lines += ["", "### \(stage.number). " + escaped(stage.title), ""]
      lines += table(
        [say("report.topic"), say("report.mastery")],
        stage.topics.map { [escaped($0.title), percent($0.mastery.percent)] }, rightFrom: 1)
    }
    lines += ["", "## " + say("report.lessons"), ""]
    lines += table(
      [
        say("report.lesson"), say("report.stage"), say("report.status"), say("report.finished"),
        say("report.recall"),
      ],
      lessons.map { lesson in
        [
          escaped(lesson.title), String(lesson.stage), status(lesson, say),
          lesson.finished?.description ?? "", percent(lesson.recallPercent),
        ]
      }, rightFrom: 4)
    lines += ["", "## " + say("report.challenges"), ""]
    lines += table(
      [
        say("report.challenge"), say("report.stage"), say("report.stars"),
        say("report.attempts"), say("report.passed"),
      ],
      challenges.map { challenge in
        [
          escaped(challenge.title), String(challenge.stage), starText(challenge.stars),
          String(challenge.attempts), challenge.passed?.description ?? "",
        ]
      }, rightFrom: 5)
    lines += ["", "## " + say("report.activity"), ""]
    lines += table(
      [say("report.week"), say("report.days"), say("report.actions")],
      activeWeeks.map { [$0.week.description, String($0.days), String($0.actions)] },
      rightFrom: 1)
    return lines.joined(separator: "\n") + "\n"
  }

  /// The weeks with activity of the last year, latest first.
  private var activeWeeks: [(week: ISOWeek, days: Int, actions: Int)] {
    stride(from: 0, to: activity.count, by: 7).reversed().compactMap { start in
      let days = activity[start..<min(start + 7, activity.count)].filter { $0.actions > 0 }
      guard let first = days.first else { return nil }
      return (first.date.week, days.count, days.reduce(0) { $0 + $1.actions })
    }
  }

  private func table(_ head: [String], _ rows: [[String]], rightFrom: Int) -> [String] {
    guard !rows.isEmpty else { return [Wording(language)("report.none")] }
    let rule = head.indices.map { $0 >= rightFrom ? "---:" : "---" }
    return ([head, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
  }

  /// Ten cells, one for each 10 %.
  private func bar(_ percent: Int) -> String {
    let full = percent / 10
    return "`" + String(repeating: "#", count: full) + String(repeating: ".", count: 10 - full)
      + "`"
  }

  /// Markdown's own characters lose their meaning; a line break would end a table's row.
  private func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if character.isNewline {
        result += " "
      } else if "\\`*_[]<>#|&~!".contains(character) {
        result += "\\" + String(character)
      } else {
        result.append(character)
      }
    }
    return result
  }
}

// MARK: What Markdown and HTML say alike

extension Report {
  func facts(_ say: Wording) -> [(name: String, value: String)] {
    [
      (say("report.lessonsFinished"), fraction(summary.lessons)),
      (say("report.questionsSeen"), fraction(summary.questions)),
      (
        say("report.answersRight"),
        fraction(Share(done: summary.rightAnswers, total: summary.answers))
      ),
      (say("report.dueToday"), String(summary.dueToday)),
      (say("report.challengesPassed"), fraction(summary.challenges)),
      (say("report.starsWon"), fraction(summary.stars)),
      (say("report.attempts"), String(summary.attempts)),
      (
        say("report.predictionsRight"),
        fraction(Share(done: summary.calibration.right, total: summary.calibration.made))
      ),
      (say("report.predictionScore"), percent(summary.calibration.meanScore)),
      (say("report.entriesMet"), fraction(summary.entries)),
      (say("report.activeDays"), String(summary.activeDays)),
      (
        say("report.streakDays"),
        say("report.longest", String(summary.streak.days), String(summary.streak.longestDays))
      ),
      (
        say("report.streakWeeks"),
        say("report.longest", String(summary.streak.weeks), String(summary.streak.longestWeeks))
      ),
    ]
  }

  func fraction(_ share: Share) -> String { "\(share.done) / \(share.total)" }
  func percent(_ number: Int?) -> String { number.map { "\($0) %" } ?? "\u{2013}" }
  func starText(_ stars: Int) -> String {
    String(repeating: "\u{2605}", count: stars) + String(repeating: "\u{2606}", count: 3 - stars)
  }
  func status(_ lesson: LessonReport, _ say: Wording) -> String {
    let name = say("learning.status." + lesson.status.rawValue)
    return lesson.status == .open ? name + " (\(lesson.percent) %)" : name
  }
}
