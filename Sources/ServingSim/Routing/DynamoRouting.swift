/// Dynamo's KV router as a policy: `DynamoKVCost` over the views, and how one worker follows.
///
/// Where Dynamo counts a prompt's blocks that are shared with active sequences once, this counts
/// every block of the new request, because a view does not say which hits are active.
public struct DynamoRouting: Hashable, Sendable {
  public var cost: DynamoKVCost
  /// 0 takes the lowest cost and draws among equals; above, costs are sampled by softmax.
  public var temperature: Double
  /// Whether queued prefill counts.
  public var tracksPrefill: Bool

  public init(
    cost: DynamoKVCost = DynamoKVCost(), temperature: Double = 0, tracksPrefill: Bool = true
  ) {
    self.cost = cost
    self.temperature = temperature
    self.tracksPrefill = tracksPrefill
  }

  func parts(request: RoutingRequest, replicas: [ReplicaView]) -> [DynamoKVCost.Parts] {
    let blockSize = max(1, replicas.first?.blockSize ?? 1)
    let requestBlocks = (max(0, request.promptTokens) + blockSize - 1) / blockSize
    let workers = replicas.map {
      DynamoKVCost.Worker(
        cachedTokens: $0.hitTokens, deviceBlocks: Double($0.hitTokens / blockSize),
        load: DynamoKVCost.Load(
          prefillTokens: $0.outstandingPromptTokens, decodeBlocks: $0.usedBlocks + requestBlocks,
          requests: $0.assignedRequests))
    }
    return cost.costs(
      DynamoKVCost.Request(
        promptTokens: request.promptTokens, blockSize: blockSize, tracksPrefill: tracksPrefill),
      workers: workers)
  }
}
