import Simulation

extension Kueue {
  /// Finds a flavor for each resource of a workload.
  ///
  /// Source: Kueue's `pkg/scheduler/flavorassigner/flavorassigner.go`.
  struct FlavorAssigner {
    let catalog: Catalog
    let method: PreemptionMethod
    let claim: Claim
    let queue: Int
    let orderTime: SimTime
    /// Where earlier cycles stopped: by pod set, the place in the list by resource.
    var progress: [[Int: Int]] = []
    /// The flavors that a second look may choose: by pod set, by resource.
    var nominated: [[Int: Int]]?
    let explains: Bool

    /// What one flavor would mean.
    private struct Rank {
      var mode: FlavorMode
      var borrowing: Int

      static let best = Rank(mode: .fit, borrowing: 0)
      static let worst = Rank(mode: .noFit, borrowing: .max)
    }

    private var rules: ClusterQueue { catalog.queues[queue].object }

    /// The assignment for the whole workload, or for fewer pods in each pod set.
    ///
    /// As in Kueue the pod sets behind one that asks only for nothing of resources that no group covers
    /// are left out, and the rest counts as the whole (`assignFlavors`, `atLeastOnePodsAssignmentFailed`).
    func assign(counts: [Int]? = nil, _ ledger: inout Ledger) -> Assignment {
      var assignment = Assignment()
      var isComplete = true
      for group in groups() {
        let podSets = group.map { number in
          let podSet = claim.podSets[number]
          return (count: counts?[number] ?? podSet.object.count, requests: totals(number, counts))
        }
        var merged: [(name: String, resource: Int, amount: Int)] = []
        for request in podSets.flatMap(\.requests) {
          if let place = merged.firstIndex(where: { $0.name == request.name }) {
            merged[place].amount = Amount.sum(merged[place].amount, request.amount)
          } else {
            merged.append(request)
          }
        }
        merged.sort { $0.name < $1.name }
        var choices: [Assignment.Choice] = []
        var isAssigned = true
        for request in merged where !choices.contains(where: { $0.resource == request.resource }) {
          let inGroup =
            request.resource < 0 ? -1 : catalog.queues[queue].groupOf[request.resource]
          if inGroup < 0 {
            if request.amount == 0 { continue }
            assignment.unavailable = (group[0], request.name)
            isAssigned = false
            break
          }
          let wanted = merged.filter {
            $0.resource >= 0 && catalog.queues[queue].groupOf[$0.resource] == inGroup
          }
          let found = choose(
            group, catalog.queues[queue].groups[inGroup], wanted, first: request.resource,
            &assignment, &ledger)
          guard !found.isEmpty else {
            isAssigned = false
            break
          }
          choices += found
        }
        if !isAssigned { choices = [] }
        for (number, podSet) in zip(group, podSets) {
          var own = choices.filter { choice in
            podSet.requests.contains { $0.resource == choice.resource }
          }
          if podSet.requests.isEmpty, claim.podSets[number].group != nil {
            // A leader that asks for nothing is placed with its workers.
            own = choices.filter { ledger.topology?[catalog.flavorNames[$0.flavor]] != nil }
          }
          if own.isEmpty && !podSet.requests.isEmpty { isComplete = false }
          assignment.append(
            Assignment.PodSet(
              number: number, name: claim.podSets[number].object.name, count: podSet.count,
              choices: own,
              requests: podSet.requests.map { ($0.resource, $0.amount) }, isAssigned: isAssigned))
        }
        if !isAssigned || !isComplete { break }
      }
      assignment.settle()
      if isComplete { seekPlaces(for: &assignment, ledger) }
      return assignment
    }

    /// Pod sets that are decided together, in order.
    private func groups() -> [[Int]] {
      var groups: [[Int]] = []
      for (number, podSet) in claim.podSets.enumerated() {
        if let name = podSet.group,
          let place = groups.firstIndex(where: { claim.podSets[$0[0]].group == name })
        {
          groups[place].append(number)
        } else {
          groups.append([number])
        }
      }
      return groups
    }

    /// What all pods of a pod set ask for together.
    private func totals(
      _ number: Int, _ counts: [Int]?
    ) -> [(name: String, resource: Int, amount: Int)] {
      let podSet = claim.podSets[number]
      let count = max(0, counts?[number] ?? podSet.object.count)
      var totals = podSet.requests.map {
        (name: $0.name, resource: $0.resource, amount: Amount.product($0.amount, count))
      }
      if let pods = catalog.pods, catalog.queues[queue].groupOf[pods] >= 0 {
        totals.removeAll { $0.resource == pods }
        totals.append((name: "pods", resource: pods, amount: count))
      }
      return totals
    }

    private func choose(
      _ podSets: [Int], _ group: Catalog.Group,
      _ wanted: [(name: String, resource: Int, amount: Int)], first: Int,
      _ assignment: inout Assignment, _ ledger: inout Ledger
    ) -> [Assignment.Choice] {
      var best: [Assignment.Choice] = []
      var bestRank = Rank.worst
      let start =
        podSets[0] < progress.count ? (progress[podSets[0]][first].map { $0 + 1 } ?? 0) : 0
      var stoppedAt = -1
      for place in group.flavors.indices.dropFirst(max(0, start)) {
        stoppedAt = place
        let flavor = group.flavors[place]
        if let obstacle = obstacle(flavor, podSets, group, first: first, ledger.topology) {
          note(podSets, flavor, .worst, [obstacle], &assignment)
          continue
        }
        var rank = Rank.best
        var choices: [Assignment.Choice] = []
        var obstacles: [FlavorObstacle] = []
        for request in wanted {
          let fr = catalog.flavored(flavor, request.resource)
          let assumed = assignment.assumed(fr)
          let one = rate(fr, assumed: assumed, request.amount, &ledger)
          if explains, one.mode != .fit {
            obstacles.append(
              .quota(shortage(fr, assumed: assumed, request.amount, ledger.tree)))
          }
          if isPreferred(rank, one) { rank = one }
          if rank.mode == .noFit { break }
          choices.append(
            Assignment.Choice(
              resource: request.resource, flavor: flavor, fr: fr, mode: .init(one.mode),
              borrowing: one.borrowing, tried: place))
        }
        note(podSets, flavor, rank, obstacles, &assignment)
        if !goesOn(after: rank) {
          (best, bestRank) = (choices, rank)
          break
        }
        if isPreferred(rank, bestRank) { (best, bestRank) = (choices, rank) }
      }
      let tried = stoppedAt == group.flavors.count - 1 ? -1 : stoppedAt
      return best.map {
        Assignment.Choice(
          resource: $0.resource, flavor: $0.flavor, fr: $0.fr, mode: $0.mode,
          borrowing: $0.borrowing, tried: tried)
      }
    }

    // MARK: One flavor

    /// What speaks against a flavor before quota is looked at.
    private func obstacle(
      _ number: Int, _ podSets: [Int], _ group: Catalog.Group, first: Int,
      _ topology: TopologyFlavors?
    ) -> FlavorObstacle? {
      if let nominated,
        !podSets.contains(where: { $0 < nominated.count && nominated[$0][first] == number })
      {
        return .otherFlavorNominated
      }
      guard let flavor = catalog.flavors[number] else { return .missingFlavor }
      for podSet in podSets {
        let pods = claim.podSets[podSet].object
        if let obstacle = topologyObstacle(flavor, claim.podSets[podSet], group, topology) {
          return obstacle
        }
        if !flavor.nodeTaints.isEmpty,
          let taint = untoleratedTaint(flavor.nodeTaints, pods.tolerations + flavor.tolerations)
        {
          return .untoleratedTaint(taint)
        }
        if !flavor.admits(pods) { return .nodeAffinity }
      }
      return nil
    }

    private func rate(
      _ fr: Int, assumed: Int, _ amount: Int, _ ledger: inout Ledger
    ) -> Rank {
      let value = Amount.sum(assumed, amount)
      guard fr >= 0, value <= ledger.tree.potential(queue, fr) else {
        return Rank(mode: .noFit, borrowing: 0)
      }
      let (height, isPart) = ledger.tree.lowestSubtree(fitting: value, queue, fr)
      if value <= ledger.tree.available(queue, fr) { return Rank(mode: .fit, borrowing: height) }
      let nominal = ledger.tree.nominal[ledger.tree.cell(queue, fr)]
      guard nominal >= value || isPart || mayPreemptWhileBorrowing else {
        return Rank(mode: .noFit, borrowing: height)
      }
      return simulatePreemption(fr, value, &ledger)
    }

    private var mayPreemptWhileBorrowing: Bool {
      if rules.preemption.enabledBorrowing != nil { return true }
      if case .fair = method { return rules.preemption.reclaimWithinCohort != .never }
      return false
    }

    /// Whether somebody could be pushed out for one flavored resource alone.
    private func simulatePreemption(_ fr: Int, _ value: Int, _ ledger: inout Ledger) -> Rank {
      let preemptor = Preemptor(
        queue: queue, priority: claim.priority, orderTime: orderTime, rules: rules.preemption,
        uses: [Use(fr: fr, amount: value)], needs: [fr])
      var trace = PreemptionTrace(isOn: false)
      let targets = ledger.targets(for: preemptor, method: method, trace: &trace)
      guard !targets.isEmpty else {
        let (height, _) = ledger.tree.lowestSubtree(fitting: value, queue, fr)
        return Rank(mode: .noCandidates, borrowing: height)
      }
      let numbers = targets.map(\.holding)
      ledger.removeUsage(of: numbers)
      let (height, _) = ledger.tree.lowestSubtree(fitting: value, queue, fr)
      ledger.addUsage(of: numbers)
      let takesOwn = numbers.contains { ledger.holdings[$0]?.queue == queue }
      return Rank(mode: takesOwn ? .preempt : .reclaim, borrowing: height)
    }

    /// Whether the search goes on behind a flavor like this.
    private func goesOn(after rank: Rank) -> Bool {
      switch rank.mode {
      case .noFit, .noCandidates: return true
      case .preempt, .reclaim:
        if rules.flavorFungibility.whenCanPreempt == .tryNextFlavor { return true }
      case .fit: break
      }
      return rank.borrowing > 0 && rules.flavorFungibility.whenCanBorrow == .tryNextFlavor
    }

    private func isPreferred(_ a: Rank, _ b: Rank) -> Bool {
      if a.mode == .noFit { return false }
      if b.mode == .noFit { return true }
      if (a.mode == .noCandidates) != (b.mode == .noCandidates) { return b.mode == .noCandidates }
      if rules.flavorFungibility.preference == .preemptionOverBorrowing {
        return a.borrowing != b.borrowing ? a.borrowing < b.borrowing : a.mode > b.mode
      }
      return a.mode != b.mode ? a.mode > b.mode : a.borrowing < b.borrowing
    }

    // MARK: Explaining

    private func note(
      _ podSets: [Int], _ flavor: Int, _ rank: Rank, _ obstacles: [FlavorObstacle],
      _ assignment: inout Assignment
    ) {
      guard explains else { return }
      assignment.attempts.append(
        FlavorAttempt(
          podSets: podSets.map { claim.podSets[$0].object.name },
          flavor: catalog.flavorNames[flavor], mode: rank.mode,
          borrowingLevel: rank.mode == .noFit ? 0 : rank.borrowing, obstacles: obstacles))
    }

    private func shortage(
      _ fr: Int, assumed: Int, _ amount: Int, _ tree: QuotaTree
    ) -> Shortage {
      let potential = tree.potential(queue, fr)
      return Shortage(
        flavoredResource: tree.flavoredResources[fr], requested: amount, assumed: assumed,
        available: tree.available(queue, fr), potential: potential,
        block: tree.block(
          queue, fr, isPotential: Amount.sum(assumed, amount) > potential))
    }
  }
}
