import Curriculum
import Diagnostics
import Labs
import Wording

/// Numbers that lessons and challenges quote from the simulators, run again and compared.
struct NumberCheck {
  let shelf: ScenarioShelf
  let say: Wording

  func problems(_ lesson: Lesson) -> [ContentProblem] {
    problems(of: lesson.numbers, file: lesson.file)
      + lesson.predictions.compactMap { prediction in
        prediction.measurement.flatMap {
          problem($0, lesson.file, line: prediction.line) { _ in nil }
        }
      }
  }

  func problems(_ challenge: Challenge) -> [ContentProblem] {
    problems(of: challenge.numbers, file: challenge.file)
  }

  private func problems(of numbers: [QuotedNumber], file: String) -> [ContentProblem] {
    numbers.compactMap { number in
      problem(number.measurement, file, line: number.line) { metric in
        quoteAgrees(number.quote, with: metric)
          ? nil : "the text says '\(number.quote)', the run gives \(metric.textWithUnit)"
      }
    }
  }

  private func problem(
    _ measurement: LabMeasurement, _ file: String, line: Int, _ judge: (Metric) -> String?
  ) -> ContentProblem? {
    func problem(_ message: String) -> ContentProblem {
      ContentProblem(file: file, line: line, message: message)
    }
    do {
      guard let metric = try shelf.metric(measurement) else { return nil }
      guard metric.value != nil else {
        return problem("the run gives no value for \(measurement.metric)")
      }
      return judge(metric).map(problem)
    } catch { return problem(say(error.message)) }
  }
}

/// Whether one of the numbers in a quote is the measured value, rounded to as many digits as the
/// quote shows.
///
/// Groups of three digits may be separated (`4,096`); a quote in seconds may stand for a metric in
/// milliseconds.
func quoteAgrees(_ quote: String, with metric: Metric) -> Bool {
  guard let value = metric.value else { return false }
  return quotedNumbers(quote).contains { number in
    let scale = number.isSeconds && metric.definition.unit == "ms" ? 1_000.0 : 1.0
    return formatted(value / scale, decimals: number.decimals) == number.digits
  }
}

private struct QuotedDigits {
  var digits = ""
  var decimals: Int { digits.split(separator: ".").dropFirst().first?.count ?? 0 }
  var isSeconds = false
}

private func quotedNumbers(_ quote: String) -> [QuotedDigits] {
  quote.matches(of: /-?[0-9]+(?:[, \u{a0}\u{202f}][0-9]{3})*(?:\.[0-9]+)?/).map { match in
    let rest = quote[match.range.upperBound...].drop { $0 == " " || $0 == "\u{a0}" }
    let unit = rest.prefix { $0.isLetter }
    return QuotedDigits(
      digits: String(match.0.filter { "0123456789.-".contains($0) }),
      isSeconds: unit == "s" || unit.hasPrefix("second"))
  }
}
