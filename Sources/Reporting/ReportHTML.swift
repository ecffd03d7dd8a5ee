import Learning
import Wording

extension Report {
  /// The report as one HTML file that needs nothing else: styles and charts are inside, scripts
  /// there are none.
  public var html: String {
    let say = Wording(language)
    return """
      <!DOCTYPE html>
      <html lang="\(language == .chinese ? "zh-Hans" : "en")">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="generator" content="aiinfra-tutor">
      <title>\(escaped(say("report.title"))) · \(made.date)</title>
      <style>
      \(ReportStyle.css)
      </style>
      </head>
      <body>
      <main>
      <header>
      <h1>\(escaped(say("report.title")))</h1>
      <p class="muted">\(escaped(
        say("report.made", made.date.description, made.week.description, made.zone)))</p>
      </header>
      \(overview(say))
      \(stageSection(say))
      \(activitySection(say))
      \(lessonSection(say))
      \(challengeSection(say))
      </main>
      </body>
      </html>

      """
  }

  private func overview(_ say: Wording) -> String {
    let tiles = [
      (say("report.lessonsFinished"), fraction(summary.lessons), summary.lessons.percent),
      (say("report.questionsSeen"), fraction(summary.questions), summary.questions.percent),
      (say("report.challengesPassed"), fraction(summary.challenges), summary.challenges.percent),
      (say("report.starsWon"), fraction(summary.stars), summary.stars.percent),
    ].map { name, value, percent in
      """
      <div class="tile"><div class="big">\(value)</div><div class="muted">\(escaped(name))</div>\
      \(ReportCharts.bar(percent: percent, label: name, width: 180))</div>
      """
    }
    let rows = facts(say).map { fact in
      "<tr><th scope=\"row\">\(escaped(fact.name))</th><td class=\"number\">\(escaped(fact.value))</td></tr>"
    }
    return """
      <section>
      <h2>\(escaped(say("report.overview")))</h2>
      <div class="tiles">
      \(tiles.joined(separator: "\n"))
      </div>
      <table class="facts">
      <thead><tr><th scope="col">\(escaped(say("report.measure")))</th>\
      <th scope="col" class="number">\(escaped(say("report.value")))</th></tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table>
      </section>
      """
  }

  private func stageSection(_ say: Wording) -> String {
    let rows = stages.map { stage in
      [
        "<td class=\"number\">\(stage.number)</td>",
        "<th scope=\"row\">\(escaped(stage.title))</th>",
        "<td>\(ReportCharts.bar(percent: stage.mastery.percent ?? 0, label: stage.title, width: 220))</td>",
        "<td class=\"number\">\(percent(stage.mastery.percent))</td>",
        "<td class=\"number\">\(fraction(stage.lessons))</td>",
      ].joined()
    }
    let topics = stages.map { stage in
      let items = stage.topics.map { topic in
        "<td>\(escaped(topic.title))</td><td class=\"number\">\(percent(topic.mastery.percent))</td>"
      }
      return """
        <details><summary>\(stage.number). \(escaped(stage.title))</summary>
        \(table([say("report.topic"), say("report.mastery")], items, numbers: [1], say))
        </details>
        """
    }
    return """
      <section>
      <h2>\(escaped(say("report.stages")))</h2>
      \(table(
        ["", say("report.stage"), say("report.mastery"), "", say("report.lessons")], rows,
        numbers: [0, 3, 4], say))
      <p class="muted">\(escaped(say("report.mastery.how")))</p>
      <h3>\(escaped(say("report.topics")))</h3>
      \(topics.joined(separator: "\n"))
      </section>
      """
  }

  private func activitySection(_ say: Wording) -> String {
    """
    <section>
    <h2>\(escaped(say("report.activity")))</h2>
    <div class="scroll">
    \(ReportCharts.heatMap(activity, say))
    </div>
    <h3>\(escaped(say("report.due")))</h3>
    <div class="scroll">
    \(ReportCharts.columns(dueForecast, from: made.date, label: say("report.due")))
    </div>
    </section>
    """
  }

  private func lessonSection(_ say: Wording) -> String {
    let rows = lessons.map { lesson in
      [
        "<th scope=\"row\">\(escaped(lesson.title))</th>",
        "<td class=\"number\">\(lesson.stage)</td>",
        "<td><span class=\"status \(lesson.status.rawValue)\">\(escaped(status(lesson, say)))</span></td>",
        "<td class=\"number\">\(lesson.finished?.description ?? "")</td>",
        "<td class=\"number\">\(percent(lesson.recallPercent))</td>",
      ].joined()
    }
    return """
      <section>
      <h2>\(escaped(say("report.lessons")))</h2>
      \(table(
        [
          say("report.lesson"), say("report.stage"), say("report.status"), say("report.finished"),
          say("report.recall"),
        ], rows, numbers: [1, 3, 4], say))
      </section>
      """
  }

  private func challengeSection(_ say: Wording) -> String {
    let rows = challenges.map { challenge in
      [
        "<th scope=\"row\">\(escaped(challenge.title))</th>",
        "<td class=\"number\">\(challenge.stage)</td>",
        "<td>\(ReportCharts.stars(challenge.stars, label: say("report.stars.of", String(challenge.stars))))</td>",
        "<td class=\"number\">\(challenge.attempts)</td>",
        "<td class=\"number\">\(challenge.passed?.description ?? "")</td>",
      ].joined()
    }
    return """
      <section>
      <h2>\(escaped(say("report.challenges")))</h2>
      \(table(
        [
          say("report.challenge"), say("report.stage"), say("report.stars"),
          say("report.attempts"), say("report.passed"),
        ], rows, numbers: [1, 3, 4], say))
      </section>
      """
  }

  /// `rows` are finished cells; `numbers` are the columns that stand on the right.
  private func table(
    _ head: [String], _ rows: [String], numbers: Set<Int>, _ say: Wording
  ) -> String {
    guard !rows.isEmpty else { return "<p class=\"muted\">\(escaped(say("report.none")))</p>" }
    let cells = head.enumerated().map { column, name in
      let style = numbers.contains(column) ? " class=\"number\"" : ""
      return name.isEmpty ? "<td></td>" : "<th scope=\"col\"\(style)>\(escaped(name))</th>"
    }
    return """
      <div class="scroll"><table>
      <thead><tr>\(cells.joined())</tr></thead>
      <tbody>
      \(rows.map { "<tr>\($0)</tr>" }.joined(separator: "\n"))
      </tbody>
      </table></div>
      """
  }
}

/// Text as HTML shows it, also inside a quoted attribute. Control characters are dropped.
func escaped(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    case "\n", "\t": result += " "
    case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}": break
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
