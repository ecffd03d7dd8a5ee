import Learning

extension Report {
  /// The report as JSON, described by `report.schema.json` beside this file. Ends with a line
  /// break.
  public var json: String {
    JSON.record([
      "schemaVersion": .integer(Self.schemaVersion),
      "generator": .string("aiinfra-tutor"),
      "made": .string(made.description), "zone": .string(made.zone),
      "language": .string(language.rawValue),
      "summary": summary.json,
      "stages": .array(stages.map(\.json)),
      "lessons": .array(lessons.map(\.json)),
      "challenges": .array(challenges.map(\.json)),
      "activity": .array(
        activity.filter { $0.actions > 0 }.map {
          .record(["date": .string($0.date.description), "actions": .integer($0.actions)])
        }),
      "dueForecast": .array(dueForecast.map(JSON.integer)),
    ]).pretty + "\n"
  }
}

extension Report.Share {
  fileprivate var json: JSON { .record(["done": .integer(done), "total": .integer(total)]) }
}

extension Report.Summary {
  fileprivate var json: JSON {
    .record([
      "lessons": lessons.json, "questions": questions.json, "challenges": challenges.json,
      "stars": stars.json, "entries": entries.json, "answers": .integer(answers),
      "rightAnswers": .integer(rightAnswers), "attempts": .integer(attempts),
      "dueToday": .integer(dueToday), "activeDays": .integer(activeDays),
      "streak": .record([
        "days": .integer(streak.days), "longestDays": .integer(streak.longestDays),
        "weeks": .integer(streak.weeks), "longestWeeks": .integer(streak.longestWeeks),
      ]),
      "predictions": .record([
        "made": .integer(calibration.made), "right": .integer(calibration.right),
        "meanScore": calibration.meanScore.map(JSON.integer) ?? .null,
      ]),
    ])
  }
}

extension Mastery {
  fileprivate var json: JSON {
    .record([
      "percent": percent.map(JSON.integer) ?? .null, "lessons": Self.rounded(lessonPercent),
      "questions": Self.rounded(questionPercent), "challenges": Self.rounded(challengePercent),
    ])
  }

  private static func rounded(_ percent: Double?) -> JSON {
    percent.map { .integer(Int($0.rounded())) } ?? .null
  }
}

extension Report.StageReport {
  fileprivate var json: JSON {
    .record([
      "number": .integer(number), "id": .string(id), "title": .string(title),
      "mastery": mastery.json, "lessons": lessons.json,
      "topics": .array(
        topics.map {
          .record([
            "id": .string($0.id), "title": .string($0.title), "mastery": $0.mastery.json,
          ])
        }),
    ])
  }
}

extension Report.LessonReport {
  fileprivate var json: JSON {
    .record([
      "id": .string(id), "title": .string(title), "stage": .integer(stage),
      "status": .string(status.rawValue), "percent": .integer(percent),
      "finished": finished.map { .string($0.description) } ?? .null,
      "recallPercent": recallPercent.map(JSON.integer) ?? .null,
    ])
  }
}

extension Report.ChallengeReport {
  fileprivate var json: JSON {
    .record([
      "id": .string(id), "title": .string(title), "stage": .integer(stage),
      "week": .integer(week), "stars": .integer(stars), "attempts": .integer(attempts),
      "passed": passed.map { .string($0.description) } ?? .null,
      "best": best.map { best in
        .record([
          "time": .string(best.moment.description), "seed": .string(best.attempt.seed),
          "version": .integer(best.attempt.version), "digest": .string(best.attempt.digest),
          "choices": .object(
            best.attempt.choices.map { .init($0.knob, .string($0.value)) }),
          "objectives": .array(
            best.attempt.objectives.map { result in
              .record([
                "metric": .string(result.metric),
                "value": result.value.map(JSON.number) ?? .null, "met": .bool(result.isMet),
                "stars": .integer(result.stars),
              ])
            }),
        ])
      } ?? .null,
    ])
  }
}
