import Simulation

/// When the pods or requests of a class come.
public struct Arrivals: Sendable, Hashable {
  /// How the moments lie.
  public enum Pattern: Sendable, Hashable {
    /// All at the start.
    case together
    /// One after each gap, the first at the start.
    case evenly(gap: SimDuration)
    /// Independent exponential gaps with this mean, the first after one gap: a Poisson process.
    case poisson(meanGap: SimDuration)
    /// Independent and equally likely anywhere between the start and this moment.
    case uniform(until: SimTime)
  }
  public var count: Int
  public var start: SimTime
  public var pattern: Pattern

  public init(count: Int, start: SimTime = .zero, pattern: Pattern) {
    self.count = count
    self.start = start
    self.pattern = pattern
  }

  /// The moments in ascending order. `loadPercent` scales the gaps: at 200 % twice as many come in
  /// the same time.
  public func times(_ random: inout SeededGenerator, loadPercent: Int = 100) -> [SimTime] {
    func scaled(_ gap: SimDuration) -> SimDuration {
      let (whole, rest) = gap.nanoseconds.quotientAndRemainder(dividingBy: max(1, loadPercent))
      return SimDuration(nanoseconds: whole) * 100
        + SimDuration(nanoseconds: rest * 100 / max(1, loadPercent))
    }
    var times: [SimTime] = []
    times.reserveCapacity(count)
    var time = start
    for index in 0..<count {
      switch pattern {
      case .together:
        times.append(start)
      case .evenly(let gap):
        times.append(start + scaled(gap) * index)
      case .poisson(let mean):
        time = time + scaled(random.exponential(mean: mean))
        times.append(time)
      case .uniform(let end):
        let span = max(1, scaled(end - start).nanoseconds)
        times.append(start + SimDuration(nanoseconds: random.below(span)))
      }
    }
    return times.sorted()
  }
}
