import Simulation

/// Tokens a user was charged in a sliding window, as AIBrix's VTC router counts them.
///
/// Buckets of one second over five minutes; a user's expired buckets leave only when that user's
/// count is read, so the least and greatest totals of others may be old, as upstream.
struct UserTokenWindow: Sendable {
  static let window = SimDuration.seconds(300)
  /// Stands for the least total while nobody has any.
  static let standardLeast = 1000.0
  /// Stands for the greatest total while nobody has any.
  static let standardMost = 8000.0

  private struct Account: Sendable {
    var buckets: [(second: Int, tokens: Double)] = []
    var total = 0.0
  }

  private var accounts: [Int: Account] = [:]

  /// The user's total at `time`.
  mutating func total(of user: Int, at time: SimTime) -> Double {
    guard var account = accounts[user] else { return 0 }
    let cutoff = (time.nanoseconds - Self.window.nanoseconds) / 1_000_000_000
    let expired = account.buckets.prefix { $0.second < cutoff }
    if !expired.isEmpty {
      for bucket in expired { account.total -= bucket.tokens }
      account.total = max(0, account.total)
      account.buckets.removeFirst(expired.count)
      accounts[user] = account
    }
    return account.total
  }

  mutating func charge(_ user: Int, tokens: Double, at time: SimTime) {
    _ = total(of: user, at: time)
    var account = accounts[user] ?? Account()
    let second = time.nanoseconds / 1_000_000_000
    if let last = account.buckets.last, last.second == second {
      account.buckets[account.buckets.count - 1].tokens += tokens
    } else {
      account.buckets.append((second, tokens))
    }
    account.total += tokens
    accounts[user] = account
  }

  /// The least and the greatest positive total of all users.
  var bounds: (least: Double, most: Double) {
    // The order of a dictionary does not show in a least and a greatest value.
    let totals = accounts.values.lazy.map(\.total).filter { $0 > 0 }
    return (totals.min() ?? Self.standardLeast, totals.max() ?? Self.standardMost)
  }
}
