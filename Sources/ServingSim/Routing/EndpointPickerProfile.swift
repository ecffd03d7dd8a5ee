/// A scheduling profile of the endpoint picker: who scores with which weight, and who picks.
public struct EndpointPickerProfile: Hashable, Sendable {
  public struct WeightedScorer: Hashable, Sendable {
    public var scorer: RoutingScorer
    public var weight: Double

    public init(_ scorer: RoutingScorer, weight: Double) {
      self.scorer = scorer
      self.weight = weight
    }
  }

  /// How one endpoint follows from the totals.
  public enum Picker: String, Hashable, Sendable, Codable, CaseIterable {
    /// The highest total; equal ones are shuffled.
    case maxScore = "max-score-picker"
    /// A draw in which an endpoint's chance is its share of all totals.
    case weightedRandom = "weighted-random-picker"
    /// Any, with equal chances.
    case random = "random-picker"
  }

  /// Scorers in the order in which they are added up. Those that are not the endpoint picker's
  /// (see `RoutingScorer.isEndpointPickers`) count nothing.
  public var scorers: [WeightedScorer]
  public var picker: Picker
  /// Endpoints above these limits are left out while others remain; `nil` for no filter.
  public var limits: EndpointPicker.SaturationLimits?

  public init(
    scorers: [WeightedScorer], picker: Picker = .maxScore,
    limits: EndpointPicker.SaturationLimits? = nil
  ) {
    self.scorers = scorers
    self.picker = picker
    self.limits = limits
  }

  /// The profile that comes with the product: prefix 3, KV use 2, queue 2, highest total.
  public static let stock = EndpointPickerProfile(scorers: [
    WeightedScorer(.prefixCache, weight: 3), WeightedScorer(.kvUtilization, weight: 2),
    WeightedScorer(.queue, weight: 2),
  ])

  var needs: RoutingPolicy.Needs {
    var needs: RoutingPolicy.Needs = limits == nil ? [] : .load
    for entry in scorers {
      switch entry.scorer {
      case .prefixCache, .noHitLRU: needs.insert(.prefixMatch)
      case .kvUtilization, .queue, .runningRequests, .loadAware, .tokenLoad: needs.insert(.load)
      case .loraAffinity: needs.insert(.adapters)
      default: break
      }
    }
    return needs
  }

  /// The scores of one scorer for the views at `indices`; others get 0.
  func scores(
    _ scorer: RoutingScorer, request: RoutingRequest, replicas: [ReplicaView], indices: [Int],
    coldOrder: [Int]
  ) -> [Double] {
    var scores = replicas.map { _ in 0.0 }
    func each(_ score: (ReplicaView) -> Double) {
      for index in indices { scores[index] = score(replicas[index]) }
    }
    func spread(_ values: [Double]) {
      for (place, index) in indices.enumerated() { scores[index] = values[place] }
    }
    switch scorer {
    case .queue:
      spread(EndpointPicker.relativeScores(counts: indices.map { replicas[$0].waiting }))
    case .runningRequests:
      spread(EndpointPicker.relativeScores(counts: indices.map { replicas[$0].running }))
    case .kvUtilization: each { EndpointPicker.kvScore(use: $0.kvUse) }
    case .prefixCache:
      each {
        let size = max(1, $0.blockSize)
        return EndpointPicker.prefixScore(
          matchedBlocks: $0.hitTokens / size, totalBlocks: request.promptTokens / size)
      }
    case .loadAware: each { EndpointPicker.loadAwareScore(waiting: $0.waiting) }
    case .tokenLoad: each { EndpointPicker.tokenLoadScore(tokens: $0.outstandingTokens) }
    case .activeRequests:
      spread(
        EndpointPicker.activeRequestScores(counts: indices.map { replicas[$0].assignedRequests }))
    case .contextLength:
      each {
        EndpointPicker.contextLengthScore(tokens: request.promptTokens, range: $0.contextRange)
      }
    case .loraAffinity:
      guard let adapter = request.adapter else { break }
      each {
        EndpointPicker.adapterScore(
          isActive: $0.activeAdapters.contains(adapter),
          isWaiting: $0.waitingAdapters.contains(adapter),
          loaded: $0.activeAdapters.count + $0.waitingAdapters.count, slots: $0.adapterSlots)
      }
    case .noHitLRU:
      spread(noHitScores(replicas: replicas, indices: indices, coldOrder: coldOrder))
    default: break
    }
    return scores
  }

  /// `no-hit-lru-scorer`: for a prompt nobody has cached, whoever was given such a prompt longest
  /// ago (never is longest) scores 1, the latest 0; else 0.5 for all.
  private func noHitScores(
    replicas: [ReplicaView], indices: [Int], coldOrder: [Int]
  ) -> [Double] {
    if indices.contains(where: { replicas[$0].hitTokens >= max(1, replicas[$0].blockSize) }) {
      return indices.map { _ in 0.5 }
    }
    guard indices.count > 1 else { return indices.map { _ in 1 } }
    var places: [Int: Int] = [:]
    for (place, replica) in coldOrder.enumerated() { places[replica] = place }
    let unused = indices.count { places[replicas[$0].replica] == nil }
    var nextUnused = 0
    return indices.map {
      let rank: Int
      if let place = places[replicas[$0].replica] {
        rank = unused + place
      } else {
        rank = nextUnused
        nextUnused += 1
      }
      return max(0, 1 - Double(rank) / Double(indices.count - 1))
    }
  }
}
