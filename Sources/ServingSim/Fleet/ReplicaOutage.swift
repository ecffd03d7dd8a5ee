import Simulation

/// A replica's process dies at `from` and serves again from `until` on, with nothing in its memory.
///
/// Its running and waiting requests, its KV cache, its offload tiers and the blocks that it still
/// holds for decode workers are gone. Simplified: a step that runs at `from` comes to its end first;
/// a remote tier is lost too, since each replica has its own here; the averages that it reports
/// outlive it.
public struct ReplicaOutage: Hashable, Sendable {
  /// Decode workers have the numbers after the prefill workers; a number beyond the fleet is nobody.
  public var replica: Int
  public var from: SimTime
  /// When it is ready again, model loaded; `nil`: never.
  public var until: SimTime?

  public init(replica: Int, from: SimTime, until: SimTime? = nil) {
    self.replica = replica
    self.from = from
    self.until = until
  }
}

/// What fails in a fleet, and how soon it is missed.
public struct ReplicaFailures: Hashable, Sendable {
  public var outages: [ReplicaOutage]
  /// Until the router and the clients of a dead replica know: health checks that fail so long. Until
  /// then the router goes on sending requests there, and nobody sends the lost ones again. A replica
  /// that is back earlier is missed at that moment, because its connections are reset.
  public var detection: SimDuration

  public init(outages: [ReplicaOutage] = [], detection: SimDuration = .seconds(30)) {
    self.outages = outages
    self.detection = detection
  }

  /// Outages of one replica that touch or overlap as one, in order of replica and time; those of
  /// replicas that do not exist, and those that end before they begin, are left out.
  func merged(replicas: Int) -> [ReplicaOutage] {
    let sorted = outages.filter { outage in
      outage.replica >= 0 && outage.replica < replicas
        && outage.until.map { $0 > outage.from } ?? true
    }.sorted { ($0.replica, $0.from) < ($1.replica, $1.from) }
    var merged: [ReplicaOutage] = []
    for outage in sorted {
      guard let last = merged.last, last.replica == outage.replica,
        last.until.map({ outage.from <= $0 }) ?? true
      else {
        merged.append(outage)
        continue
      }
      // Without an end it stays down for ever.
      merged[merged.count - 1].until = last.until.flatMap { end in
        outage.until.map { max(end, $0) }
      }
    }
    return merged
  }

  /// Independent failures of each replica: working times with this mean, then repairs with theirs,
  /// both exponential; each replica draws from a stream of its own, so that a larger fleet changes
  /// nothing for the others. Means of less than a microsecond draw nothing.
  public static func random(
    replicas: Int, meanTimeBetween: SimDuration, meanRepair: SimDuration, until end: SimTime,
    seed: Seed
  ) -> [ReplicaOutage] {
    guard meanTimeBetween >= .microseconds(1), meanRepair >= .microseconds(1) else { return [] }
    return (0..<max(0, replicas)).flatMap { replica -> [ReplicaOutage] in
      var random = SeededGenerator(seed: seed, stream: "failures-\(replica)")
      var outages: [ReplicaOutage] = []
      var time = SimTime.zero
      while outages.count < mostPerReplica {
        let from = time + random.exponential(mean: meanTimeBetween)
        guard from < end else { break }
        time = from + max(.microseconds(1), random.exponential(mean: meanRepair))
        outages.append(ReplicaOutage(replica: replica, from: from, until: time))
      }
      return outages
    }
  }

  /// Failures drawn for one replica at most.
  private static var mostPerReplica: Int { 10_000 }
}

/// An outage as it came about.
public struct HappenedOutage: Hashable, Sendable {
  public let replica: Int
  /// The end of the step that ran when it failed.
  public let from: SimTime
  /// When routers and clients knew; `nil`: the run ended before.
  public internal(set) var noticed: SimTime?
  /// When it served again; `nil`: not in this run.
  public internal(set) var until: SimTime?
  /// Requests that it lost when it died; those sent there before it was missed come on top.
  public let lost: Int

  init(replica: Int, from: SimTime, lost: Int) {
    self.replica = replica
    self.from = from
    self.lost = lost
  }
}
