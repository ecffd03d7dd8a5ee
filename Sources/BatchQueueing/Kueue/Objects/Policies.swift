extension Kueue {
  /// What happens to the workloads behind a head that does not fit.
  public enum QueueingStrategy: String, Hashable, Sendable, Codable, CaseIterable {
    /// The head keeps its place and blocks its queue.
    case strictFIFO = "StrictFIFO"
    /// The head is parked until something changes, and the next one is tried.
    case bestEffortFIFO = "BestEffortFIFO"
  }

  /// Which admitted workloads a preemptor may push out.
  public enum PreemptionPolicy: String, Hashable, Sendable, Codable, CaseIterable {
    case never = "Never"
    /// Only those of strictly lower priority.
    case lowerPriority = "LowerPriority"
    /// Those of lower priority, and those of equal priority that queued later.
    case lowerOrNewerEqualPriority = "LowerOrNewerEqualPriority"
    case any = "Any"
  }

  /// Whether a preemptor may push out workloads of other queues while it borrows itself.
  public struct BorrowWithinCohort: Hashable, Sendable, Codable {
    public enum Policy: String, Hashable, Sendable, Codable, CaseIterable {
      case never = "Never"
      case lowerPriority = "LowerPriority"
    }
    public var policy: Policy
    /// Only workloads of at most this priority; `nil` for every lower priority.
    public var maxPriorityThreshold: Int?

    public init(policy: Policy, maxPriorityThreshold: Int? = nil) {
      self.policy = policy
      self.maxPriorityThreshold = maxPriorityThreshold
    }
  }

  /// The preemption section of a ClusterQueue.
  public struct Preemption: Hashable, Sendable, Codable {
    public var withinClusterQueue: PreemptionPolicy
    public var reclaimWithinCohort: PreemptionPolicy
    public var borrowWithinCohort: BorrowWithinCohort?

    public init(
      withinClusterQueue: PreemptionPolicy = .never,
      reclaimWithinCohort: PreemptionPolicy = .never,
      borrowWithinCohort: BorrowWithinCohort? = nil
    ) {
      self.withinClusterQueue = withinClusterQueue
      self.reclaimWithinCohort = reclaimWithinCohort
      self.borrowWithinCohort = borrowWithinCohort
    }

    /// The threshold section, unless it forbids to borrow.
    var enabledBorrowing: BorrowWithinCohort? {
      borrowWithinCohort?.policy == .lowerPriority ? borrowWithinCohort : nil
    }
  }

  /// When the search for a flavor goes on although one would do.
  public struct FlavorFungibility: Hashable, Sendable, Codable {
    public enum Policy: String, Hashable, Sendable, Codable, CaseIterable {
      /// Take this flavor (`MayStopSearch`; `Borrow` and `Preempt` in the older API).
      case mayStopSearch = "MayStopSearch"
      case tryNextFlavor = "TryNextFlavor"
    }
    public enum Preference: String, Hashable, Sendable, Codable, CaseIterable {
      case borrowingOverPreemption = "BorrowingOverPreemption"
      case preemptionOverBorrowing = "PreemptionOverBorrowing"
    }
    public var whenCanBorrow: Policy
    public var whenCanPreempt: Policy
    /// `nil` works like `borrowingOverPreemption`.
    public var preference: Preference?

    public init(
      whenCanBorrow: Policy = .mayStopSearch, whenCanPreempt: Policy = .tryNextFlavor,
      preference: Preference? = nil
    ) {
      self.whenCanBorrow = whenCanBorrow
      self.whenCanPreempt = whenCanPreempt
      self.preference = preference
    }
  }

  /// Whether a ClusterQueue takes workloads.
  public enum StopPolicy: String, Hashable, Sendable, Codable, CaseIterable {
    case none = "None"
    /// Nothing is admitted; what runs goes on.
    case hold = "Hold"
    /// Nothing is admitted, and the caller has to evict what runs.
    case holdAndDrain = "HoldAndDrain"
  }

  /// The rules of fair sharing: which comparison of shares lets a workload be pushed out.
  public enum FairSharingStrategy: String, Hashable, Sendable, Codable, CaseIterable {
    /// The preemptor's share with the request is at most the target's after it lost the workload.
    case lessThanOrEqualToFinalShare = "LessThanOrEqualToFinalShare"
    /// The preemptor's share with the request is below the target's present one.
    case lessThanInitialShare = "LessThanInitialShare"
  }
}
