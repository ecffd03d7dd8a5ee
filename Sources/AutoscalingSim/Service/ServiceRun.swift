import Simulation

/// A service under traffic with an autoscaler at work.
///
/// A value: it advances in slices, cancelling is dropping it, and the size of the slices changes
/// nothing. What it keeps is the rows of the autoscaler, the events that are not single requests,
/// how each request ended, and some snapshots from which any moment can be made again.
public struct ServiceRun: Sendable {
  public let setup: ServiceSetup
  var core: ServiceCore
  private var shelf: ServiceShelf
  /// By time; at one moment in the order in which things happened.
  public private(set) var events: [ServiceEvent] = []
  public private(set) var rows: [TickRow] = []
  /// In the order in which they ended.
  public private(set) var ends: [RequestEnd] = []
  public private(set) var isDone = false

  public init(_ setup: ServiceSetup) {
    self.setup = setup
    core = ServiceCore(setup)
    shelf = ServiceShelf()
    collect()
    shelf.keep(core)
  }

  /// The moment that was dealt with last.
  public var now: SimTime { SimTime(nanoseconds: core.now) }
  /// Events handled.
  public var handled: Int { core.handled }
  public var tally: ServiceTally {
    var tally = core.tally
    let open = core.openPodTime()
    tally.podTime += open.pods
    tally.idleTime += open.idle
    return tally
  }
  /// Requests that are not over.
  public var inFlight: Int { core.slots.count { $0.state != .free } }

  /// The version of each pod that there ever was, in the order of creation.
  public var podRevisions: [Int] { core.pods.map(\.revision) }

  /// Handles up to `events` further events; false when the run is over.
  public mutating func advance(events: Int) -> Bool {
    guard !isDone else { return false }
    var left = events
    while left > 0 {
      let part = min(left, 4_096)
      for _ in 0..<part {
        guard core.handleNext() else {
          isDone = true
          break
        }
      }
      collect()
      if isDone { return false }
      if shelf.wants(core.handled) { shelf.keep(core) }
      left -= part
    }
    return true
  }

  /// Runs to the end.
  public mutating func finish() { while advance(events: 100_000) {} }

  private mutating func collect() {
    for event in core.out.events {
      if case .look = event.kind {
        events.append(
          ServiceEvent(
            time: event.time, kind: .look(row: looks), handled: event.handled))
        looks += 1
      } else {
        events.append(event)
      }
    }
    rows.append(contentsOf: core.out.rows)
    ends.append(contentsOf: core.out.ends)
    core.out.removeAll()
  }

  private var looks = 0

  /// The service as it was just after an event; made again from the nearest snapshot.
  public func view(after event: Int) -> ServiceView {
    guard events.indices.contains(event) else { return ServiceView(shelf.first ?? core) }
    var again = shelf.nearest(to: events[event].handled) ?? core
    while again.handled < events[event].handled, again.handleNext() {}
    return ServiceView(again)
  }

  /// The service before anything happened.
  public var start: ServiceView { ServiceView(shelf.first ?? core) }

  /// Equal setups: equal on every machine.
  public var digestText: String {
    var digest = RunDigest()
    for row in rows {
      digest.feed(row.time.nanoseconds, row.revision, row.desired, row.ready, row.starting)
      digest.feed(row.draining, row.inPods, row.held, row.arrived, row.served, row.failed)
    }
    for end in ends {
      digest.feed(
        Int(end.number), Int(end.outcome.rawValue), end.latency, end.arrival, Int(end.pod),
        Int(end.attempts))
    }
    let tally = tally
    digest.feed(tally.arrived, tally.ended, tally.podTime, tally.idleTime, core.handled)
    return digest.text()
  }

  /// The laws that hold at every moment; for tests.
  func checkInvariants() { core.checkInvariants() }
}

/// Snapshots at growing distances: never more than so many.
struct ServiceShelf: Sendable {
  private static let most = 32
  private var kept: [ServiceCore] = []
  private var gap = 8_192

  var first: ServiceCore? { kept.first }

  func wants(_ handled: Int) -> Bool { handled >= (kept.last?.handled ?? 0) + gap }

  mutating func keep(_ core: ServiceCore) {
    kept.append(core)
    guard kept.count > Self.most else { return }
    // Every second one goes.
    kept = kept.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    gap *= 2
  }

  func nearest(to handled: Int) -> ServiceCore? { kept.last { $0.handled <= handled } }
}
