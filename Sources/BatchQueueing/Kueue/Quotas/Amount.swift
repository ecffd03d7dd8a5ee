extension Kueue {
  /// Arithmetic of quantities that saturates instead of trapping.
  ///
  /// `Quota.unlimited` absorbs whatever is added to or taken from it. Source: Kueue's
  /// `pkg/resources/amount.go`.
  enum Amount {
    static func sum(_ a: Int, _ b: Int) -> Int {
      if a == Quota.unlimited || b == Quota.unlimited { return Quota.unlimited }
      let (value, overflow) = a.addingReportingOverflow(b)
      return overflow ? (b > 0 ? .max : .min) : value
    }

    static func difference(_ a: Int, _ b: Int) -> Int {
      if a == Quota.unlimited { return b == Quota.unlimited ? 0 : Quota.unlimited }
      if b == Quota.unlimited { return .min }
      let (value, overflow) = a.subtractingReportingOverflow(b)
      return overflow ? (b < 0 ? .max : .min) : value
    }

    /// `a` times `b`, both not negative.
    static func product(_ a: Int, _ b: Int) -> Int {
      let (value, overflow) = a.multipliedReportingOverflow(by: b)
      return overflow ? .max : value
    }
  }
}
