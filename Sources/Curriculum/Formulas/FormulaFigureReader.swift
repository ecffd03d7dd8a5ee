import AddressedYAML

extension FormulaFigure {
  static func read(_ map: YAMLMap) -> FormulaFigure? {
    let knob = map.required("knob", hint: "{name, unit, values, start}")?.map().flatMap(Knob.read)
    let given = readGiven(map)
    let results = readResults(map)
    let curveMap = map.optional("curve")?.map()
    let curve = curveMap.flatMap(Curve.read)
    let source = map.optional("source")?.identifier()
    guard let knob, let given, let results, curve != nil || curveMap == nil else { return nil }
    let figure = FormulaFigure(
      knob: knob, given: given.map(\.given), results: results.map(\.result), curve: curve,
      source: source)
    // Each formula is tried at every stop now, so that a reader of the lesson never sees one fail.
    let triedGood = check(figure, given: given, results: results, curve: curveMap)
    return triedGood ? figure : nil
  }

  private static func readGiven(_ map: YAMLMap) -> [(given: Given, value: YAMLValue)]? {
    guard let values = map.optional("given") else { return [] }
    guard let all = values.map()?.all() else { return nil }
    var given: [(given: Given, value: YAMLValue)] = []
    for (name, value) in all {
      guard isFormulaName(name, value), let formula = Formula.read(value) else { return nil }
      given.append((Given(name: name, value: formula), value))
    }
    return given
  }

  private static func readResults(_ map: YAMLMap) -> [(result: Result, value: YAMLValue)]? {
    guard let list = map.required("results", hint: "a list of {name, unit, value}")?.list() else {
      return nil
    }
    var results: [(result: Result, value: YAMLValue)] = []
    for map in list.compactMap({ $0.map() }) {
      let name = map.localText("name")
      let unit = map.optional("unit")?.text() ?? ""
      let value = map.required("value", hint: "a formula in quotes")
      let formula = value.flatMap(Formula.read)
      let decimals = map.optional("decimals").map { $0.whole(in: 0...6) } ?? 0
      map.finish()
      guard let name, let value, let formula, let decimals else { continue }
      results.append((Result(name: name, unit: unit, value: formula, decimals: decimals), value))
    }
    guard !results.isEmpty, results.count == list.count else {
      if list.isEmpty { map.log.report(line: map.line(of: "results"), "'results' is empty") }
      return nil
    }
    return results
  }

  private static func check(
    _ figure: FormulaFigure, given: [(given: Given, value: YAMLValue)],
    results: [(result: Result, value: YAMLValue)], curve: YAMLMap?
  ) -> Bool {
    for stop in figure.knob.values.indices {
      let place = "where \(figure.knob.name) is \(figure.knob.values[stop])"
      var names = [figure.knob.name: figure.knob.values[stop]]
      for (given, value) in given {
        guard names[given.name] == nil else {
          value.report("the name '\(given.name)' is taken by the knob")
          return false
        }
        guard let number = Formula.tried(given.value, names, value, place) else { return false }
        names[given.name] = number
      }
      for (result, value) in results {
        guard Formula.tried(result.value, names, value, place) != nil else { return false }
      }
      do {
        _ = try figure.curvePoints(atStop: stop)
      } catch {
        curve?.optional("y")?.report(
          "the curve has no value \(place): \(error.message)", hint: error.hint)
        return false
      }
    }
    return true
  }
}

extension FormulaFigure.Knob {
  static func read(_ map: YAMLMap) -> FormulaFigure.Knob? {
    let nameValue = map.required("name", hint: "the name in formulas")
    let name = nameValue?.text()
    let label = map.optionalLocalText("label")
    let unit = map.optional("unit")?.text() ?? ""
    let list = map.required("values", hint: "the values that left and right walk through")?.list()
    let values = (list ?? []).compactMap { $0.decimal() }
    let startValue = map.optional("start")
    let start = startValue?.decimal()
    map.finish()
    guard let name, let nameValue, isFormulaName(name, nameValue), let list,
      values.count == list.count
    else { return nil }
    guard values.count >= 2, zip(values, values.dropFirst()).allSatisfy({ $0 < $1 }) else {
      map.log.report(
        line: map.line(of: "values"), "'knob.values' must be two or more numbers that rise")
      return nil
    }
    var at = 0
    if let start {
      guard let found = values.firstIndex(of: start) else {
        startValue?.report("'knob.start' is not one of the values")
        return nil
      }
      at = found
    }
    return FormulaFigure.Knob(
      name: name, label: label ?? LocalText(name.replacing("_", with: " ")), unit: unit,
      values: values, start: at)
  }
}

extension FormulaFigure.Curve {
  static func read(_ map: YAMLMap) -> FormulaFigure.Curve? {
    let xValue = map.required("x", hint: "the name that runs over the x axis")
    let x = xValue?.text()
    let from = map.required("from")?.decimal()
    let to = map.required("to")?.decimal()
    let steps = map.optional("steps").map { $0.whole(in: 2...500) } ?? 50
    let y = map.required("y", hint: "a formula in quotes").flatMap(Formula.read)
    let unit = map.optional("unit")?.text() ?? ""
    let label = map.optionalLocalText("label")
    map.finish()
    guard let x, let xValue, isFormulaName(x, xValue), let from, let to, let steps, let y else {
      return nil
    }
    guard from < to else {
      map.log.report(line: map.line(of: "to"), "'curve.to' must be above 'curve.from'")
      return nil
    }
    return FormulaFigure.Curve(
      x: x, from: from, to: to, steps: steps, y: y, unit: unit, label: label ?? LocalText(y.text))
  }
}

extension Formula {
  /// A formula or number as YAML value.
  static func read(_ value: YAMLValue) -> Formula? {
    guard let text = value.text() else { return nil }
    do {
      return try Formula(text)
    } catch {
      value.report(
        "the formula '\(shortened(text))': \(error.message)", hint: error.hint)
      return nil
    }
  }

  fileprivate static func tried(
    _ formula: Formula, _ names: [String: Double], _ value: YAMLValue, _ place: String
  ) -> Double? {
    do {
      return try formula.value(names)
    } catch {
      value.report(
        "the formula '\(shortened(formula.text))' has no value \(place): \(error.message)",
        hint: error.hint)
      return nil
    }
  }
}

private func isFormulaName(_ name: String, _ value: YAMLValue) -> Bool {
  if Formula.Function(rawValue: name) == nil, isSnakeName(name),
    !("0"..."9").contains(name.prefix(1))
  {
    return true
  }
  value.report(
    "'\(shortened(name))' cannot be a name in formulas",
    hint: "lower snake case, not the name of a function")
  return false
}
