/// The traffic of an InferenceService's revisions.
///
/// KServe 0.15 (`canaryTrafficPercent` of a component, serverless mode): the newest revision gets the
/// percentage and the last one that got everything keeps the rest. Without a percentage the newest
/// gets everything once it is ready; at 100 it becomes the one that is kept.
public struct InferenceRevisions: Hashable, Sendable {
  /// A revision and its share.
  public struct Share: Hashable, Sendable {
    public let revision: Int
    public let percent: Int
  }

  /// Why the shares are what they are.
  public enum Reason: Hashable, Sendable {
    /// The newest is not ready, so nothing moved.
    case newestNotReady
    case everythingToNewest
    case canary(percent: Int)
    /// There is nothing to keep the rest, so the newest gets everything.
    case nothingToKeep
    /// The newest was sent back.
    case rolledBack
  }

  /// The newest revision, counted from 1; 0 before the first.
  public private(set) var newest = 0
  public private(set) var isNewestReady = false
  /// The last revision that got all traffic; `nil` before.
  public private(set) var rolledOut: Int?
  /// `nil` is no canary.
  public private(set) var canaryPercent: Int?
  public private(set) var shares: [Share] = []
  public private(set) var reason = Reason.newestNotReady

  public init() {}

  /// Applies a new specification. `isChanged` makes a new revision; a percentage alone does not.
  public mutating func apply(isChanged: Bool, canaryPercent percent: Int?) {
    if isChanged {
      newest += 1
      isNewestReady = false
    }
    canaryPercent = percent.map { max(0, min($0, 100)) }
    route()
  }

  /// The newest revision's pods are ready.
  public mutating func becomeReady() {
    guard newest > 0 else { return }
    isNewestReady = true
    route()
  }

  private mutating func route() {
    guard isNewestReady else {
      reason = .newestNotReady
      return
    }
    guard let canaryPercent, canaryPercent < 100 else {
      rolledOut = newest
      shares = [Share(revision: newest, percent: 100)]
      reason = .everythingToNewest
      return
    }
    guard let rolledOut, rolledOut != newest else {
      self.rolledOut = newest
      shares = [Share(revision: newest, percent: 100)]
      reason = .nothingToKeep
      return
    }
    reason = canaryPercent == 0 ? .rolledBack : .canary(percent: canaryPercent)
    shares = [
      Share(revision: newest, percent: canaryPercent),
      Share(revision: rolledOut, percent: 100 - canaryPercent),
    ].filter { $0.percent > 0 }
  }
}
