import Simulation

/// What a run knows of replicas that fail, and of the requests that they took with them.
struct FailureState: Sendable {
  enum Health: Sendable {
    case up
    /// Its last step still runs.
    case dying
    case down
  }
  enum Moment: Sendable {
    case back(Int)
    /// Routers and clients learn that it failed.
    case notice(Int)
    case fail(ReplicaOutage)
  }

  /// Whether anything can fail at all: a run without failures pays nothing for them.
  let isPossible: Bool
  let detection: SimDuration
  var moments = EventQueue<Moment>()
  var health: [Health] = []
  /// The outage that is going on or about to begin, by replica.
  var present: [ReplicaOutage?] = []
  /// Whether routers know that it is down.
  var isKnown: [Bool] = []
  /// What routers still believe to see of a dead replica that nobody misses yet.
  var ghosts: [Replica?] = []
  /// Requests that a replica has lost, those that were sent to it unknowingly included.
  var lost: [[Int]] = []
  /// The replica that lost a request, until the request is sent again. Only looked up.
  var lostOn: [Int: Int] = [:]
  /// Requests for which the router had nobody, in order.
  var stranded: [Int] = []
  /// Most tokens that a request had in a KV cache before it was lost. Only looked up.
  private(set) var marks: [Int: Int] = [:]
  /// When a request was sent again last. Only looked up.
  var sentAgain: [Int: SimTime] = [:]
  var happened: [HappenedOutage] = []

  init(_ setup: ServingSetup) {
    let count = setup.fleet.allReplicas
    let outages = setup.fleet.failures?.merged(replicas: count) ?? []
    isPossible = !outages.isEmpty
    detection = setup.fleet.failures?.detection ?? .zero
    guard isPossible else { return }
    health = [Health](repeating: .up, count: count)
    present = [ReplicaOutage?](repeating: nil, count: count)
    isKnown = [Bool](repeating: false, count: count)
    ghosts = [Replica?](repeating: nil, count: count)
    lost = [[Int]](repeating: [], count: count)
    for outage in outages { schedule(.fail(outage), at: outage.from) }
  }

  /// At one moment who is back comes first, then what is missed, then what fails, each by replica.
  mutating func schedule(_ moment: Moment, at time: SimTime) {
    let count = health.count
    let rank =
      switch moment {
      case .back(let replica): replica
      case .notice(let replica): count + replica
      case .fail(let outage): 2 * count + outage.replica
      }
    moments.schedule(moment, at: time, rank: rank)
  }

  func isDown(_ replica: Int) -> Bool { isPossible && health[replica] == .down }
  func isLost(_ request: Int) -> Bool { isPossible && lostOn[request] != nil }
  func mark(of request: Int) -> Int { marks[request] ?? 0 }

  mutating func lose(_ request: Int, on replica: Int, computed: Int) {
    lostOn[request] = replica
    lost[replica].append(request)
    marks[request] = max(marks[request] ?? 0, computed)
  }

  /// The request is lost no more: it is sent again, or nobody wants it.
  mutating func forget(_ request: Int) {
    guard let replica = lostOn.removeValue(forKey: request) else { return }
    lost[replica].removeAll { $0 == request }
  }
}
