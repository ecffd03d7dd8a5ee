extension Kueue {
  /// Looks for the largest number of pods that fits, by halving how many are taken off in total.
  ///
  /// The pods taken off are spread over the pod sets in proportion to what each can miss.
  /// Source: Kueue's `pkg/scheduler/flavorassigner/podset_reducer.go`.
  struct PodSetReducer {
    let full: [Int]
    let spare: [Int]

    init(_ claim: Claim) {
      full = claim.podSets.map { max(0, $0.object.count) }
      spare = zip(full, claim.podSets).map { max(0, $0 - $1.leastCount) }
    }

    /// The result at the first size that fits; `nil` when not even the least one does.
    func search<Result>(_ fits: ([Int]) -> Result?) -> Result? {
      let total = spare.reduce(0) { Amount.sum($0, $1) }
      guard total > 0, total < .max else { return nil }
      var (low, high) = (0, total + 1)
      var found: Result?
      while low < high {
        let middle = low + (high - low) / 2
        if let result = fits(counts(takingOff: middle, of: total)) {
          found = result
          high = middle
        } else {
          low = middle + 1
        }
      }
      return found
    }

    private func counts(takingOff index: Int, of total: Int) -> [Int] {
      zip(full, spare).map { count, spare in
        // 128 bits in between: both are below 2^63.
        let product = spare.multipliedFullWidth(by: index)
        return count - total.dividingFullWidth(product).quotient
      }
    }
  }
}
