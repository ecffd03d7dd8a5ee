import Simulation

/// Requests in order of arrival: what a serving run is given to do.
public struct Workload: Hashable, Sendable {
  /// Where the requests come from, for reports.
  public let name: String
  /// Ascending by arrival; a request is known by its index here everywhere else.
  public let requests: [InferenceRequest]

  /// Sorts by arrival; requests of one moment keep their order.
  public init(name: String, requests: [InferenceRequest]) {
    self.name = name
    let isSorted = zip(requests, requests.dropFirst()).allSatisfy { $0.arrival <= $1.arrival }
    if isSorted {
      self.requests = requests
    } else {
      self.requests = requests.enumerated().sorted {
        ($0.element.arrival, $0.offset) < ($1.element.arrival, $1.offset)
      }.map(\.element)
    }
  }

  public var promptTokens: Int { requests.reduce(0) { $0 + $1.promptTokens } }
  public var outputTokens: Int { requests.reduce(0) { $0 + $1.outputTokens } }
  /// From the start of the run to the last arrival.
  public var span: SimDuration { (requests.last?.arrival ?? .zero) - .zero }

  /// The first `count` requests.
  public func prefix(_ count: Int) -> Workload {
    Workload(name: name, requests: Array(requests.prefix(max(0, count))))
  }

  /// The requests that arrive in `start..<end`, with arrivals counted from `start`.
  public func slice(from start: SimTime, to end: SimTime) -> Workload {
    let inside = requests.filter { start <= $0.arrival && $0.arrival < end }
    return Workload(
      name: name,
      requests: inside.map {
        var request = $0
        request.arrival = .zero + ($0.arrival - start)
        request.hangsUp = $0.hangsUp.map { .zero + ($0 - start) }
        return request
      })
  }

  /// The same requests with every arrival at `percent` % of its time (50 doubles the rate), rounded down to whole ns.
  ///
  /// A client's patience stays as long as it was.
  public func withArrivals(atPercent percent: Int) -> Workload {
    precondition(percent >= 0, "time does not run backwards")
    return Workload(
      name: name,
      requests: requests.map {
        var request = $0
        // Divided before multiplied, remainder apart, so that long traces do not overflow.
        let (whole, rest) = $0.arrival.nanoseconds.quotientAndRemainder(dividingBy: 100)
        request.arrival = SimTime(nanoseconds: whole * percent + rest * percent / 100)
        request.hangsUp = $0.hangsUp.map { [old = $0.arrival] in
          request.arrival + ($0 - old)
        }
        return request
      })
  }
}
