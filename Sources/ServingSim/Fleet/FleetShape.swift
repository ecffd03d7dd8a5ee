import Simulation

/// How many engines serve, on how many GPUs, and how requests get to them.
public struct FleetShape: Sendable {
  /// Engines of `ServingSetup.engine`, at least 1; prefill workers when `decode` is given.
  public var replicas: Int
  /// GPUs that one of them owns: tensor times pipeline parallel size.
  public var gpusPerReplica: Int
  public var routing: RoutingPolicy
  /// Where a policy's draws come from.
  public var seed: Seed
  /// Decode workers of their own; `nil`: every engine does both.
  public var decode: DecodePool?
  /// Replicas that take no new requests for a while.
  public var drains: [ReplicaDrain]
  /// Replicas that die; `nil`: none does.
  public var failures: ReplicaFailures?

  public init(
    replicas: Int = 1, gpusPerReplica: Int = 1, routing: RoutingPolicy = .roundRobin,
    seed: Seed = Seed("router"), decode: DecodePool? = nil, drains: [ReplicaDrain] = [],
    failures: ReplicaFailures? = nil
  ) {
    self.replicas = replicas
    self.gpusPerReplica = gpusPerReplica
    self.routing = routing
    self.seed = seed
    self.decode = decode
    self.drains = drains
    self.failures = failures
  }

  /// Replicas of both pools; the decode workers have the numbers after the prefill workers.
  public var allReplicas: Int { replicas + (decode?.replicas ?? 0) }
  /// GPUs of both pools.
  public var gpus: Int {
    replicas * gpusPerReplica + (decode.map { $0.replicas * $0.gpusPerReplica } ?? 0)
  }
}

/// Engines that only decode: a prefill worker computes the prompt and makes the first token, its keys
/// and values are copied, and the answer goes on here.
///
/// As vLLM's connectors do it: the decode worker's scheduler hands out blocks for the prompt when the
/// request is the head of its queue, then the copy starts; the prefill worker keeps its blocks until
/// the copy is done; a request that gives way on a decode worker is computed again there.
public struct DecodePool: Sendable {
  public var replicas: Int
  public var gpusPerReplica: Int
  public var engine: EngineConfig
  public var stepTime: StepTimeModel
  public var routing: RoutingPolicy
  public var link: KeyValueLink

  public init(
    replicas: Int, gpusPerReplica: Int = 1, engine: EngineConfig, stepTime: StepTimeModel,
    routing: RoutingPolicy = .leastRequest, link: KeyValueLink
  ) {
    self.replicas = replicas
    self.gpusPerReplica = gpusPerReplica
    self.engine = engine
    self.stepTime = stepTime
    self.routing = routing
    self.link = link
  }
}

/// The way of keys and values out of a prefill worker: each worker has one, and copies wait for each
/// other in the order in which they were asked for.
public struct KeyValueLink: Hashable, Sendable {
  /// Before the first byte of each copy.
  public var setup: SimDuration
  public var bytesPerSecond: Int
  /// Of all layers and key/value heads.
  public var bytesPerToken: Int

  public init(setup: SimDuration, bytesPerSecond: Int, bytesPerToken: Int) {
    self.setup = setup
    self.bytesPerSecond = bytesPerSecond
    self.bytesPerToken = bytesPerToken
  }

  /// Setup and bytes; whole ns, rounded up.
  public func duration(ofTokens tokens: Int) -> SimDuration {
    setup + transferTime(bytes: tokens, each: bytesPerToken, bytesPerSecond: bytesPerSecond)
  }
}

/// A replica takes no new requests from `from` until just before `until`; it finishes those it has.
/// While all of a pool are drained, the router sends to them as if none were.
public struct ReplicaDrain: Hashable, Sendable {
  public var replica: Int
  public var from: SimTime
  public var until: SimTime

  public init(replica: Int, from: SimTime, until: SimTime) {
    self.replica = replica
    self.from = from
    self.until = until
  }
}
