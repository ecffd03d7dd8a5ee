import Foundation
import ServingSim

/// Time and memory by requests and replicas, each replica under the same load; each case in a process
/// of its own, because memory that was used once is not given back.
enum Growth {
  static func table() {
    head([
      "requests", "replicas", "s", "requests/s", "us a request", "workload MB", "peak MB",
      "metrics s", "peak MB with them", "digest",
    ])
    for (requests, replicas) in [
      (10_000, 4), (100_000, 4), (1_000_000, 4), (10_000, 100), (100_000, 100), (1_000_000, 100),
      (10_000, 1_000), (100_000, 1_000), (1_000_000, 1_000),
    ] {
      let child = Process()
      child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      child.arguments = ["case", String(requests), String(replicas)]
      fflush(nil)
      do { try child.run() } catch { print("\(error)") }
      child.waitUntilExit()
    }
    print()
  }

  /// One row: `sizes` are requests and replicas.
  static func measureCase(_ sizes: [Int]) {
    guard sizes.count == 2, let requests = sizes.first, let replicas = sizes.last else { return }
    let setup = LCG.setup(requests: requests, replicas: replicas)
    let workload = peakMegabytes()
    let run = timed { LCG.finished(setup) }
    let peak = peakMegabytes()
    let metrics = timed { run.result.metrics() }
    row([
      thousands(Double(requests)), thousands(Double(replicas)), fixed(run.seconds, 2),
      thousands(Double(requests) / run.seconds),
      fixed(run.seconds * 1e6 / Double(requests), 1), thousands(Double(workload)),
      thousands(Double(peak)), fixed(metrics.seconds, 2), thousands(Double(peakMegabytes())),
      String(run.result.digestText.suffix(12)),
    ])
  }
}
