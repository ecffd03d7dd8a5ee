import KubeScheduling
import Labs
import Learning
import Wording

/// The FGD comparison, run to its end and shown.
struct FGDExperiment: Experiment {
  var experiment: GPUSharingExperiment
  let published: PublishedCurves

  /// Loads that are shown: those that were published.
  static let loads = [50, 60, 70, 80, 85, 90, 95, 100, 105, 110, 115, 120, 125, 130]

  func run(format: SimCommand.Format, _ desk: Desk) throws {
    var running = self
    while running.experiment.advance() {}
    switch format {
    case .text: try put(lines: running.lines(desk))
    case .json: try put(json: running.json)
    case .csv: try put(running.csvText)
    }
  }

  private var comparison: PublishedComparison { PublishedComparison(experiment, published) }

  // MARK: Text

  private func lines(_ desk: Desk) -> [String] {
    let comparison = comparison
    let trace = experiment.trace
    var lines = wrapped(
      desk.say(
        "command.experiment.title", String(trace.nodes.count),
        String(trace.capacityMilli / GPUPodShape.wholeGPU), String(trace.pods.count),
        String(experiment.loadPercent), String(experiment.seeds)))
    lines += [""]
    lines += wrapped(desk.say("command.experiment.at", String(PublishedComparison.load)))
    let tolerance = formatted(PublishedComparison.tolerance, decimals: 1)
    let heads = [
      "policy", "allocated", "deviation", "published", "difference", "fragments", "published",
      "verdict",
    ].map { desk.say(Message("command.experiment." + $0)) }
    let rows = comparison.rows.map { row in
      [
        row.policy.publishedName, formatted(row.allocated.mean, decimals: 2),
        formatted(row.allocated.deviation, decimals: 2),
        row.published.map { formatted($0.mean, decimals: 2) } ?? "",
        row.difference.map(signed) ?? "", formatted(row.fragmented.mean, decimals: 2),
        row.publishedFragments.map { formatted($0.mean, decimals: 2) } ?? "",
        row.isWithinTolerance.map {
          desk.say(
            Message(
              $0 ? "command.experiment.within" : "command.experiment.outside",
              arguments: [tolerance]))
        } ?? "",
      ]
    }
    lines += columnLines([heads] + rows, numbers: [1, 2, 3, 4, 5, 6], indent: 2) + [""]
    if let isInOrder = comparison.isInOrder {
      lines += wrapped(
        desk.say(
          Message(
            isInOrder ? "command.experiment.order.holds" : "command.experiment.order.broken",
            arguments: [comparison.publishedOrder])))
    }
    if let apart = farthest() {
      lines += wrapped(
        desk.say(
          "command.experiment.apart", apart.policy.publishedName, signed(apart.difference),
          String(apart.load),
          desk.say(
            Message(
              apart.quantity == .allocated
                ? "command.experiment.allocated" : "command.experiment.fragments"))))
    }
    for (quantity, key) in [
      (LoadCurve.Quantity.allocated, "command.experiment.plot.allocated"),
      (.fragmented, "command.experiment.plot.fragmented"),
    ] {
      lines += [""] + wrapped(desk.say(Message(key))) + plot(quantity)
    }
    let legend = experiment.policies.map { "\(letter($0)) \($0.publishedName)" }
    return lines
      + wrapped(
        desk.say("command.experiment.plot.legend", legend.joined(separator: ", ")), indent: 2)
  }

  private func signed(_ value: Double) -> String {
    (value >= 0.005 ? "+" : "") + formatted(value, decimals: 2)
  }

  /// The point of all published ones, of which own mean is farthest away.
  private func farthest() -> (
    policy: GPUSharingPolicy, load: Int, quantity: LoadCurve.Quantity, difference: Double
  )? {
    var worst: (GPUSharingPolicy, Int, LoadCurve.Quantity, Double)?
    for point in published.points where point.quantity != .fragmentedShare {
      guard let own = experiment.summary(point.quantity, point.policy, at: point.loadPercent)
      else { continue }
      let difference = own.mean - point.mean
      if abs(difference) > abs(worst?.3 ?? 0) {
        worst = (point.policy, point.loadPercent, point.quantity, difference)
      }
    }
    return worst
  }

  private func letter(_ policy: GPUSharingPolicy) -> Character {
    switch policy {
    case .random: "R"
    case .dotProduct: "D"
    case .gpuClustering: "C"
    case .gpuPacking: "P"
    case .bestFit: "B"
    case .fgd: "F"
    }
  }

  /// One line a load, each policy's letter at its value.
  private func plot(_ quantity: LoadCurve.Quantity) -> [String] {
    // Before the cluster fills, all policies have allocated what was asked for.
    let loads = Self.loads.filter { quantity != .allocated || $0 >= 80 }
    let values = loads.map { load in
      experiment.policies.map { experiment.summary(quantity, $0, at: load)?.mean }
    }
    let known = values.joined().compactMap { $0 }
    guard let least = known.min(), let most = known.max() else { return [] }
    let low = least.rounded(.down)
    let high = max(most.rounded(.up), low + 1)
    let width = max(24, min(outputColumns, 96) - 10)
    var lines: [String] = []
    let ends = (formatted(low, decimals: 0), formatted(high, decimals: 0))
    let gap = max(1, width - ends.0.count - ends.1.count)
    lines.append("       " + ends.0 + String(repeating: " ", count: gap) + ends.1)
    for (load, row) in zip(loads, values) {
      var cells = [Character](repeating: " ", count: width)
      for (policy, value) in zip(experiment.policies, row) {
        guard let value else { continue }
        let at = Int(((value - low) / (high - low) * Double(width - 1)).rounded())
        cells[at] = cells[at] == " " ? letter(policy) : "*"
      }
      let label = String(load)
      lines.append(
        String(repeating: " ", count: max(0, 5 - label.count)) + label + " |" + String(cells))
    }
    return lines
  }

  // MARK: For programs

  private var json: JSON {
    let comparison = comparison
    return .record([
      "experiment": .string(ExperimentArguments.Name.fgd.rawValue),
      "seeds": .integer(experiment.seeds),
      "nodes": .integer(experiment.trace.nodes.count),
      "gpus": .integer(experiment.trace.capacityMilli / GPUPodShape.wholeGPU),
      "pods": .integer(experiment.trace.pods.count),
      "arrivals_pct_of_gpus": .integer(experiment.loadPercent),
      "tolerance_points": .number(PublishedComparison.tolerance),
      "order_holds": comparison.isInOrder.map(JSON.bool) ?? .null,
      "policies": .array(
        comparison.rows.map { row in
          .record([
            "policy": .string(row.policy.publishedName),
            "allocated_pct_of_gpus": .number(rounded(row.allocated.mean)),
            "allocated_stdev": .number(rounded(row.allocated.deviation)),
            "published_allocated_pct_of_gpus": .amount(row.published?.mean),
            "difference_points": .amount(row.difference.map(rounded)),
            "fragmented_pct_of_gpus": .number(rounded(row.fragmented.mean)),
            "published_fragmented_pct_of_gpus": .amount(row.publishedFragments?.mean),
            "within_tolerance": row.isWithinTolerance.map(JSON.bool) ?? .null,
          ])
        }),
      "curves": .array(
        curveRows.map { row in
          .record([
            "metric": .string(row.quantity.rawValue), "policy": .string(row.policy.publishedName),
            "arrived_gpu_pct_of_capacity": .integer(row.load),
            "mean": .number(rounded(row.own.mean)), "stdev": .number(rounded(row.own.deviation)),
            "published_mean": .amount(row.published?.mean),
          ])
        }),
    ])
  }

  /// The columns of `fgd-expected.csv`, then what was published and how far it is.
  private var csvText: String {
    csv(
      [
        "metric", "policy", "arrived_gpu_pct_of_capacity", "seeds", "mean", "stdev",
        "published_mean", "difference_points",
      ],
      curveRows.map { row in
        [
          row.quantity.rawValue, row.policy.publishedName, String(row.load),
          String(row.own.seeds), formatted(row.own.mean, decimals: 2),
          formatted(row.own.deviation, decimals: 2),
          row.published.map { formatted($0.mean, decimals: 2) } ?? "",
          row.published.map { formatted(row.own.mean - $0.mean, decimals: 2) } ?? "",
        ]
      })
  }

  private struct CurveRow {
    let quantity: LoadCurve.Quantity
    let policy: GPUSharingPolicy
    let load: Int
    let own: SeedSummary
    let published: PublishedCurves.Point?
  }

  private var curveRows: [CurveRow] {
    var rows: [CurveRow] = []
    for quantity in LoadCurve.Quantity.allCases {
      for policy in experiment.policies {
        for load in Self.loads {
          guard let own = experiment.summary(quantity, policy, at: load) else { continue }
          rows.append(
            CurveRow(
              quantity: quantity, policy: policy, load: load, own: own,
              published: published.point(quantity, policy, at: load)))
        }
      }
    }
    return rows
  }

  /// Enough digits for anyone, and short in JSON.
  private func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
}
