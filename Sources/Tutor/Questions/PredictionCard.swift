import Curriculum
import Learning
import TerminalUI

/// A prediction on the screen: made before the outcome is shown, judged at once, kept in the record.
struct PredictionCard: Sendable {
  let prediction: Curriculum.Prediction
  /// `lesson/prediction` or `challenge/predict`.
  let place: String
  private(set) var chosen: Int?
  /// The number being typed.
  var editor = LineEditor(limit: 12)
  private(set) var isMade = false
  private(set) var isRight = false
  /// The right number of a numeric prediction; measured ones arrive when their run is done.
  var rightNumber: Double?

  init(_ prediction: Curriculum.Prediction, place: String) {
    self.prediction = prediction
    self.place = place
    if case .number(let answer) = prediction.answer, case .fixed(let value) = answer.value {
      rightNumber = value
    }
  }

  var isNumeric: Bool { if case .number = prediction.answer { true } else { false } }
  private var options: [Curriculum.Option] {
    if case .options(let options) = prediction.answer { options } else { [] }
  }

  mutating func choose(_ option: Int) {
    guard !isMade, options.indices.contains(option) else { return }
    chosen = option
  }

  /// Shows a prediction that the record holds as made, so that it is asked once.
  mutating func restore(_ record: PredictionRecord) {
    guard !isMade else { return }
    switch prediction.answer {
    case .options:
      guard let option = Int(record.answer), options.indices.contains(option) else { return }
      chosen = option
    case .number: editor = LineEditor(record.answer, limit: 12)
    }
    isMade = true
    isRight = record.isRight
  }

  /// What was predicted, as the record keeps it; `nil` until it is made.
  var answer: String? {
    guard isMade else { return nil }
    return isNumeric ? editor.text : chosen.map(String.init)
  }

  /// Judges the choice or the typed number. Empty when there is none yet, or the right number is not known yet.
  mutating func make() -> [Effect] {
    guard !isMade else { return [] }
    switch prediction.answer {
    case .options(let options):
      guard let chosen else { return [] }
      isMade = true
      isRight = options[chosen].isRight
      return record(answer: String(chosen), score: isRight ? 100 : 0)
    case .number(let answer):
      guard let typed = Double(editor.text.replacing(",", with: ".")), typed.isFinite,
        let rightNumber
      else { return [] }
      isMade = true
      isRight = answer.accepts(typed, right: rightNumber)
      let off =
        rightNumber == 0 ? (typed == 0 ? 0 : 1) : abs(typed - rightNumber) / abs(rightNumber)
      return record(answer: editor.text, score: isRight ? 100 : max(0, 100 - Int(off * 100)))
    }
  }

  private func record(answer: String, score: Int) -> [Effect] {
    [
      .record(
        .predictionMade(
          PredictionRecord(place: place, answer: answer, isRight: isRight, score: score)))
    ]
  }

  func lines(width: Int, isFocused: Bool, _ context: Context) -> [[TextSpan]] {
    let glyphs = context.glyphs
    var lines: [[TextSpan]] = []
    func add(_ spans: [TextSpan], mark: String = "", role: Role = .normal, indent: Int = 0) {
      let markWidth = Text.width(mark, glyphs: glyphs)
      for (at, line) in Text.wrap(spans, width: width - indent - markWidth, glyphs: glyphs)
        .enumerated()
      {
        let lead = at == 0 ? mark : String(repeating: " ", count: markWidth)
        lines.append(
          [TextSpan(String(repeating: " ", count: indent)), TextSpan(lead, role: role)] + line)
      }
    }
    add(
      [TextSpan(context.text(prediction.ask), role: .strong)],
      mark: context.say("tutor.predict.ask") + " ", role: isFocused ? .focused : .heading)
    switch prediction.answer {
    case .options(let options):
      for (at, option) in options.enumerated() {
        let letter = String(UnicodeScalar(UInt8(97 + at)))
        let isChosen = chosen == at
        var role: Role = isChosen ? .accent : .normal
        var box = isChosen ? glyphs.radioOn : glyphs.radioOff
        if isMade {
          box = option.isRight ? glyphs.check : isChosen ? glyphs.fail : " "
          role = option.isRight ? .good : isChosen ? .bad : .muted
        }
        add(
          [TextSpan(context.text(option.text), role: role)], mark: "\(letter) \(box) ", role: role,
          indent: 2)
        if isMade { add([TextSpan(context.text(option.why), role: .muted)], indent: 6) }
      }
    case .number(let answer):
      let unit = answer.unit.isEmpty ? "" : " " + answer.unit
      let shown = isFocused && !isMade ? editor.text + "_" : editor.text.isEmpty ? "?" : editor.text
      add(
        [TextSpan(shown + unit, role: .input)], mark: context.say("tutor.predict.yours") + " ",
        indent: 2)
      if isMade {
        add(
          [
            TextSpan(
              context.say(
                "tutor.predict.rightNumber", number(rightNumber ?? 0) + unit,
                number(answer.withinPercent)), role: isRight ? .good : .bad)
          ], indent: 2)
        add([TextSpan(context.text(answer.why), role: .muted)], indent: 2)
      }
    }
    if isMade {
      add([
        TextSpan(
          context.say(isRight ? "tutor.predict.right" : "tutor.predict.wrong"),
          role: isRight ? .good : .warning, attributes: .bold)
      ])
    } else if isFocused {
      add([
        TextSpan(
          context.say(isNumeric ? "tutor.predict.howNumber" : "tutor.predict.how"), role: .muted)
      ])
    }
    return lines
  }

  private func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
  }
}
