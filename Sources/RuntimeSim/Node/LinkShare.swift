import Simulation

/// Downloads that share a link: each gets an equal part of it, but no more than one connection
/// carries.
///
/// Ideal processor sharing; TCP's slow start and unfairness are left out.
struct LinkShare: Sendable {
  struct Flow: Sendable {
    let id: Int
    var remaining: Int
  }

  let bytesPerSecond: Int
  let bytesPerSecondOfOne: Int
  /// In the order of their begin.
  private(set) var flows: [Flow] = []
  private var last = SimTime.zero

  init(bytesPerSecond: Int, bytesPerSecondOfOne: Int) {
    self.bytesPerSecond = max(1, bytesPerSecond)
    self.bytesPerSecondOfOne = max(1, bytesPerSecondOfOne)
  }

  /// Bytes a second that each flow gets at the moment.
  private var rate: Int { max(1, min(bytesPerSecondOfOne, bytesPerSecond / max(1, flows.count))) }

  /// Moves what flowed since the last change.
  private mutating func settle(_ now: SimTime) {
    let moved = Self.bytes(rate: rate, during: now - last)
    last = now
    for at in flows.indices { flows[at].remaining = max(0, flows[at].remaining - moved) }
  }

  mutating func start(_ id: Int, bytes: Int, now: SimTime) {
    settle(now)
    flows.append(Flow(id: id, remaining: max(0, bytes)))
  }

  /// Ends a flow before its time.
  mutating func stop(_ id: Int, now: SimTime) {
    settle(now)
    flows.removeAll { $0.id == id }
  }

  /// Flows that are through at `now`, in the order of their begin; they are removed.
  mutating func finished(now: SimTime) -> [Int] {
    settle(now)
    let done = flows.filter { $0.remaining == 0 }.map(\.id)
    if !done.isEmpty { flows.removeAll { $0.remaining == 0 } }
    return done
  }

  /// When the next flow is through, as things stand; `nil` without flows.
  var nextEnd: SimTime? {
    guard let least = flows.map(\.remaining).min() else { return nil }
    return last + Self.time(of: least, rate: rate)
  }

  private static func bytes(rate: Int, during time: SimDuration) -> Int {
    guard time.nanoseconds > 0 else { return 0 }
    let product = rate.multipliedFullWidth(by: time.nanoseconds)
    guard product.high < 500_000_000 else { return .max }
    return 1_000_000_000.dividingFullWidth(product).quotient
  }

  /// Rounded up, so that at that time all bytes are there.
  private static func time(of bytes: Int, rate: Int) -> SimDuration {
    let product = bytes.multipliedFullWidth(by: 1_000_000_000)
    guard product.high < rate / 2 else { return SimDuration(nanoseconds: .max) }
    let (quotient, rest) = rate.dividingFullWidth(product)
    return SimDuration(nanoseconds: quotient + (rest > 0 ? 1 : 0))
  }
}
