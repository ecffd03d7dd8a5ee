import Simulation

/// What a router may know of a request.
public struct RoutingRequest: Hashable, Sendable {
  /// The request's number in its run.
  public var id: Int
  public var promptTokens: Int
  /// The adapter (LoRA) it asks for, when it asks for one.
  public var adapter: Int?
  /// Who sends it; fairness between users counts by this. `nil` when nobody says.
  public var user: Int?
  public var arrival: SimTime

  public init(
    id: Int, promptTokens: Int, adapter: Int? = nil, user: Int? = nil, arrival: SimTime = .zero
  ) {
    self.id = id
    self.promptTokens = promptTokens
    self.adapter = adapter
    self.user = user
    self.arrival = arrival
  }
}
