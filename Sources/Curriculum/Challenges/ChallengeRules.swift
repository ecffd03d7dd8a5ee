import AddressedYAML
import Diagnostics

/// What must hold inside one challenge file.
struct ChallengeRules {
  let challenge: Challenge
  let map: YAMLMap
  let log: ProblemLog

  func check() {
    checkFileName()
    checkLab()
    checkLevers()
    checkSettings(challenge.reference.settings, of: "reference")
    for baseline in challenge.baselines {
      checkSettings(baseline.settings, of: "baseline '\(baseline.name.english)'")
    }
    checkObjectives()
    checkQuotes()
  }

  private func checkQuotes() {
    let text = challenge.quotableText("en")
    for number in challenge.numbers where !text.contains(number.quote) {
      log.report(
        line: number.line, "the text does not contain '\(shortened(number.quote))'",
        hint: "quote the number exactly as it is written there")
    }
  }

  /// `07-fair-share.yml`: the week in two digits, then the id.
  private func checkFileName() {
    guard let name = challenge.file.split(separator: "/").last else { return }
    let week = challenge.week < 10 ? "0\(challenge.week)" : "\(challenge.week)"
    let wanted = "\(week)-\(challenge.id).yml"
    if name != wanted {
      log.report(
        line: map.line(of: "id"), "the file '\(name)' is not named after its week and id",
        hint: "call it \(wanted)")
    }
  }

  private func checkLab() {
    if let at = labNames.firstIndex(of: challenge.lab), at + 1 != challenge.stage {
      log.report(
        line: map.line(of: "stage"),
        "the lab '\(challenge.lab)' is that of stage \(at + 1), not \(challenge.stage)")
    }
  }

  private func checkLevers() {
    if map.isEmptyList("levers") {
      log.report(line: map.line(of: "levers"), "the challenge has no lever")
    }
    var seen: [String] = []
    for lever in challenge.levers {
      if seen.contains(lever.knob) {
        log.report(line: lever.line, "the lever '\(lever.knob)' stands here twice")
      }
      seen.append(lever.knob)
      if challenge.fixed.contains(where: { $0.knob == lever.knob }) {
        log.report(
          line: lever.line, "the lever '\(lever.knob)' is also fixed",
          hint: "remove it from 'fixed' or from 'levers'")
      }
    }
  }

  private func checkSettings(_ settings: [Setting], of owner: String) {
    let knobs = challenge.levers.map(\.knob)
    for setting in settings {
      guard let lever = challenge.levers.first(where: { $0.knob == setting.knob }) else {
        log.report(
          line: setting.line, "the \(owner) sets '\(setting.knob)', which is not a lever",
          hint: suggestion(for: setting.knob, in: knobs))
        continue
      }
      if !lever.values.isEmpty, !lever.values.contains(setting.value) {
        log.report(
          line: setting.line,
          "the \(owner) sets '\(setting.knob)' to '\(setting.value)', which the lever does not offer",
          hint: "values: " + lever.values.joined(separator: ", "))
      }
    }
  }

  private func checkObjectives() {
    if map.isEmptyList("objectives") {
      log.report(line: map.line(of: "objectives"), "the challenge has no objective")
    }
    var seen: [String] = []
    for objective in challenge.objectives {
      let name = objective.metric + " " + objective.goal.rawValue
      if seen.contains(name) {
        log.report(line: objective.line, "the objective '\(name)' stands here twice")
      }
      seen.append(name)
    }
    if challenge.reference.settings.allSatisfy({ setting in
      challenge.levers.contains { $0.knob == setting.knob && $0.start == setting.value }
    }) {
      log.report(
        line: map.line(of: "reference"),
        "the reference answer is where the levers stand at the start")
    }
  }
}
