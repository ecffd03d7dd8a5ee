/// What a run of the FGD comparison measured, by how much had arrived.
///
/// A point is the mean over all arrivals after which the GPUs asked for so far, refused pods
/// included, make that many whole percent of the cluster's (rounded, halves to even); as in
/// `experiments/analysis` of the published runs.
public struct LoadCurve: Hashable, Sendable {
  /// Everything that is measured, in percent.
  public enum Quantity: String, CaseIterable, Hashable, Sendable {
    /// Thousandths of GPUs taken, of all.
    case allocated = "allocated_pct_of_gpus"
    /// Fragments, of all GPUs.
    case fragmented = "fragmented_pct_of_gpus"
    /// Fragments, of what is not taken.
    case fragmentedShare = "fragmented_pct_of_unallocated"
  }

  private struct Point: Hashable, Sendable {
    var count = 0
    var allocated = 0.0
    var fragmented = 0.0
    var fragmentedShare = 0.0
  }

  private var points: [Point]

  /// For loads of 0 to `mostPercent` % of the cluster.
  init(mostPercent: Int) { points = Array(repeating: Point(), count: mostPercent + 2) }

  /// One arrival; amounts in thousandths of GPUs.
  mutating func record(arrived: Int, allocated: Int, fragmented: Double, capacity: Int) {
    let whole = Double(capacity)
    let load = (100 * Double(arrived) / whole).rounded(.toNearestOrEven)
    guard load < Double(points.count) else { return }
    let at = Int(load)
    points[at].count += 1
    points[at].allocated += 100 * Double(allocated) / whole
    points[at].fragmented += 100 * fragmented / whole
    let free = whole - Double(allocated)
    points[at].fragmentedShare += free > 0 ? 100 * fragmented / free : 0
  }

  /// The mean at a load; when no arrival fell on it, of its neighbours; `nil` without those too.
  public func value(_ quantity: Quantity, at percent: Int) -> Double? {
    guard points.indices.contains(percent) else { return nil }
    if let value = mean(quantity, percent...percent) { return value }
    return mean(quantity, max(0, percent - 1)...min(points.count - 1, percent + 1))
  }

  private func mean(_ quantity: Quantity, _ range: ClosedRange<Int>) -> Double? {
    var count = 0
    var sum = 0.0
    for point in points[range] {
      count += point.count
      switch quantity {
      case .allocated: sum += point.allocated
      case .fragmented: sum += point.fragmented
      case .fragmentedShare: sum += point.fragmentedShare
      }
    }
    return count == 0 ? nil : sum / Double(count)
  }
}
