import Simulation

extension Kueue {
  /// Everything but workloads.
  public struct Configuration: Hashable, Sendable, Codable {
    public var resourceFlavors: [ResourceFlavor]
    public var clusterQueues: [ClusterQueue]
    public var cohorts: [Cohort]
    public var localQueues: [LocalQueue]
    /// Labels by namespace; `nil` when every namespace exists, without labels.
    public var namespaces: [String: [String: String]]?
    /// The strategies of fair sharing; `nil` for classical preemption and order.
    public var fairSharing: [FairSharingStrategy]?
    /// Feature gate `PartialAdmission`, on by default.
    public var partialAdmission: Bool
    /// Feature gate `SchedulingEquivalenceHashing`, on by default: when a workload is parked, those
    /// like it are parked with it.
    public var equivalenceHashing: Bool
    /// What happens when pods do not become ready; `nil` to wait for ever.
    public var waitForPodsReady: WaitForPodsReady?

    public init(
      resourceFlavors: [ResourceFlavor], clusterQueues: [ClusterQueue], cohorts: [Cohort] = [],
      localQueues: [LocalQueue], namespaces: [String: [String: String]]? = nil,
      fairSharing: [FairSharingStrategy]? = nil, partialAdmission: Bool = true,
      equivalenceHashing: Bool = true, waitForPodsReady: WaitForPodsReady? = nil
    ) {
      self.resourceFlavors = resourceFlavors
      self.clusterQueues = clusterQueues
      self.cohorts = cohorts
      self.localQueues = localQueues
      self.namespaces = namespaces
      self.fairSharing = fairSharing
      self.partialAdmission = partialAdmission
      self.equivalenceHashing = equivalenceHashing
      self.waitForPodsReady = waitForPodsReady
    }

    /// Both strategies, as fair sharing has them without further words.
    public static let defaultFairSharing: [FairSharingStrategy] = [
      .lessThanOrEqualToFinalShare, .lessThanInitialShare,
    ]
  }

  /// Eviction of workloads whose pods do not all become ready in time.
  public struct WaitForPodsReady: Hashable, Sendable, Codable {
    public enum Timestamp: String, Hashable, Sendable, Codable {
      case creation = "Creation"
      case eviction = "Eviction"
    }
    public var timeout: SimDuration
    /// The time by which such a workload queues again.
    public var requeuingTimestamp: Timestamp
    /// The first back-off; it doubles with each time-out. Kueue's default is 60 s; its random
    /// addition of up to 0.01 % is left out.
    public var backoffBase: SimDuration
    public var backoffMax: SimDuration
    /// Time-outs after which the workload is deactivated; `nil` for no limit.
    public var backoffLimit: Int?

    public init(
      timeout: SimDuration, requeuingTimestamp: Timestamp = .eviction,
      backoffBase: SimDuration = .seconds(60), backoffMax: SimDuration = .seconds(3600),
      backoffLimit: Int? = nil
    ) {
      self.timeout = timeout
      self.requeuingTimestamp = requeuingTimestamp
      self.backoffBase = backoffBase
      self.backoffMax = backoffMax
      self.backoffLimit = backoffLimit
    }

    /// The back-off after so many time-outs.
    func backoff(after timeouts: Int) -> SimDuration {
      var wait = min(backoffBase.nanoseconds, backoffMax.nanoseconds)
      for _ in 1..<max(1, min(timeouts, 64)) where wait < backoffMax.nanoseconds {
        wait = min(Amount.sum(wait, wait), backoffMax.nanoseconds)
      }
      return SimDuration(nanoseconds: max(0, wait))
    }
  }

  /// Why a workload lost its quota.
  public enum EvictionCause: String, Hashable, Sendable, Codable {
    case preempted = "Preempted"
    case podsReadyTimeout = "PodsReadyTimeout"
    case admissionCheck = "AdmissionCheck"
    case clusterQueueStopped = "ClusterQueueStopped"
    case nodeFailures = "NodeFailures"
  }

  /// Why a workload cannot be taken.
  public enum WorkloadProblem: Error, Hashable, Sendable {
    case duplicate(key: String)
    case unknown(key: String)
    /// No pod set, or more than Kueue's 8.
    case podSetCount(key: String, count: Int)
    case duplicatePodSet(key: String, podSet: String)
    /// A count below 0 or beyond 32 bits, or a minimum that is not between 1 and the count.
    case badCount(key: String, podSet: String)
    case negativeRequest(key: String, podSet: String, resource: String)
    /// Its quota is that of a queue which does not exist.
    case noSuchClusterQueue(key: String, clusterQueue: String)
  }
}
