import Diagnostics
import KubeScheduling
import Labs

/// Reads the node list of the Alibaba GPU trace of 2023 (`openb_node_list_all_node.csv`) as its
/// bytes come in.
public struct GPUNodeListReader: Sendable {
  /// More nodes than any cluster; a bound on memory.
  public static let mostNodes = 100_000

  /// The nodes of all good rows so far.
  public private(set) var nodes: [GPUNodeShape] = []
  public var problems: [ContentProblem] { stream.problems + excess }
  /// False when nothing further can be read.
  public var wantsMore: Bool { !stream.isUnreadable && excess.isEmpty }
  private var stream: CSVStream
  private var excess: [ContentProblem] = []

  public init(file: String) {
    stream = CSVStream(file: file, columns: ["cpu_milli", "memory_mib", "gpu", "model"])
  }

  public mutating func read(_ bytes: [UInt8]) {
    var found: [GPUNodeShape] = []
    stream.read(bytes) { Self.take(&$0, into: &found) }
    append(found)
  }

  /// The file has ended.
  public mutating func finish() {
    var found: [GPUNodeShape] = []
    stream.finish { Self.take(&$0, into: &found) }
    append(found)
  }

  private mutating func append(_ found: [GPUNodeShape]) {
    nodes += found.prefix(Self.mostNodes - nodes.count)
    if found.count > 0, nodes.count == Self.mostNodes, excess.isEmpty {
      excess = [
        ContentProblem(
          file: stream.file, line: 0, message: "more than \(Self.mostNodes) nodes",
          hint: "further rows are not read")
      ]
    }
  }

  private static func take(_ row: inout CSVRow, into nodes: inout [GPUNodeShape]) {
    let cpu = row.whole(0, in: 0...1_000_000_000)
    let memory = row.whole(1, in: 0...1_000_000_000)
    let gpus = row.whole(2, in: 0...GPUPodShape.mostGPUs)
    let model = row.text(3)
    guard let cpu, let memory, let gpus, let model else { return }
    nodes.append(
      GPUNodeShape(
        cpuMilli: cpu, memory: memory, gpus: gpus, model: model.isEmpty ? nil : model))
  }
}

/// Reads the pod lists of the same trace (`openb_pod_list_*.csv`) as their bytes come in. Names and
/// times play no part in the experiment and are not kept.
public struct GPUPodListReader: Sendable {
  /// More kinds of pods than any workload has; a bound on memory.
  public static let mostClasses = 10_000
  /// Pods of a trace; a bound on memory, 4 bytes each.
  public static let mostPods = 10_000_000

  /// The nodes that it was made with and the pods of all good rows so far.
  public private(set) var trace: GPUSharingTrace
  public var problems: [ContentProblem] { stream.problems + excess }
  /// False when nothing further can be read.
  public var wantsMore: Bool { !stream.isUnreadable && excess.isEmpty }
  private var stream: CSVStream
  private var excess: [ContentProblem] = []

  public init(file: String, nodes: [GPUNodeShape]) {
    trace = GPUSharingTrace(nodes: nodes)
    stream = CSVStream(
      file: file, columns: ["cpu_milli", "memory_mib", "num_gpu", "gpu_milli", "gpu_spec"])
  }

  public mutating func read(_ bytes: [UInt8]) {
    var found: [GPUPodShape] = []
    stream.read(bytes) { Self.take(&$0, into: &found) }
    append(found)
  }

  /// The file has ended.
  public mutating func finish() {
    var found: [GPUPodShape] = []
    stream.finish { Self.take(&$0, into: &found) }
    append(found)
  }

  private mutating func append(_ found: [GPUPodShape]) {
    for pod in found {
      let isTooLong = trace.pods.count >= Self.mostPods
      guard !isTooLong, trace.classes.count < Self.mostClasses else {
        let limit = isTooLong ? "\(Self.mostPods) pods" : "\(Self.mostClasses) kinds of pods"
        excess = [
          ContentProblem(
            file: stream.file, line: 0, message: "more than \(limit)",
            hint: "further rows are not read")
        ]
        return
      }
      trace.append(pod)
    }
  }

  private static func take(_ row: inout CSVRow, into pods: inout [GPUPodShape]) {
    let cpu = row.whole(0, in: 0...1_000_000_000)
    let memory = row.whole(1, in: 0...1_000_000_000)
    let gpus = row.whole(2, in: 0...GPUPodShape.mostGPUs)
    let milli = gpus == 0 && row.isEmpty(3) ? 0 : row.whole(3, in: 0...GPUPodShape.wholeGPU)
    let models = row.text(4)
    guard let cpu, let memory, let gpus, let milli, let models else { return }
    if gpus > 1 && milli < GPUPodShape.wholeGPU {
      return row.report(3, "1000: a pod with several GPUs has all of each")
    }
    if gpus == 1 && milli == 0 { return row.report(3, "1 to 1000 for a pod with a GPU") }
    pods.append(
      GPUPodShape(
        cpuMilli: cpu, memory: memory, gpus: gpus, milliPerGPU: milli,
        models: models.split(separator: "|").map(String.init)))
  }
}
