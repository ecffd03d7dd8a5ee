extension LWS {
  /// What a group is worth during an update.
  struct GroupState: Hashable {
    /// Leader and all workers are ready.
    var isReady = false
    /// Leader and workers carry the latest template.
    var isUpdated = false
  }

  /// What the controller keeps in the StatefulSet of the leaders.
  public struct LeaderSet: Hashable, Sendable {
    /// Groups that are to exist now, a surge included.
    public internal(set) var replicas: Int
    /// Groups below this index are left alone by the update.
    public internal(set) var partition: Int
    /// The latest template.
    public internal(set) var revision: String
    /// The template of groups that the update has not reached; the latest one when it is over.
    public internal(set) var currentRevision: String
    /// `replicas` of the object when it was last looked at.
    var wantedReplicas: Int
  }
}

/// How many groups may exist and which of them may be updated, for one look at the object.
struct LWSRollout {
  let set: LWS.Specification
  let maxSurge: Int
  let maxUnavailable: Int

  init(_ set: LWS.Specification) {
    self.set = set
    maxSurge = min(set.replicas, set.rollingUpdate.maxSurge.scaled(set.replicas, roundingUp: true))
    maxUnavailable = set.rollingUpdate.maxUnavailable.scaled(set.replicas, roundingUp: false)
  }

  /// Leaders that the StatefulSet may take down at once.
  var leadersAtOnce: Int { max(1, maxUnavailable + maxSurge) }

  private var withSurge: Int { self.set.replicas + maxSurge }

  /// The next partition and number of groups.
  ///
  /// Source: `rollingUpdateParameters` of `leaderworkerset_controller.go`.
  func next(
    from leaders: LWS.LeaderSet, templateChanged: Bool, states: (Int) -> [LWS.GroupState]
  ) -> (partition: Int, replicas: Int) {
    let (partition, replicas) = unbounded(leaders, templateChanged, states)
    return (max(partition, set.rollingUpdate.partition), replicas)
  }

  private func unbounded(
    _ leaders: LWS.LeaderSet, _ templateChanged: Bool, _ states: (Int) -> [LWS.GroupState]
  ) -> (partition: Int, replicas: Int) {
    if templateChanged {
      // Missing groups come first, then the update begins at the top.
      let partition = min(set.replicas, leaders.replicas)
      let grows = leaders.replicas < set.replicas
      return (partition, grows ? set.replicas : replicas(unready: set.replicas))
    }
    if leaders.partition == 0 && leaders.replicas == set.replicas { return (0, set.replicas) }
    if leaders.replicas < set.replicas { return (leaders.partition, set.replicas) }
    let groups = states(leaders.replicas)
    let unready = groups.prefix(set.replicas).filter { !$0.isReady || !$0.isUpdated }.count
    let replicas = replicas(unready: unready + max(0, set.replicas - groups.count))
    if leaders.wantedReplicas != set.replicas {
      return (min(leaders.partition, withSurge), replicas)
    }
    let step = maxUnavailable + maxSurge - (withSurge - leaders.replicas)
    return (partition(groups, step: step, before: leaders.partition), replicas)
  }

  /// Surge groups stay as long as more groups are missing than may be.
  private func replicas(unready: Int) -> Int {
    unready <= maxSurge ? set.replicas + max(0, unready - maxUnavailable) : withSurge
  }

  /// The partition moves down by `step` below the groups that are done, waits for groups that are not
  /// ready further down, passes over those that could not get worse, and never moves up.
  ///
  /// Source: `rollingUpdatePartition`.
  private func partition(_ groups: [LWS.GroupState], step: Int, before: Int) -> Int {
    let done = groups.reversed().prefix { $0.isReady && $0.isUpdated }.count
    let lowest = max(0, groups.count - done - step)
    var partition = lowest + groups.prefix(lowest).filter { !$0.isReady }.count
    var index = min(partition, groups.count - 1)
    while index >= lowest, !groups[index].isReady || groups[index].isUpdated {
      partition = index
      index -= 1
    }
    return min(partition, before)
  }
}
