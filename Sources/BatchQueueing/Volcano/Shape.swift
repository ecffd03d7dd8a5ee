extension Volcano {
  /// What tasks that look alike ask for: the work of filtering and scoring is done once for all.
  struct Shape {
    let request: Vector
    /// Index of its placement rules.
    let rules: Int
    /// As kube-scheduler's plugins count it.
    let cpu: Double
    let memory: Double
    let gpu: Double
    let nonZeroCPU: Double
    let nonZeroMemory: Double
    /// What the last look at each node gave, valid while the node's stamp is the same.
    var looks: [Look] = []

    struct Look {
      var stamp = 0
      var fitsLater = false
      var fitsNow = false
      var hasRoom = false
      /// Sum of nodeorder's resource scores, weights applied.
      var base = 0.0
      var binpack = 0.0
    }

    init(_ request: Vector, rules: Int, gpu: Int?) {
      self.request = request
      self.rules = rules
      cpu = request.values[Vector.cpu]
      memory = request.values[Vector.memory]
      self.gpu = gpu.map { request.values[$0] / 1000 } ?? 0
      // kube-scheduler counts 100 milli-CPU and 200 MiB for containers that ask for none.
      nonZeroCPU = cpu == 0 ? 100 : cpu
      nonZeroMemory = memory == 0 ? 209_715_200 : memory
    }
  }
}

extension Volcano {
  /// Where tasks may go, apart from resources, judged once for every node.
  struct PlacementRules {
    struct Key: Hashable {
      let selector: [String: String]
      let required: [[Volcano.LabelRequirement]]
      let preferred: [Volcano.NodePreference]
      let tolerations: [Volcano.Toleration]
    }

    /// By node: why it is out of the question.
    let refusals: [Volcano.NodeFailure?]
    /// By node: sum of the weights of the preferences it meets.
    let preferred: [Int]
    let hasPreferences: Bool
    /// By node: taints it would rather not see violated and that are not tolerated.
    let avoided: [Int]
    let hasAvoided: Bool

    init(_ key: Key, _ nodes: [Volcano.Node], _ settings: Volcano.Settings, isOn: Bool) {
      refusals = nodes.map { isOn ? Self.refusal(key, $0, settings) : nil }
      preferred = nodes.map { node in
        key.preferred.reduce(0) { sum, preference in
          let holds = preference.requirements.allSatisfy { $0.isMet(by: node.labels) }
          return holds ? sum + preference.weight : sum
        }
      }
      hasPreferences = !key.preferred.isEmpty
      let tolerations = key.tolerations.filter {
        $0.effect == nil || $0.effect == .preferNoSchedule
      }
      avoided = nodes.map { node in
        node.taints.count { taint in
          taint.effect == .preferNoSchedule && !tolerations.contains { $0.tolerates(taint) }
        }
      }
      hasAvoided = avoided.contains { $0 > 0 }
    }

    private static let cordon = Volcano.Taint(
      key: "node.kubernetes.io/unschedulable", effect: .noSchedule)

    private static func refusal(
      _ key: Key, _ node: Volcano.Node, _ settings: Volcano.Settings
    ) -> Volcano.NodeFailure? {
      if node.isUnschedulable && !key.tolerations.contains(where: { $0.tolerates(cordon) }) {
        return .cordoned
      }
      if settings.checksNodeAffinity {
        let selected = key.selector.allSatisfy { node.labels[$0.key] == $0.value }
        let affine =
          key.required.isEmpty
          || key.required.contains { $0.allSatisfy { $0.isMet(by: node.labels) } }
        if !selected || !affine { return .affinityMismatch }
      }
      if settings.checksTaints {
        let taint = node.taints.first { taint in
          taint.effect != .preferNoSchedule && !key.tolerations.contains { $0.tolerates(taint) }
        }
        if let taint { return .untoleratedTaint(key: taint.key) }
      }
      return nil
    }
  }
}
