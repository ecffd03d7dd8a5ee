import Cluster
import Simulation

/// How long a pod that found no node must wait before it is tried again.
public struct BackoffPolicy: Hashable, Sendable {
  /// After the first failure; doubles with each further one (`podInitialBackoffSeconds`, 1 s).
  public var initial: SimDuration
  /// (`podMaxBackoffSeconds`, 10 s.)
  public var maximum: SimDuration
  /// Whether a pod in back-off is tried at once when nothing else waits (feature
  /// `SchedulerPopFromBackoffQ`, on by default since Kubernetes 1.33). Off here unless asked for: a
  /// scheduler whose cycles take no time is always idle, so that no pod would ever rest. Switch it
  /// on together with a cycle latency.
  public var popsWhenIdle: Bool

  public init(
    initial: SimDuration = .seconds(1), maximum: SimDuration = .seconds(10),
    popsWhenIdle: Bool = false
  ) {
    self.initial = initial
    self.maximum = maximum
    self.popsWhenIdle = popsWhenIdle
  }

  /// The wait after this many failures (at least 1).
  public func wait(afterFailures failures: Int) -> SimDuration {
    var wait = initial
    for _ in 1..<max(1, failures) where wait < maximum { wait = wait * 2 }
    return min(wait, maximum)
  }
}

/// The three queues of kube-scheduler v1.35: ready pods, pods in back-off, pods that wait for the
/// cluster to change.
///
/// Ready pods go by priority, then by the time at which they last came in. A change that may help
/// wakes all waiting pods; the real one asks the plugins that refused the pod (queueing hints) and
/// wakes fewer, which saves attempts but places no pod later. Its five-minute retry of waiting pods
/// is left out: without a change it cannot succeed.
struct SchedulingQueue: Sendable {
  let backoff: BackoffPolicy
  // An EventQueue orders by time, rank and first come: here by priority (negated), last entry and
  // first come...
  private var ready = EventQueue<PodIndex>()
  // ... and here by the second in which back-off ends, priority (negated) and first come.
  private var resting = EventQueue<PodIndex>()
  /// In the order in which they failed.
  private(set) var waiting: [PodIndex] = []
  private var failures: [Int32]
  private var lastEntry: [SimTime]

  init(pods: Int, backoff: BackoffPolicy) {
    self.backoff = backoff
    failures = Array(repeating: 0, count: pods)
    lastEntry = Array(repeating: .zero, count: pods)
  }

  var readyCount: Int { ready.count }
  var restingCount: Int { resting.count }
  var pendingCount: Int { ready.count + resting.count + waiting.count }
  var hasNext: Bool { !ready.isEmpty || (backoff.popsWhenIdle && !resting.isEmpty) }

  /// Attempts of the pod that found no node.
  func failures(of pod: PodIndex) -> Int { Int(failures[pod]) }

  mutating func add(_ pod: PodIndex, priority: Int, at now: SimTime) {
    lastEntry[pod] = now
    enqueue(pod, priority)
  }

  /// The pod to try next; `nil` when none may be tried now.
  mutating func pop() -> PodIndex? {
    if let entry = ready.popNext() { return entry.payload }
    return backoff.popsWhenIdle ? resting.popNext()?.payload : nil
  }

  /// Takes back a pod that found no node.
  mutating func putAside(_ pod: PodIndex, at now: SimTime) {
    failures[pod] += 1
    lastEntry[pod] = now
    waiting.append(pod)
  }

  /// Wakes all waiting pods; answers the times at which those in back-off will be ready, ascending.
  mutating func wake(at now: SimTime, priority: (PodIndex) -> Int) -> [SimTime] {
    var times: Set<SimTime> = []
    for pod in waiting {
      let end = backoffEnd(pod)
      if end > now {
        resting.schedule(pod, at: end, rank: -priority(pod))
        times.insert(end)
      } else {
        enqueue(pod, priority(pod))
      }
    }
    waiting.removeAll(keepingCapacity: true)
    return times.sorted()
  }

  /// Moves pods whose back-off has ended to the ready ones.
  mutating func flush(at now: SimTime, priority: (PodIndex) -> Int) {
    while let next = resting.nextTime, next <= now, let entry = resting.popNext() {
      enqueue(entry.payload, priority(entry.payload))
    }
  }

  private mutating func enqueue(_ pod: PodIndex, _ priority: Int) {
    ready.schedule(
      pod, at: SimTime(nanoseconds: -priority), rank: lastEntry[pod].nanoseconds)
  }

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
