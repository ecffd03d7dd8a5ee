/// The traffic of an InferenceService's revisions.
///
/// KServe aaac4e29 (`canaryTrafficPercent` of a component, Knative mode; `ksvc_reconciler.go` and
/// `PropagateStatus`): the newest revision gets the percentage and the last one that got everything
/// keeps the rest. Without a percentage the newest gets everything once it is ready; at 100 it
/// becomes the one that is kept. A percentage below 100 for a revision that was rolled out already
/// sends it back to the one before.
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
    /// The newest had been rolled out; it shares with the one before it again.
    case backToPrevious(percent: Int)
  }

  /// The newest revision, counted from 1; 0 before the first.
  public private(set) var newest = 0
  public private(set) var isNewestReady = false
  /// The last revision that got all traffic; `nil` before.
  public private(set) var rolledOut: Int?
  /// The one that got all traffic before that; `nil` when there was none.
  public private(set) var previousRolledOut: Int?
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
      rollOut()
      reason = .everythingToNewest
      return
    }
    guard let kept = rolledOut else {
      rollOut()
      reason = .nothingToKeep
      return
    }
    if kept != newest {
      split(canaryPercent, kept)
      reason = canaryPercent == 0 ? .rolledBack : .canary(percent: canaryPercent)
    } else if let previous = previousRolledOut, previous != newest {
      rolledOut = previous
      split(canaryPercent, previous)
      reason = .backToPrevious(percent: canaryPercent)
    } else {
      reason = .nothingToKeep
    }
  }

  private mutating func rollOut() {
    if rolledOut != newest {
      previousRolledOut = rolledOut
      rolledOut = newest
    }
    shares = [Share(revision: newest, percent: 100)]
  }

  private mutating func split(_ percent: Int, _ kept: Int) {
    shares = [
      Share(revision: newest, percent: percent), Share(revision: kept, percent: 100 - percent),
    ].filter { $0.percent > 0 }
  }

  /// Revisions that the route names, with 0 % too: Knative keeps their pods.
  public var referenced: [Int] {
    guard isNewestReady else { return shares.map(\.revision) }
    return ([newest] + shares.map(\.revision)).reduce(into: []) {
      if !$0.contains($1) { $0.append($1) }
    }
  }
}
