import Diagnostics
import KubeScheduling
import Labs

/// Reads `fgd-expected.csv`: what was published about the policies, by arrived load.
public enum PublishedCurvesReader {
  /// The points of all good rows, and a problem for each other one.
  public static func read(_ bytes: [UInt8], file: String) -> Parsed<PublishedCurves> {
    var stream = CSVStream(
      file: file,
      columns: ["metric", "policy", "arrived_gpu_pct_of_capacity", "seeds", "mean", "stdev"])
    var points: [PublishedCurves.Point] = []
    stream.read(bytes) { take(&$0, into: &points) }
    stream.finish { take(&$0, into: &points) }
    return Parsed(
      value: points.isEmpty ? nil : PublishedCurves(points), problems: stream.problems)
  }

  private static func take(_ row: inout CSVRow, into points: inout [PublishedCurves.Point]) {
    let policies = GPUSharingPolicy.allCases
    let metric = row.word(0, of: LoadCurve.Quantity.allCases.map(\.rawValue))
    let name = row.word(1, of: policies.map(\.publishedName))
    let load = row.whole(2, in: 0...1_000)
    let seeds = row.whole(3, in: 1...1_000_000)
    let mean = row.decimal(4, places: 4, most: 1_000_000)
    let deviation = row.decimal(5, places: 4, most: 1_000_000)
    guard let quantity = metric.flatMap(LoadCurve.Quantity.init(rawValue:)),
      let policy = policies.first(where: { $0.publishedName == name }), let load, let seeds,
      let mean, let deviation
    else { return }
    points.append(
      PublishedCurves.Point(
        quantity: quantity, policy: policy, loadPercent: load, seeds: seeds,
        mean: Double(mean) / 10_000, deviation: Double(deviation) / 10_000))
  }
}
