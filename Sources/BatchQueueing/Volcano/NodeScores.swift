extension Volcano {
  /// Plugin nodeorder's resource scores: those of kube-scheduler 1.36, 0...100 each.
  struct NodeScores {
    private let weights: Volcano.NodeOrderWeights
    let isOn: Bool
    private let hasGPU: Bool

    init(_ configuration: Volcano.Configuration, gpu: Int?) {
      let plugin = configuration.plugin(.nodeorder)
      weights = plugin?.settings.nodeOrder ?? Volcano.NodeOrderWeights()
      isOn = plugin?.hooks.contains(.nodeOrder) == true
      hasGPU = gpu != nil
    }

    var affinityWeight: Double { isOn ? Double(weights.nodeAffinity) : 0 }
    var taintWeight: Double { isOn ? Double(weights.taintToleration) : 0 }

    /// The parts that do not depend on other nodes, weights applied.
    func parts(
      _ shape: Shape, _ node: NodeState, gpu: Int?
    ) -> (least: Double, most: Double, balanced: Double) {
      guard isOn else { return (0, 0, 0) }
      var least = 0.0
      var most = 0.0
      if weights.leastRequested != 0 {
        least = Double(weights.leastRequested) * Self.leastRequested(shape, node)
      }
      if weights.mostRequested != 0 {
        most = Double(weights.mostRequested) * Self.mostRequested(shape, node)
      }
      var balanced = 0.0
      if weights.balancedResource != 0 {
        balanced = Double(weights.balancedResource) * Self.balanced(shape, node, gpu: gpu)
      }
      return (least, most, balanced)
    }

    /// Mean over CPU and memory of the part that would be free, in whole percent.
    private static func leastRequested(_ shape: Shape, _ node: NodeState) -> Double {
      mean(shape, node) { used, size in
        used > size ? 0 : ((size - used) * 100 / size).rounded(.down)
      }
    }

    private static func mostRequested(_ shape: Shape, _ node: NodeState) -> Double {
      mean(shape, node) { used, size in (min(used, size) * 100 / size).rounded(.down) }
    }

    private static func mean(
      _ shape: Shape, _ node: NodeState, _ score: (Double, Double) -> Double
    ) -> Double {
      var sum = 0.0
      var count = 0.0
      let cpu = node.allocatable.values[Vector.cpu]
      if cpu > 0 {
        sum += score(node.nonZero.cpu + shape.nonZeroCPU, cpu)
        count += 1
      }
      let memory = node.allocatable.values[Vector.memory]
      if memory > 0 {
        sum += score(node.nonZero.memory + shape.nonZeroMemory, memory)
        count += 1
      }
      return count == 0 ? 0 : (sum / count).rounded(.down)
    }

    /// How much more even the use of CPU, memory and GPUs would be: 75 if nothing changes, 50...100.
    ///
    /// kube-scheduler since 1.36 compares the spread with and without the pod. Pods that ask for none
    /// of the three get no score.
    private static func balanced(_ shape: Shape, _ node: NodeState, gpu: Int?) -> Double {
      if shape.cpu == 0 && shape.memory == 0 && shape.gpu == 0 { return 0 }
      let size = (
        node.allocatable.values[Vector.cpu], node.allocatable.values[Vector.memory],
        // A GPU counts only for a pod that asks for one.
        shape.gpu > 0 ? (gpu.map { node.allocatable.values[$0] / 1000 } ?? 0) : 0
      )
      let before = evenness(
        node.requested.cpu, node.requested.memory, node.requested.gpu, size)
      let after = evenness(
        node.requested.cpu + shape.cpu, node.requested.memory + shape.memory,
        node.requested.gpu + shape.gpu, size)
      return 50 + ((50 + after - before) / 2).rounded(.towardZero)
    }

    /// 100 less the standard deviation of the used parts in percent, rounded down.
    private static func evenness(
      _ cpu: Double, _ memory: Double, _ gpu: Double, _ size: (Double, Double, Double)
    ) -> Double {
      let hasCPU = size.0 > 0
      let hasMemory = size.1 > 0
      let hasGPU = size.2 > 0
      let a = hasCPU ? min(cpu / size.0, 1) : 0
      let b = hasMemory ? min(memory / size.1, 1) : 0
      let c = hasGPU ? min(gpu / size.2, 1) : 0
      let count = (hasCPU ? 1.0 : 0) + (hasMemory ? 1 : 0) + (hasGPU ? 1 : 0)
      var deviation = 0.0
      if count == 2 {
        let difference = !hasGPU ? a - b : (hasCPU ? a - c : b - c)
        deviation = abs(difference / 2)
      } else if count == 3 {
        let mean = (a + b + c) / 3
        let squares = (a - mean) * (a - mean) + (b - mean) * (b - mean) + (c - mean) * (c - mean)
        deviation = (squares / 3).squareRoot()
      }
      return ((1 - deviation) * 100).rounded(.towardZero)
    }
  }
}
