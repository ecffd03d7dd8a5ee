/// How many pods of the new and of the old version shall run.
public struct CanarySplit: Hashable, Sendable {
  /// Pods of the new version.
  public var canary: Int
  /// Pods of the version that is trusted.
  public var stable: Int

  public init(canary: Int, stable: Int) {
    self.canary = canary
    self.stable = stable
  }

  public var total: Int { canary + stable }

  /// The split closest to a weight where no router divides the traffic, so that each pod gets the
  /// same share.
  ///
  /// Argo Rollouts 9f8d111d, basic canary (`utils/replicaset/canary.go`): candidates are the ideal
  /// canary count rounded up and down, with `replicas` pods or, when surging is allowed, one more.
  /// The candidate whose share lies closest to the weight wins, the first of equals. A weight
  /// strictly between 0 and `maxWeight` neither removes the canary nor, without surge, the stable
  /// pods, unless one pod is all there is. Counts are 32-bit as there. A `maxWeight` below 1 cannot
  /// be configured there and counts as 1 here.
  public static func approximating(
    weight: Int, maxWeight: Int = 100, replicas: Int, maxSurge: Int
  ) -> CanarySplit {
    CanarySplitReason(weight: weight, maxWeight: maxWeight, replicas: replicas, maxSurge: maxSurge)
      .split
  }
}

/// Why a canary got its share: every candidate with its distance, and the one that was taken.
public struct CanarySplitReason: Hashable, Sendable {
  /// One way to round.
  public struct Candidate: Hashable, Sendable {
    public let canary: Int
    /// All pods, of which the rest is stable.
    public let total: Int
    public let isRoundedUp: Bool
    /// One pod more than asked for.
    public let isSurging: Bool
    /// Distance of its share from the wanted weight, in units of weight.
    public let distance: Double
  }

  /// Why a candidate was not considered.
  public enum Exclusion: Hashable, Sendable {
    /// Rounding up would leave no stable pod.
    case wouldLeaveNoStable
    /// Rounding down would leave no canary.
    case wouldLeaveNoCanary(isSurging: Bool)
    /// Rounded up and down are equally far: the larger canary is preferred.
    case tiesPreferTheLarger(isSurging: Bool)
    /// No surge is allowed.
    case surgeForbidden
  }

  public let candidates: [Candidate]
  public let exclusions: [Exclusion]
  /// Index into `candidates`; `nil` when there was none.
  public let chosen: Int?
  public let split: CanarySplit

  /// Computes the split and keeps what was considered. Parameters as for
  /// `CanarySplit.approximating`.
  public init(weight: Int, maxWeight: Int, replicas: Int, maxSurge: Int) {
    let question = SplitQuestion(
      replicas: Int32(clamping: replicas), weight: Int32(clamping: weight),
      maxWeight: max(1, Int32(clamping: maxWeight)), maxSurge: Int32(clamping: maxSurge))
    let (candidates, exclusions) = question.candidates()
    // The first of equals stays.
    var best: Int?
    for index in candidates.indices {
      guard let leader = best else {
        best = index
        continue
      }
      if candidates[index].distance < candidates[leader].distance { best = index }
    }
    self.candidates = candidates
    self.exclusions = exclusions
    chosen = best
    split =
      best.map {
        CanarySplit(
          canary: candidates[$0].canary, stable: candidates[$0].total - candidates[$0].canary)
      } ?? CanarySplit(canary: 0, stable: Int(question.replicas))
  }
}

/// The question in the numbers of the real controller: 32 bits that wrap around.
private struct SplitQuestion {
  let replicas: Int32
  let weight: Int32
  let maxWeight: Int32
  let maxSurge: Int32

  func candidates() -> ([CanarySplitReason.Candidate], [CanarySplitReason.Exclusion]) {
    guard replicas != 0 else { return ([], []) }
    let ideal = Double(replicas &* weight) / Double(maxWeight)
    let up = Int32(ideal.rounded(.up))
    let down = Int32(ideal.rounded(.down))
    let mayVanish = weight == maxWeight || weight == 0 || (replicas == 1 && maxSurge == 0)
    var kept: [CanarySplitReason.Candidate] = []
    var excluded: [CanarySplitReason.Exclusion] = []

    if up < replicas || mayVanish {
      kept.append(candidate(up, of: replicas, isRoundedUp: true))
    } else {
      excluded.append(.wouldLeaveNoStable)
    }
    considerDown(down, of: replicas, mayVanish, &kept, &excluded)
    guard maxSurge > 0 else { return (kept, excluded + [.surgeForbidden]) }
    kept.append(candidate(up, of: replicas &+ 1, isRoundedUp: true))
    considerDown(down, of: replicas &+ 1, mayVanish, &kept, &excluded)
    return (kept, excluded)
  }

  private func considerDown(
    _ down: Int32, of total: Int32, _ mayVanish: Bool,
    _ kept: inout [CanarySplitReason.Candidate], _ excluded: inout [CanarySplitReason.Exclusion]
  ) {
    let isSurging = total != replicas
    if isTied(total) {
      excluded.append(.tiesPreferTheLarger(isSurging: isSurging))
    } else if down != 0 || mayVanish {
      kept.append(candidate(down, of: total, isRoundedUp: false))
    } else {
      excluded.append(.wouldLeaveNoCanary(isSurging: isSurging))
    }
  }

  /// Whether the ideal count lies exactly in the middle of two whole numbers.
  private func isTied(_ total: Int32) -> Bool {
    let ideal = Double(total) * (Double(weight) / Double(maxWeight))
    return ideal.truncatingRemainder(dividingBy: 1) == 0.5
  }

  private func candidate(
    _ canary: Int32, of total: Int32, isRoundedUp: Bool
  ) -> CanarySplitReason.Candidate {
    let share = Double(canary &* maxWeight) / Double(total)
    return CanarySplitReason.Candidate(
      canary: Int(canary), total: Int(total), isRoundedUp: isRoundedUp,
      isSurging: total != replicas, distance: (share - Double(weight)).magnitude)
  }
}
