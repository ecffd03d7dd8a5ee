import Simulation

/// How many tokens a tenant may use in a time.
public struct TokenBudget: Hashable, Sendable {
  /// How use is forgotten.
  public enum Shape: String, Hashable, Sendable, CaseIterable {
    /// Counted from each full window on: Envoy's global rate limit service keeps one counter for
    /// each calendar second, minute, hour or day.
    case fixedWindow
    /// A bucket of `limit` tokens that fills evenly within the window.
    case bucket
  }
  /// When an answer's tokens are known to the budget.
  public enum Charging: String, Hashable, Sendable, CaseIterable {
    /// After the answer, as Envoy AI Gateway does it: a request is refused only when the counter is
    /// above the limit already, so that requests under way can overshoot it.
    case afterAnswer
    /// The prompt and `max_tokens` when the request comes, and what was not used is given back: never
    /// above the limit, but much is held for answers that end early.
    case reserved
  }
  /// Tokens of one window.
  public var limit: Int
  public var window: SimDuration
  public var shape: Shape
  public var charging: Charging
  /// What a token counts, in hundredths: `llmRequestCosts` of input, cached input and output.
  public var inputPercent: Int
  public var cachedPercent: Int
  public var outputPercent: Int

  public init(
    limit: Int, window: SimDuration, shape: Shape = .fixedWindow,
    charging: Charging = .afterAnswer, inputPercent: Int = 100, cachedPercent: Int = 100,
    outputPercent: Int = 100
  ) {
    self.limit = max(1, min(limit, 1 << 50))
    self.window = max(.milliseconds(1), window)
    self.shape = shape
    self.charging = charging
    self.inputPercent = max(0, inputPercent)
    self.cachedPercent = max(0, cachedPercent)
    self.outputPercent = max(0, outputPercent)
  }

  /// What a request costs, rounded up. `cached` tokens are part of `input`.
  public func cost(input: Int, cached: Int, output: Int) -> Int {
    let hundredths =
      (input - cached) * inputPercent + cached * cachedPercent + output * outputPercent
    return (hundredths + 99) / 100
  }
}

/// What a tenant has used of a budget.
public struct BudgetAccount: Hashable, Sendable {
  public let budget: TokenBudget
  /// Fixed window: tokens counted in the present one, reservations included.
  public private(set) var spent = 0
  /// The present window's number.
  public private(set) var window = 0
  /// Bucket: what is left in it; negative after an overshoot.
  public private(set) var level: Int
  private var filledAt = SimTime.zero
  /// Parts of a token that were filled already, in (limit x ns) / window.
  private var rest = 0
  /// Most tokens above the limit (fixed window) or below an empty bucket.
  public private(set) var overshoot = 0
  /// Tokens charged for good.
  public private(set) var charged = 0

  public init(_ budget: TokenBudget) {
    self.budget = budget
    level = budget.limit
  }

  /// Tokens that count against the budget at `time`: of the window, or missing from the bucket.
  public func used(at time: SimTime) -> Int {
    var copy = self
    copy.settle(time)
    return budget.shape == .fixedWindow ? copy.spent : budget.limit - copy.level
  }

  /// Whether a request may come in; with reservations `worst` is what it can cost at most, and it is
  /// taken at once.
  public mutating func admit(worst: Int, at time: SimTime) -> Bool {
    settle(time)
    switch (budget.shape, budget.charging) {
    case (.fixedWindow, .afterAnswer): return spent <= budget.limit
    case (.bucket, .afterAnswer): return level > 0
    case (.fixedWindow, .reserved):
      guard spent + worst <= budget.limit else { return false }
      spent += worst
    case (.bucket, .reserved):
      guard worst <= level else { return false }
      level -= worst
    }
    return true
  }

  /// The request is over and cost this much. `reserved` was taken in window `window` when it came.
  public mutating func charge(_ cost: Int, reserved: Int, in window: Int, at time: SimTime) {
    settle(time)
    charged += cost
    switch (budget.shape, budget.charging) {
    case (.fixedWindow, .afterAnswer): spent += cost
    case (.bucket, .afterAnswer): level -= cost
    case (.fixedWindow, .reserved):
      // What was reserved in an earlier window is forgotten with it.
      if window == self.window { spent -= reserved - cost }
    case (.bucket, .reserved): level = min(budget.limit, level + reserved - cost)
    }
    overshoot = max(overshoot, budget.shape == .fixedWindow ? spent - budget.limit : -level)
  }

  private mutating func settle(_ time: SimTime) {
    switch budget.shape {
    case .fixedWindow:
      let now = time.nanoseconds / budget.window.nanoseconds
      if now != window {
        window = now
        spent = 0
      }
    case .bucket:
      // A whole window fills it from empty; a debt takes longer, window by window.
      while filledAt < time {
        let span = min(budget.window.nanoseconds, (time - filledAt).nanoseconds)
        let product = span.multipliedFullWidth(by: budget.limit)
        let (filled, left) = budget.window.nanoseconds.dividingFullWidth(product)
        filledAt = filledAt + SimDuration(nanoseconds: span)
        rest += left
        level += filled
        if rest >= budget.window.nanoseconds {
          rest -= budget.window.nanoseconds
          level += 1
        }
        if level >= budget.limit {
          level = budget.limit
          rest = 0
          filledAt = time
        }
      }
    }
  }
}
