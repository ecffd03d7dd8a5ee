extension Volcano {
  /// Plugin binpack: how full a node would be with the task, by weight; 0...100 times the weight.
  ///
  /// Volcano, pkg/scheduler/plugins/binpack: for every requested resource that has a weight,
  /// (request + used) x weight / allocatable, divided by the sum of the weights. A resource that
  /// the node does not have adds nothing, but its weight counts; one that would overflow makes the
  /// whole score 0.
  public static func binpackScore(
    request: Resources, allocatable: Resources, used: Resources, weights: BinpackWeights
  ) -> Double {
    let table = ResourceTable([request, allocatable, used])
    return Binpack(weights, table).score(
      request: table.vector(request), allocatable: table.vector(allocatable),
      used: table.vector(used))
  }
}

extension Volcano {
  /// Plugin binpack over a table of resources.
  struct Binpack {
    /// By index of the resource; `nil`: does not count.
    private let weights: [Int?]
    private let factor: Double
    let isOn: Bool

    init(_ weights: Volcano.BinpackWeights, _ table: ResourceTable) {
      self.weights = table.names.map { name in
        weights.weight(of: name).map { $0 < 0 ? 1 : $0 }
      }
      factor = 100 * Double(weights.weight)
      isOn = weights.weight != 0
    }

    func score(request: Vector, allocatable: Vector, used: Vector) -> Double {
      var score = 0.0
      var sum = 0.0
      for index in weights.indices where request.values[index] >= Vector.smallest {
        guard let weight = weights[index] else { continue }
        let capacity = allocatable.values[index]
        if capacity != 0 && weight != 0 {
          let full = request.values[index] + used.values[index]
          if full > capacity { return 0 }
          score += full * Double(weight) / capacity
        }
        sum += Double(weight)
      }
      if sum > 0 { score /= sum }
      return score * factor
    }
  }
}
