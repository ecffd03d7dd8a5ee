import AutoscalingSim
import Simulation
import Wording

extension AutoscalingReplay {
  private static var cellsPerRow: Int { 32 }

  func picture(at step: Int) -> Picture {
    let view = view(at: step)
    var rows: [Picture.Row] = []
    for version in view.versions.indices {
      let pods = view.pods.filter { $0.revision == version }
      let name = view.versions[version].name
      for first in stride(from: 0, to: max(1, pods.count), by: Self.cellsPerRow) {
        let part = pods[min(first, pods.count)..<min(first + Self.cellsPerRow, pods.count)]
        rows.append(
          Picture.Row(
            name: first == 0 ? name : "", note: first == 0 ? note(view.versions[version]) : "",
            cells: part.map(cell)))
      }
    }
    var picture = Picture(
      title: Message("lab.picture.service-pods"), rows: rows, owners: podNames,
      queues: [
        Picture.Queue(
          title: Message("lab.queue.in-pods"), members: view.waiting.map { "r\($0)" }),
        Picture.Queue(
          title: Message("lab.queue.held-before-pods"), members: view.held.map { "r\($0)" }),
      ])
    picture.meanings = [
      .used: Message("lab.picture.service-pods.busy"),
      .cached: Message("lab.picture.service-pods.draining"),
      .free: Message("lab.picture.service-pods.idle"),
      .blocked: Message("lab.picture.service-pods.starting"),
    ]
    picture.numbers = numbers(view)
    return picture
  }

  private func note(_ version: ServiceView.VersionView) -> String {
    "\(version.ready)/\(version.replicas)"
  }

  /// A pod: blocked while it starts, used with how full it is, cached while it drains.
  private func cell(_ pod: ServiceView.PodView) -> Picture.Cell {
    if pod.stage.isStarting {
      // The further it is, the fuller.
      return Picture.Cell(
        .blocked, owner: pod.index,
        fillPerMille: pod.stage.rawValue * 1_000 / PodStage.ready.rawValue)
    }
    if pod.stage == .draining { return Picture.Cell(.cached, owner: pod.index) }
    let load = pod.running + pod.waiting
    guard load > 0 else { return Picture.Cell(.free, owner: pod.index, fillPerMille: 0) }
    let setup = run.setup.revisions[pod.revision]
    let full = setup.containerConcurrency > 0 ? setup.containerConcurrency : setup.parallelism
    return Picture.Cell(
      .used, owner: pod.index, fillPerMille: min(1_000, max(1, load * 1_000 / max(1, full))))
  }

  private func numbers(_ view: ServiceView) -> [(title: Message, value: String)] {
    func sum(_ value: (ServiceView.VersionView) -> Int) -> String {
      String(view.versions.reduce(0) { $0 + value($1) })
    }
    var numbers: [(title: Message, value: String)] = [
      (Message("lab.number.arrived"), String(view.tally.arrived)),
      (Message("lab.number.desired"), sum(\.replicas)),
      (Message("lab.number.ready"), sum(\.ready)),
      (Message("lab.number.starting"), sum(\.starting)),
      (Message("lab.number.draining"), sum(\.draining)),
      (Message("lab.number.in-pods"), sum { $0.load - $0.held }),
      (Message("lab.number.held"), sum(\.held)),
    ]
    if case .kpa = run.setup.autoscaler {
      for version in view.versions {
        // One of several is called by its name.
        let name = view.versions.count > 1 ? version.name + " " : ""
        numbers.append((Message("lab.number.path"), name + version.path.rawValue))
        if version.isPanicking { numbers.append((Message("lab.number.mode"), name + "panic")) }
      }
    }
    if view.versions.count > 1 {
      numbers.append(
        (Message("lab.number.split"), view.versions.map { "\($0.percent)" }.joined(separator: "/")))
    }
    numbers.append((Message("lab.number.served"), String(view.tally.served)))
    numbers.append(
      (Message("lab.number.lost"), String(view.tally.ended - view.tally.served)))
    return numbers
  }

  // MARK: Curves

  /// Curves with at most this many points; a longer run is thinned by taking the last row of each
  /// stretch.
  private static var mostPoints: Int { 600 }

  var series: [Series] {
    guard !run.rows.isEmpty else { return [] }
    return [
      curve("desired", "pods") { Double($0.desired) }, curve("ready", "pods") { Double($0.ready) },
      curve("starting", "pods") { Double($0.starting) },
      curve("in_pods", "requests") { Double($0.inPods) },
      curve("held", "requests") { Double($0.held) },
      curve("arrivals", "requests") { Double($0.arrived) },
      curve("lost", "requests") { Double($0.failed) },
    ]
  }

  /// Versions are added up where they were looked at together.
  func curve(_ id: String, _ unit: String, _ value: (TickRow) -> Double) -> Series {
    var points: [Series.Point] = []
    var latest = [Double](repeating: 0, count: run.setup.revisions.count)
    for row in run.rows {
      latest[row.revision] = value(row)
      let point = Series.Point(
        timeNanoseconds: row.time.nanoseconds, value: latest.reduce(0, +))
      if points.last?.timeNanoseconds == point.timeNanoseconds { points.removeLast() }
      points.append(point)
    }
    let stretch = max(1, (points.count + Self.mostPoints - 1) / Self.mostPoints)
    if stretch > 1 {
      points = stride(from: stretch - 1, to: points.count, by: stretch).map { points[$0] }
    }
    return Series(id: id, unit: unit, points: points)
  }
}
