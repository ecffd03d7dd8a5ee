import AddressedYAML
import Diagnostics
import Labs

/// Reads a scenario file. Every mistake comes back with its line; a scenario with problems is not
/// usable.
///
/// `trace` gives the text of a file in the directory of traces (`challenges/traces`), `nil` when
/// there is none.
public func readScenario(
  _ text: String, file: String, trace: (_ name: String) -> String?
) -> Parsed<LabScenario> {
  readScenario(
    text, file: file,
    traceBytes: { name, take in
      guard let text = trace(name) else { return false }
      _ = take(Array(text.utf8))
      return true
    })
}

/// The same with traces that are read as streams.
public func readScenario(
  _ text: String, file: String, traceBytes trace: TraceBytes
) -> Parsed<LabScenario> {
  let log = ProblemLog(file: file)
  guard let map = YAMLMap.parse(text, log: log) else {
    return Parsed(value: nil, problems: log.problems)
  }
  let scenario = readScenario(map, trace: trace)
  if scenario == nil, log.isEmpty {
    // Each reader says what it misses; should one not, nobody is left without a word.
    log.report(
      line: map.line, "this is no complete scenario",
      hint: "challenges/scenarios/README.md says what belongs to one")
  }
  return Parsed(value: log.isEmpty ? scenario : nil, problems: log.problems)
}

/// What a scenario file says of itself without the rest of it, for lists; `nil` when it is none.
public func readScenarioHeading(
  _ text: String, file: String
) -> (lab: LabID, heading: ScenarioHeading)? {
  guard let map = YAMLMap.parse(text, log: ProblemLog(file: file)),
    let lab = map.optional("lab")?.text().flatMap(LabID.init(rawValue:)),
    let title = map.optional("title")?.text()
  else { return nil }
  return (
    lab,
    ScenarioHeading(
      title: title, titleChinese: map.optional("title_zh")?.text() ?? "",
      about: map.optional("about")?.text() ?? "",
      aboutChinese: map.optional("about_zh")?.text() ?? "")
  )
}

/// Versions of the format that this reader understands.
public let scenarioVersion = 1

private func readScenario(_ map: YAMLMap, trace: TraceBytes) -> LabScenario? {
  _ = map.required("version", hint: "write version: 1")?.whole(in: 1...scenarioVersion)
  let lab = map.required("lab")?.word(of: allLabs.map(\.id.rawValue)).flatMap(LabID.init(rawValue:))
  let title = map.required("title")?.text()
  let titleChinese = map.optional("title_zh")?.text() ?? ""
  let about = map.optional("about")?.text() ?? ""
  let aboutChinese = map.optional("about_zh")?.text() ?? ""
  guard let lab else { return nil }
  var heading = ScenarioHeading(
    title: title ?? "", titleChinese: titleChinese, about: about, aboutChinese: aboutChinese,
    choices: readChoices(map, key: "choices", lab: Labs.lab(lab)))
  heading.claims = readClaims(map, lab: Labs.lab(lab))
  defer { map.finish() }
  switch lab {
  case .scheduling:
    return readScheduling(map, heading: heading, trace: trace).map(LabScenario.scheduling)
  case .serving:
    return readServing(map, heading: heading, trace: trace).map(LabScenario.serving)
  case .runtime: return readRuntime(map, heading: heading).map(LabScenario.runtime)
  case .autoscaling:
    return readAutoscaling(map, heading: heading).map(LabScenario.autoscaling)
  case .gateway: return readGateway(map, heading: heading).map(LabScenario.gateway)
  }
}

/// `choices: {knob: value}` against the knobs of the lab.
func readChoices(_ map: YAMLMap, key: String, lab: any Lab) -> Choices {
  var choices = Choices()
  guard let entries = map.optional(key)?.map() else { return choices }
  for (key, value) in entries.all() {
    guard let knob = lab.knob(key) else {
      let near = nearestMatch(to: key, in: lab.knobs.map(\.id))
      value.report(
        "the \(lab.id.rawValue) lab has no knob '\(shortened(key))'",
        hint: near.map { "did you mean '\($0)'?" }
          ?? "knobs: " + lab.knobs.map(\.id).joined(separator: ", "))
      continue
    }
    guard let text = value.scalarText() else { continue }
    do {
      choices[key] = try knob.value(from: text)
    } catch {
      value.report(
        "'\(key)' cannot be '\(shortened(text))'", hint: "it can be \(knob.possibleValues)")
    }
  }
  return choices
}

extension Knob {
  /// The values that it takes, in words for an author.
  var possibleValues: String {
    switch kind {
    case .toggle: "true or false"
    case .word(let words): "one of: " + words.joined(separator: ", ")
    case .whole(let range, _):
      "a whole number\(unit.isEmpty ? "" : " of \(unit)") from \(range.lowerBound) to "
        + "\(range.upperBound)"
    }
  }
}
