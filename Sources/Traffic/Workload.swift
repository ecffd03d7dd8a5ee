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
}
