import Diagnostics
import Foundation
import KubeScheduling
import Labs
import Scenarios

/// Reads traces of `challenges/traces`, or of the user, piece by piece.
struct TraceFiles {
  private let desk: Desk
  private let folder: String

  init(_ desk: Desk) throws {
    self.desk = desk
    folder = try desk.content().place.path + "/challenges/traces/"
  }

  /// The nodes and pods of the Alibaba GPU trace; a path given takes the place of either.
  func trace(nodes: String?, pods: String?) throws -> GPUSharingTrace {
    let nodeFile = nodes ?? folder + "openb_node_list_all_node.csv"
    var nodeReader = GPUNodeListReader(file: nodeFile)
    try read(nodeFile) {
      nodeReader.read($0)
      return nodeReader.wantsMore
    }
    nodeReader.finish()
    try refuse(nodeReader.problems)
    let podFile = pods ?? folder + "openb_pod_list_default.csv"
    var podReader = GPUPodListReader(file: podFile, nodes: nodeReader.nodes)
    try read(podFile) {
      podReader.read($0)
      return podReader.wantsMore
    }
    podReader.finish()
    try refuse(podReader.problems)
    return podReader.trace
  }

  func published() throws -> PublishedCurves {
    let file = folder + "fgd-expected.csv"
    var bytes: [UInt8] = []
    try read(file) {
      bytes += $0
      return true
    }
    let parsed = PublishedCurvesReader.read(bytes, file: file)
    try refuse(parsed.problems)
    return parsed.value ?? PublishedCurves([])
  }

  /// A trace with mistakes is not played: which of its rows would be missing nobody could tell.
  private func refuse(_ problems: [ContentProblem]) throws {
    if problems.isEmpty { return }
    throw CommandFailure(
      message: problems.prefix(3).map(\.description).joined(separator: "; ")
        + (problems.count > 3 ? "; ..." : ""))
  }

  private func read(_ path: String, _ take: ([UInt8]) -> Bool) throws {
    guard let error = readPieces(of: path, take) else { return }
    throw desk.failure("command.problem.experiment.read", path, String(cString: strerror(error)))
  }
}
