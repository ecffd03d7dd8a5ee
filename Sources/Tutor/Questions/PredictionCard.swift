import Curriculum
import Labs
import Learning
import Simulation
import TerminalUI
import Wording

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
  /// Why a measured number cannot be had.
  private(set) var trouble: String?
  private var scenario: LabScenario?
  private var run: (any LabRun)?

  init(_ prediction: Curriculum.Prediction, place: String) {
    self.prediction = prediction
    self.place = place
    if case .number(let answer) = prediction.answer, case .fixed(let value) = answer.value {
      rightNumber = value
    }
  }

  var isNumeric: Bool { if case .number = prediction.answer { true } else { false } }
  var options: [Curriculum.Option] {
    if case .options(let options) = prediction.answer { options } else { [] }
  }

  mutating func choose(_ option: Int) {
    guard !isMade, options.indices.contains(option) else { return }
    chosen = option
  }

  /// Shows what was predicted on an earlier visit; the first prediction is the one that counts.
  mutating func restore(_ record: PredictionRecord) {
    guard !isMade else { return }
    switch prediction.answer {
    case .options(let options):
      guard let option = Int(record.answer), options.indices.contains(option) else { return }
      chosen = option
      isRight = options[option].isRight
    case .number:
      editor = LineEditor(record.answer, limit: 12)
      isRight = record.isRight
    }
    isMade = true
  }

  /// What was predicted, as the record keeps it; `nil` until it is made.
  var answer: String? {
    guard isMade else { return nil }
    return isNumeric ? editor.text : chosen.map(String.init)
  }

  private var typed: Double? {
    Double(editor.text.replacing(",", with: ".")).flatMap { $0.isFinite ? $0 : nil }
  }

  /// What is missing before the prediction can be settled: the key of a sentence for the learner.
  var obstacle: String? {
    switch prediction.answer {
    case .options: chosen == nil ? "tutor.predict.chooseFirst" : nil
    case .number:
      typed == nil
        ? "tutor.predict.typeFirst" : rightNumber == nil ? "tutor.predict.stillRunning" : nil
    }
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
      guard let typed, let rightNumber else { return [] }
      isMade = true
      isRight = answer.accepts(typed, right: rightNumber)
      return record(answer: editor.text, score: answer.score(typed, right: rightNumber))
    }
  }

  private func record(answer: String, score: Int) -> [Effect] {
    [
      .record(
        .predictionMade(
          PredictionRecord(place: place, answer: answer, isRight: isRight, score: score)))
    ]
  }

  // MARK: Measured numbers

  /// The run that gives the right number; `nil` when the author wrote the number.
  var measurement: LabMeasurement? {
    if case .number(let answer) = prediction.answer, case .measured(let one) = answer.value {
      one
    } else {
      nil
    }
  }

  /// Whether the run for the right number is needed or under way.
  var wantsSlices: Bool {
    measurement != nil && rightNumber == nil && trouble == nil && scenario != nil
  }

  mutating func give(_ scenario: LabScenario) { self.scenario = scenario }
  mutating func fail(_ reason: String) { trouble = reason }
  /// Gives the run up.
  mutating func cancel(_ reason: String) {
    if wantsSlices { fail(reason) }
  }

  /// Lets the run for the right number go on.
  mutating func advance(events: Int, _ say: Wording) {
    guard wantsSlices, let measurement, let scenario else { return }
    if run == nil {
      do {
        run = try begin(measurement, scenario)
      } catch {
        trouble = say(error.message)
        return
      }
    }
    guard run?.advance(events: events) == false else { return }
    rightNumber = run?.outcome().metric(measurement.metric)?.value
    run = nil
    if rightNumber == nil { trouble = say("tutor.predict.noMetric", measurement.metric) }
  }

  private func begin(
    _ measurement: LabMeasurement, _ scenario: LabScenario
  ) throws(LabProblem) -> any LabRun {
    guard let lab = LabID(rawValue: measurement.lab).map(lab) else {
      throw LabProblem(Message("tutor.figure.noLab", measurement.lab))
    }
    var choices = Choices()
    for setting in measurement.settings {
      choices[setting.knob] = try lab.knob(setting.knob)?.value(from: setting.value)
    }
    return try lab.begin(scenario, choices: choices, seed: Seed(measurement.seed))
  }

  // MARK: Lines

  func lines(width: Int, isFocused: Bool, _ context: Context) -> [[TextSpan]] {
    cardLines(width: width, isFocused: isFocused, context).map(\.spans)
  }

  /// The same lines, each with the option that a click on it chooses.
  func cardLines(width: Int, isFocused: Bool, _ context: Context) -> [CardLine] {
    var lines = CardLines(width: width, glyphs: context.glyphs)
    lines.add(
      [TextSpan(context.text(prediction.ask), role: .strong)],
      mark: TextSpan(
        context.say("tutor.predict.ask") + " ", role: isFocused ? .focused : .heading))
    switch prediction.answer {
    case .options(let options): addOptions(options, to: &lines, context)
    case .number(let answer):
      addNumber(answer, to: &lines, isFocused: isFocused, context)
    }
    if isMade {
      lines.add([
        TextSpan(
          context.say(isRight ? "tutor.predict.right" : "tutor.predict.wrong"),
          role: isRight ? .good : .warning, attributes: .bold)
      ])
    } else if let trouble {
      lines.add([TextSpan(context.say("tutor.predict.trouble", trouble), role: .bad)])
    } else if isFocused {
      lines.add([
        TextSpan(
          context.say(isNumeric ? "tutor.predict.howNumber" : "tutor.predict.how"), role: .muted)
      ])
    }
    return lines.lines
  }

  private func addOptions(
    _ options: [Curriculum.Option], to lines: inout CardLines, _ context: Context
  ) {
    let glyphs = context.glyphs
    for (at, option) in options.enumerated() {
      let isChosen = chosen == at
      var role: Role = isChosen ? .accent : .normal
      var box = isChosen ? glyphs.radioOn : glyphs.radioOff
      if isMade {
        box = option.isRight ? glyphs.check : isChosen ? glyphs.fail : " "
        role = option.isRight ? .good : isChosen ? .bad : .muted
      }
      lines.add(
        [TextSpan(context.text(option.text), role: role)],
        mark: TextSpan("\(optionLetter(at)) \(box) ", role: role), indent: 2, option: at)
      if isMade { lines.add([TextSpan(context.text(option.why), role: .muted)], indent: 6) }
    }
  }

  private func addNumber(
    _ answer: NumericAnswer, to lines: inout CardLines, isFocused: Bool, _ context: Context
  ) {
    let unit = answer.unit
    let shown = isFocused && !isMade ? editor.text + "_" : editor.text.isEmpty ? "?" : editor.text
    lines.add(
      [TextSpan(withUnit(shown, unit), role: .input)],
      mark: TextSpan(context.say("tutor.predict.yours") + " "), indent: 2)
    guard isMade else { return }
    let right =
      rightNumber.map { withUnit(shortNumber($0), unit) } ?? context.say("tutor.figure.running")
    lines.add(
      [
        TextSpan(
          context.say("tutor.predict.rightNumber", right, shortNumber(answer.withinPercent)),
          role: isRight ? .good : .bad)
      ], indent: 2)
    lines.add([TextSpan(context.text(answer.why), role: .muted)], indent: 2)
  }
}

/// A number with at most two decimals, without zeros at its end.
func shortNumber(_ value: Double) -> String {
  let rounded = (value * 100).rounded() / 100
  return axisNumber(rounded.isFinite ? rounded : value)
}
