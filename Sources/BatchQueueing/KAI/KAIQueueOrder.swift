extension KAI {
  /// Which rule put one queue before another.
  public enum QueueOrderRule: Hashable, Sendable {
    /// Only the other one is above its fair share in every resource.
    case withinFairShare
    /// Only this one stays within what it deserves with its next work.
    case withinDeserved
    case priority
    /// Only the other one would use a resource of which it may have nothing.
    case somethingAllocatable
    /// Smaller dominant share with its next work (or without its next victims).
    case smallerShareWithWork
    case smallerShare
    /// Smaller allocatable share.
    case smallerQueue
    case older
  }
}

extension KAI.QueueStanding {
  /// The order of two sibling queues, the most needy first; `work` is the next work of each,
  /// `victims` what it would have lost by then. Ends with age, then the id.
  static func compare(
    _ a: Self, work aWork: KAI.Amounts, victims aVictims: KAI.Amounts, _ b: Self,
    work bWork: KAI.Amounts, victims bVictims: KAI.Amounts, total: KAI.Amounts
  ) -> (isFirst: Bool, rule: KAI.QueueOrderRule) {
    let (aAllocated, bAllocated) = (a.allocated, b.allocated)
    let aIsOver = a.fairShare.isLessEverywhere(than: aAllocated)
    if aIsOver != b.fairShare.isLessEverywhere(than: bAllocated) {
      return (!aIsOver, .withinFairShare)
    }
    let (aWith, bWith) = (aAllocated + aWork, bAllocated + bWork)
    let aFits = aWith.fits(a.deserved)
    if aFits != bWith.fits(b.deserved) { return (aFits, .withinDeserved) }
    if a.priority != b.priority { return (a.priority > b.priority, .priority) }
    let aViolates = a.usesWhatItMayNot(aWith)
    if aViolates != b.usesWhatItMayNot(bWith) { return (!aViolates, .somethingAllocatable) }
    let aShare = a.dominantShare(allocated: aWith - aVictims, total: total)
    let bShare = b.dominantShare(allocated: bWith - bVictims, total: total)
    if aShare != bShare { return (aShare < bShare, .smallerShareWithWork) }
    let aNow = a.dominantShare(allocated: aAllocated, total: total)
    let bNow = b.dominantShare(allocated: bAllocated, total: total)
    if aNow != bNow { return (aNow < bNow, .smallerShare) }
    let (aMay, bMay) = (a.allocatable, b.allocatable)
    let (isSmaller, isLarger) = (aMay.fits(bMay), bMay.fits(aMay))
    if isSmaller != isLarger { return (isSmaller, .smallerQueue) }
    return ((a.createdRank, a.id) < (b.createdRank, b.id), .older)
  }

  private func usesWhatItMayNot(_ allocated: KAI.Amounts) -> Bool {
    KAI.Resource.allCases.contains { self[$0].allocatable == 0 && allocated[$0] > 0 }
  }
}
