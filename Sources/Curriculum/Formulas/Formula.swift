/// An arithmetic expression that an author wrote, such as `ceil(load / (target * 0.7))`.
///
/// Numbers, names, `+ - * / ^`, comparisons (1 when they hold, else 0), `if(condition, a, b)` and the functions of
/// `Function`. Evaluation uses `DeterministicMath`, so that a figure shows the same digits on every machine.
public struct Formula: Hashable, Sendable {
  public enum Function: String, CaseIterable, Hashable, Sendable {
    case min, max, floor, ceil, round, abs, sqrt, ln, exp, log2, `if`

    /// How many arguments it takes.
    public var arguments: ClosedRange<Int> {
      switch self {
      case .min, .max: 2...16
      case .if: 3...3
      default: 1...1
      }
    }
  }

  public enum Operator: String, Hashable, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case power = "^"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case equal = "=="
  }

  public indirect enum Expression: Hashable, Sendable {
    case number(Double)
    case name(String)
    case negated(Expression)
    case binary(Operator, Expression, Expression)
    case call(Function, [Expression])
  }

  /// As the author wrote it.
  public let text: String
  public let expression: Expression
}
