import Simulation

extension Kueue {
  /// What one scheduling cycle decided, in the order in which it looked at the heads.
  public struct CycleOutcome: Hashable, Sendable, Codable {
    /// Cycles with at least one head, counted from 1.
    public let number: Int
    public let time: SimTime
    public internal(set) var decisions: [Decision]

    /// Workloads that got quota.
    public var admitted: [(workload: String, admission: Admission)] {
      decisions.compactMap { decision in
        guard case .admitted(let admission, _) = decision.verdict else { return nil }
        return (decision.workload, admission)
      }
    }

    /// Workloads told to go. They hold their quota until `Controller.evicted` is called.
    public var victims: [Victim] {
      decisions.flatMap { decision in
        if case .preempting(let victims) = decision.verdict { return victims }
        return []
      }
    }
  }

  /// What became of one head.
  public struct Decision: Hashable, Sendable, Codable {
    public enum Verdict: Hashable, Sendable, Codable {
      /// Quota is reserved; level of borrowing: height of the lowest subtree that holds it, 0 inside
      /// the queue.
      case admitted(Admission, borrowingLevel: Int)
      /// Room is reserved for this cycle and the victims are told to go.
      case preempting([Victim])
      /// It will fit when the victims of others in this cycle are gone.
      case waitingForVictimsOfOthers
      /// An earlier head of this cycle took what it needs.
      case overtaken([Shortage])
      /// Its victims are taken already by an earlier head of this cycle.
      case victimsTaken([Victim])
      case pending(PendingReason)
    }

    /// Where it waits from now on.
    public enum Whereabouts: String, Hashable, Sendable, Codable {
      /// Holds quota.
      case reserved
      /// In the queue again; it is tried in the next cycle.
      case queued
      /// Parked as inadmissible until quota of its tree changes.
      case parked
    }

    public let workload: String
    public let clusterQueue: String
    public internal(set) var verdict: Verdict
    public internal(set) var whereabouts: Whereabouts
    /// By which it was ordered among the heads: height of the lowest subtree that can hold it.
    public internal(set) var borrowingLevel: Int
    /// Fair sharing only: the weighted share with the request, from the queue upwards; `nil` for
    /// infinity.
    public internal(set) var shares: [Double?]
    /// Flavors looked at, when the cycle explains.
    public internal(set) var attempts: [FlavorAttempt]
    /// Candidates for preemption and what became of them, when the cycle explains.
    public internal(set) var candidates: [Candidate]
    /// Pod sets for which the topology had no place.
    public internal(set) var topologyRefusals: [TopologyRefused] = []
    /// How places were sought, when the cycle explains.
    public internal(set) var topologyTraces: [TopologyExplanation] = []
  }

  /// Why a head stays without quota.
  public enum PendingReason: Hashable, Sendable, Codable {
    /// No flavor can serve it, whoever leaves or as long as nobody may be pushed out.
    case noFlavorFits
    /// No resource group of the queue covers this resource.
    case resourceNotCovered(podSet: String, resource: String)
    /// Preemption could make room, but the policies leave nobody to push out.
    case noCandidates
    /// The queue does not take workloads of this namespace.
    case namespaceMismatch
    case namespaceMissing
    /// A pod asks for more than its own limit.
    case requestAboveLimit(podSet: String, resource: String, requested: Int, limit: Int)
  }
}
