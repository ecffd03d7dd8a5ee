import Cluster
import KubeScheduling
import Simulation

/// The queues of kube-scheduler v1.35: ready pods, pods in back-off, pods that wait for the cluster
/// to change, and pods that PreEnqueue keeps out.
///
/// Ready pods go by rank (the priority, unless a lab orders otherwise), then by the time at which
/// they last came in. A change that may help wakes all waiting pods; the real one asks the plugins
/// that refused the pod (queueing hints) and wakes fewer, which saves attempts but places no pod
/// later. Its five-minute retry of waiting pods is left out: without a change it cannot succeed.
struct KubeQueue: Sendable {
  enum Place: UInt8 { case nowhere, ready, resting, waiting, parked, gated }

  private struct Entry: Sendable {
    let pod: Int32
    let ticket: Int32
  }

  let backoff: BackoffPolicy
  // An EventQueue orders by time, rank and first come: here by rank (negated), last entry and first
  // come...
  private var ready = EventQueue<Entry>()
  // ... and here by the end of back-off, rank (negated) and first come. Entries whose ticket is not
  // the pod's are left over and mean nothing.
  private var resting = EventQueue<Entry>()
  private var waiting: [Entry] = []
  private var ranks: [Int]
  private(set) var place: [Place]
  private var tickets: [Int32]
  private var failures: [Int32]
  private var lastEntry: [SimTime]
  private var counts = [Int](repeating: 0, count: 6)

  init(ranks: [Int], backoff: BackoffPolicy) {
    self.backoff = backoff
    self.ranks = ranks
    let pods = ranks.count
    place = Array(repeating: .nowhere, count: pods)
    tickets = Array(repeating: 0, count: pods)
    failures = Array(repeating: 0, count: pods)
    lastEntry = Array(repeating: .zero, count: pods)
  }

  /// Attempts of the pod's present life that found no node.
  func failures(of pod: PodIndex) -> Int { Int(failures[pod]) }

  func count(_ place: Place) -> Int { counts[Int(place.rawValue)] }
  var hasNext: Bool { count(.ready) > 0 || (backoff.popsWhenIdle && count(.resting) > 0) }
  /// When the next pod comes out of back-off; `nil` when none is in it.
  var nextRestEnd: SimTime? { count(.resting) > 0 ? resting.nextTime : nil }

  /// A new pod, or a new life of one.
  mutating func add(_ pod: PodIndex, at now: SimTime) {
    failures[pod] = 0
    lastEntry[pod] = now
    makeReady(pod)
  }

  /// A new pod that is not let in.
  mutating func addGated(_ pod: PodIndex, at now: SimTime) {
    failures[pod] = 0
    lastEntry[pod] = now
    move(pod, to: .gated)
  }

  mutating func gate(_ pod: PodIndex) { move(pod, to: .gated) }

  mutating func ungate(_ pod: PodIndex) { if place[pod] == .gated { makeReady(pod) } }

  mutating func remove(_ pod: PodIndex) { move(pod, to: .nowhere) }

  /// The pod to try next; `nil` when none may be tried now.
  mutating func pop() -> PodIndex? {
    while let entry = ready.popNext()?.payload {
      guard tickets[Int(entry.pod)] == entry.ticket else { continue }
      move(Int(entry.pod), to: .nowhere)
      return Int(entry.pod)
    }
    guard backoff.popsWhenIdle else { return nil }
    while let entry = resting.popNext()?.payload {
      guard tickets[Int(entry.pod)] == entry.ticket else { continue }
      move(Int(entry.pod), to: .nowhere)
      return Int(entry.pod)
    }
    return nil
  }

  /// Takes back a pod that found no node.
  mutating func putAside(_ pod: PodIndex, at now: SimTime) {
    failures[pod] += 1
    lastEntry[pod] = now
    move(pod, to: .waiting)
    waiting.append(entry(pod))
  }

  /// Takes back a pod that lost its reservation: only the others of its gang wake it.
  mutating func park(_ pod: PodIndex, at now: SimTime) {
    failures[pod] += 1
    lastEntry[pod] = now
    move(pod, to: .parked)
  }

  /// Lets a pod out of any queue at once, back-off or not (the framework's `Activate`).
  mutating func activate(_ pod: PodIndex) {
    switch place[pod] {
    case .resting, .waiting, .parked: makeReady(pod)
    case .nowhere, .ready, .gated: break
    }
  }

  /// Wakes all waiting pods.
  mutating func wake(at now: SimTime) {
    for entry in waiting where tickets[Int(entry.pod)] == entry.ticket { wake(Int(entry.pod), now) }
    waiting.removeAll(keepingCapacity: true)
  }

  /// Wakes a pod that waits or is parked.
  mutating func wake(_ pod: PodIndex, _ now: SimTime) {
    guard place[pod] == .waiting || place[pod] == .parked else { return }
    let end = backoffEnd(pod)
    if end > now {
      move(pod, to: .resting)
      resting.schedule(entry(pod), at: end, rank: negated(ranks[pod]))
    } else {
      makeReady(pod)
    }
  }

  /// Moves pods whose back-off has ended to the ready ones.
  mutating func flush(at now: SimTime) {
    while let next = resting.nextTime, next <= now, let entry = resting.popNext()?.payload {
      if tickets[Int(entry.pod)] == entry.ticket { makeReady(Int(entry.pod)) }
    }
  }

  /// Pods of one place: waiting ones in the order in which they failed, others by index.
  func pods(in place: Place) -> [PodIndex] {
    if place == .waiting {
      return waiting.filter { tickets[Int($0.pod)] == $0.ticket }.map { Int($0.pod) }
    }
    return self.place.indices.filter { self.place[$0] == place }
  }

  /// Ready pods in the order in which they will be tried.
  var readyOrder: [PodIndex] {
    var rest = ready
    var order: [PodIndex] = []
    while let entry = rest.popNext()?.payload {
      if tickets[Int(entry.pod)] == entry.ticket { order.append(Int(entry.pod)) }
    }
    return order
  }

  private func entry(_ pod: PodIndex) -> Entry {
    Entry(pod: Int32(pod), ticket: tickets[pod])
  }

  private mutating func move(_ pod: PodIndex, to new: Place) {
    counts[Int(place[pod].rawValue)] -= 1
    counts[Int(new.rawValue)] += 1
    place[pod] = new
    tickets[pod] &+= 1
    // The earliest entry must mean something, because its time is asked for.
    while let first = resting.first, tickets[Int(first.pod)] != first.ticket {
      _ = resting.popNext()
    }
  }

  private mutating func makeReady(_ pod: PodIndex) {
    move(pod, to: .ready)
    ready.schedule(
      entry(pod), at: SimTime(nanoseconds: negated(ranks[pod])), rank: lastEntry[pod].nanoseconds)
  }

  private func negated(_ rank: Int) -> Int { rank == .min ? .max : -rank }

  /// The queue is looked at once a second. With `popsWhenIdle` back-offs are counted in whole
  /// seconds, and a pod stays to the end of its second (v1.35 `backoff_queue.go`, window of 1 s).
  private func backoffEnd(_ pod: PodIndex) -> SimTime {
    let second = 1_000_000_000
    let end = (lastEntry[pod] + backoff.wait(afterFailures: Int(failures[pod]))).nanoseconds
    let window = end / second * second
    if backoff.popsWhenIdle { return SimTime(nanoseconds: window + second) }
    return SimTime(nanoseconds: window == end ? end : window + second)
  }
}
