import Diagnostics
import Simulation

extension Formula {
  /// The value with those names.
  ///
  /// There is none for an unknown name, a division by zero, a root or logarithm outside its domain, or a result too large
  /// for a number.
  public func value(_ names: [String: Double]) throws(FormulaProblem) -> Double {
    let value = try expression.value(names)
    guard value.isFinite else { throw FormulaProblem("'\(text)' is too large for a number") }
    return value
  }
}

extension Formula.Expression {
  func value(_ names: [String: Double]) throws(FormulaProblem) -> Double {
    switch self {
    case .number(let number): return number
    case .name(let name):
      if let value = names[name] { return value }
      let near = nearestMatch(to: name, in: names.keys.sorted())
      throw FormulaProblem(
        "the formula uses '\(name)', which has no value",
        hint: near.map { "did you mean '\($0)'?" } ?? "known: "
          + names.keys.sorted().joined(separator: ", "))
    case .negated(let inner): return -(try inner.value(names))
    case .binary(let sign, let left, let right):
      return try apply(sign, try left.value(names), try right.value(names))
    case .call(.if, let arguments):
      // Only the chosen branch is evaluated, so that the other may divide by zero.
      return try arguments[try arguments[0].value(names) != 0 ? 1 : 2].value(names)
    case .call(let function, let arguments):
      var values: [Double] = []
      for argument in arguments { values.append(try argument.value(names)) }
      return try apply(function, values)
    }
  }
}

private func apply(_ sign: Formula.Operator, _ left: Double, _ right: Double)
  throws(FormulaProblem) -> Double
{
  switch sign {
  case .add: return left + right
  case .subtract: return left - right
  case .multiply: return left * right
  case .divide:
    guard right != 0 else { throw FormulaProblem("the formula divides by zero") }
    return left / right
  case .power: return try power(left, right)
  case .less: return left < right ? 1 : 0
  case .lessOrEqual: return left <= right ? 1 : 0
  case .greater: return left > right ? 1 : 0
  case .greaterOrEqual: return left >= right ? 1 : 0
  case .equal: return left == right ? 1 : 0
  }
}

/// Small whole exponents by multiplication, so that `2^10` is 1024 and not nearly so.
private func power(_ base: Double, _ exponent: Double) throws(FormulaProblem) -> Double {
  if exponent == exponent.rounded(), exponent.magnitude <= 64 {
    guard base != 0 || exponent >= 0 else { throw FormulaProblem("the formula divides by zero") }
    let product = (0..<Int(exponent.magnitude)).reduce(1.0) { result, _ in result * base }
    return exponent < 0 ? 1 / product : product
  }
  guard base >= 0 else {
    throw FormulaProblem("a negative number has no power with the exponent \(exponent)")
  }
  guard base != 0 || exponent >= 0 else { throw FormulaProblem("the formula divides by zero") }
  return DeterministicMath.pow(base, exponent)
}

private func apply(_ function: Formula.Function, _ values: [Double]) throws(FormulaProblem)
  -> Double
{
  let first = values.first ?? 0
  switch function {
  case .min: return values.min() ?? 0
  case .max: return values.max() ?? 0
  case .floor: return first.rounded(.down)
  case .ceil: return first.rounded(.up)
  case .round: return first.rounded()
  case .abs: return first.magnitude
  case .sqrt:
    guard first >= 0 else { throw FormulaProblem("sqrt of a negative number") }
    return first.squareRoot()
  case .ln:
    guard first > 0 else { throw FormulaProblem("ln of a number that is not above zero") }
    return DeterministicMath.log(first)
  case .log2:
    guard first > 0 else { throw FormulaProblem("log2 of a number that is not above zero") }
    // The exponent apart, so that powers of two give whole numbers.
    return Double(first.exponent) + DeterministicMath.log(first.significand)
      / DeterministicMath.log(2)
  case .exp: return DeterministicMath.exp(first)
  case .if: return values.count == 3 ? values[first != 0 ? 1 : 2] : 0
  }
}

extension FormulaFigure {
  /// The names and their values when the knob stands at `knob`; `override` replaces a given.
  func names(knob value: Double, override: (name: String, value: Double)? = nil)
    throws(FormulaProblem) -> [String: Double]
  {
    var names = [knob.name: value]
    if let override { names[override.name] = override.value }
    for given in given where given.name != override?.name {
      names[given.name] = try given.value.value(names)
    }
    return names
  }

  /// The results, in order, when the knob stands at its `stop`th value. The reader of content has evaluated every stop,
  /// so that a figure of a published lesson has a number for each.
  public func values(atStop stop: Int) throws(FormulaProblem) -> [Double] {
    let names = try names(knob: knob.values[stop])
    var values: [Double] = []
    for result in results { values.append(try result.value.value(names)) }
    return values
  }

  /// The points of the curve when the knob stands at its `stop`th value; empty without a curve.
  public func curvePoints(atStop stop: Int) throws(FormulaProblem) -> [(x: Double, y: Double)] {
    guard let curve else { return [] }
    var points: [(x: Double, y: Double)] = []
    for step in 0...curve.steps {
      let x = curve.from + (curve.to - curve.from) * Double(step) / Double(curve.steps)
      let names = try names(knob: knob.values[stop], override: (curve.x, x))
      points.append((x, try curve.y.value(names)))
    }
    return points
  }
}
