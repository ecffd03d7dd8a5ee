import RuntimeSim
import Simulation
import Wording

// What the topology manager weighed for a pod: the hints of each resource's manager, and the hint
// that they were put together to.

extension RuntimeReplay {
  /// One table for all containers of the pod that were asked about; `nil` before that, and for pods
  /// that want neither devices nor whole cores.
  func topologyTable(_ pod: Int, upTo time: SimTime) -> Explanation.Table? {
    let alignments = run.alignments.filter { $0.pod == pod && $0.time <= time }
    guard !alignments.isEmpty else { return nil }
    return Explanation.Table(
      title: Message(
        "lab.runtime.table.topology", run.setup.node.kubelet.topologyPolicy.rawValue),
      columns: [
        Message("lab.column.container"), Message("lab.column.provider"),
        Message("lab.column.free-by-numa"), Message("lab.column.preferred-hints"),
        Message("lab.column.other-hints"),
      ],
      rows: alignments.flatMap(rows))
  }

  private func rows(_ alignment: TopologyAlignment) -> [[Explanation.Value]] {
    let name = run.setup.pods[alignment.pod].containers[alignment.container].name
    let providers = alignment.providers.map { provider -> [Explanation.Value] in
      [
        .plain(name), .plain("\(provider.resource.name) x\(provider.count)"),
        .plain(provider.free.map(String.init).joined(separator: " + ")),
        .plain(sets(provider.hints.filter(\.isPreferred))),
        .plain(sets(provider.hints.filter { !$0.isPreferred })),
      ]
    }
    let merged = [sets([alignment.merged])]
    let isPreferred = alignment.merged.isPreferred
    return providers + [
      [
        .plain(name), .message(Message("lab.runtime.topology.merged")),
        .message(
          Message(
            alignment.isAdmitted ? "lab.runtime.topology.admitted" : "lab.runtime.topology.refused")
        ),
        .plain(isPreferred ? merged[0] : "-"), .plain(isPreferred ? "-" : merged[0]),
      ]
    ]
  }

  /// `{0} {0,1}`; `{*}` is anywhere.
  private func sets(_ hints: [TopologyHint]) -> String {
    guard !hints.isEmpty else { return "-" }
    return hints.map { hint in
      "{" + (hint.mask.map { $0.nodes.map(String.init).joined(separator: ",") } ?? "*") + "}"
    }.joined(separator: " ")
  }
}
