// Weights and delays, as an object or its stage says.

extension KwokRun {
  private static var most: Int { 1 << 40 }

  /// Source: `value_int_from.go` `Get`: nothing found gives the standard, an empty text or one that
  /// is no number gives no weight, truths and lists give the standard.
  static func weight(_ amount: KwokStage.Amount, _ object: KwokValue) -> Int? {
    func bounded(_ weight: Int) -> Int { max(-most, min(most, weight)) }
    switch amount.from?.values(in: object).first {
    case .text(let text): return GoText.integer(text).map(bounded)
    case .whole(let weight): return bounded(weight)
    default: return amount.standard.map(bounded)
    }
  }

  /// Milliseconds; `nil` when the stage says nothing.
  ///
  /// Source: `value_duration_from.go` `Get`: an empty text is no duration at all, any other that is
  /// neither a time nor a duration gives the standard.
  static func duration(_ amount: KwokStage.Amount, _ object: KwokValue) -> Int? {
    if case .text(let text)? = amount.from?.values(in: object).first {
      if text.isEmpty { return nil }
      // The time of day that was just written.
      if text == KwokTemplate.now { return 0 }
      if let given = GoText.milliseconds(text) { return max(-most, min(most, given)) }
    }
    return amount.standard.map { max(-most, min(most, $0)) }
  }
}
