/// The six ways to choose a node and a GPU that "Beware of Fragmentation" (Weng et al., USENIX ATC
/// 2023) compares.
///
/// Rules: hkust-adsl/kubernetes-scheduler-simulator, commit 8f3d641, `pkg/simulator/plugin`, in the
/// configuration of `experiments/run_scripts`. A plugin there scores the feasible nodes with whole
/// numbers 0...100; the highest wins, and among equals the first in an order of the nodes that is
/// shuffled once per run.
public enum GPUSharingPolicy: String, CaseIterable, Hashable, Sendable {
  /// Any feasible node, any GPU with room.
  case random
  /// Tetris: the smaller the dot product of what is free and what is asked, the better.
  case dotProduct = "dot-product"
  /// Pods of one kind (shared, 1 GPU, 2 GPUs, ...) together.
  case gpuClustering = "gpu-clustering"
  /// GPUs in use before free ones on used nodes, and these before nodes with all GPUs free.
  case gpuPacking = "gpu-packing"
  /// The least left over of CPU and GPU together.
  case bestFit = "best-fit"
  /// Fragmentation gradient descent: where the expected fragments grow least.
  case fgd

  /// The name in the published result files.
  public var publishedName: String {
    switch self {
    case .random: "01-Random"
    case .dotProduct: "02-DotProd"
    case .gpuClustering: "03-GpuClustering"
    case .gpuPacking: "04-GpuPacking"
    case .bestFit: "05-BestFit"
    case .fgd: "06-FGD"
    }
  }

  /// Which GPU of the node a share goes to in the published configuration.
  public var deviceRule: GPUDeviceRule {
    switch self {
    case .random: .random
    case .fgd: .leastFragments
    default: .fullest
    }
  }
}

/// Which GPU of a node a pod with a share of one GPU gets. Pods with whole GPUs take the untouched
/// ones of lowest index under each rule.
public enum GPUDeviceRule: String, CaseIterable, Hashable, Sendable {
  /// The one with least room that still has enough, lowest index among equals ("best" there).
  case fullest
  /// The one with most room, lowest index among equals ("worst" there).
  case emptiest
  /// Any that has room, each as likely.
  case random
  /// The one after which the node scores best under `GPUSharingPolicy.fgd`, lowest index among
  /// equals.
  case leastFragments = "least-fragments"
}
