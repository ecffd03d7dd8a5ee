import Cluster
import Labs
import Simulation
import Wording

/// A POSIX shell script that plays a file of manifests: documents by their numbers, at their times.
struct ManifestScript {
  /// Documents that are applied together.
  struct Batch {
    let time: SimTime
    /// Numbers of documents in the file, from 1.
    let first: Int
    let last: Int
  }

  let text: String
  /// Events that no command of kubectl does.
  let leftOut: [Message]

  init(standing: Int, batches: [Batch], events: [ClusterEventClass], target: ManifestTarget) {
    var steps: [(time: SimTime, line: String)] = []
    var rest = batches[...]
    while let first = rest.first {
      let same = rest.prefix { $0.time == first.time }
      rest = rest.dropFirst(same.count)
      steps.append((first.time, "apply \(first.first) \(same.last?.last ?? first.last)"))
    }
    var leftOut: [Message] = []
    for event in events {
      guard let command = Self.command(for: event) else {
        leftOut.append(Self.note(event, target))
        continue
      }
      steps.append((event.time, command))
      if case .drain(let node, let until?) = event.kind {
        steps.append((until, "kubectl uncordon \(shellWord(node))"))
      }
    }
    let ordered = steps.enumerated().sorted {
      ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
    }.map(\.element)
    var lines = [
      "#!/bin/sh", "# usage: sh THIS-SCRIPT MANIFESTS",
      "# Applies the documents of the file at the times of the scenario, and does to the nodes what",
      "# the scenario does to them.", "set -eu", "file=${1:?usage: sh $0 MANIFESTS}",
      "apply() {",
      "  awk -v from=\"$1\" -v to=\"$2\" 'BEGIN { n = 1 } /^---$/ { n++ } n >= from && n <= to' \"$file\" |",
      "    kubectl apply -f -", "}", "at() {", "  now=$(date +%s)",
      "  rest=$(awk -v t=\"$1\" -v s=\"$start\" -v n=\"$now\" 'BEGIN { r = t - (n - s); print (r > 0 ? r : 0) }')",
      "  sleep \"$rest\"", "}", "apply 1 \(standing)", "start=$(date +%s)",
    ]
    var last: SimTime?
    for step in ordered {
      if step.time != last, step.time > .zero {
        lines.append("at \(secondsText(step.time - .zero))")
      }
      last = step.time
      lines.append(step.line)
    }
    text = lines.joined(separator: "\n") + "\n"
    self.leftOut = leftOut
  }

  /// What kubectl does for an event; `nil` when there is nothing of the kind.
  static func command(for event: ClusterEventClass) -> String? {
    switch event.kind {
    case .cordon(let node): "kubectl cordon \(shellWord(node))"
    case .uncordon(let node): "kubectl uncordon \(shellWord(node))"
    case .drain(let node, _):
      // The pods have no controller that would bring all of them back.
      "kubectl drain \(shellWord(node)) --ignore-daemonsets --delete-emptydir-data --force &"
    case .fail, .repair, .quota: nil
    }
  }

  private static func note(_ event: ClusterEventClass, _ target: ManifestTarget) -> Message {
    let time = secondsText(event.time - .zero)
    switch event.kind {
    case .fail(let node): return Message("export.note.event", "fail", node, time)
    case .repair(let node): return Message("export.note.event", "repair", node, time)
    case .quota(let queue, _): return Message("export.note.event", "quota", queue, time)
    case .cordon(let node), .uncordon(let node), .drain(let node, _):
      return Message("export.note.event", "cordon", node, time)
    }
  }
}

/// A word that no shell takes apart.
private func shellWord(_ text: String) -> String {
  isKubernetesName(text) ? text : "'" + text.replacing("'", with: "'\\''") + "'"
}
