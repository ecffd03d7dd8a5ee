import Cluster

/// What a scheduler remembers between pods: answers about nodes, by profile and class of pods.
///
/// It changes no answer, only the time to it. Of classes that it has no room for, the one that was
/// asked longest ago is forgotten.
struct SchedulerMemory: Sendable {
  /// About 64 MiB.
  static let limit = 64 << 20

  /// By profile: whether all its plugins are of this room.
  private let isKnown: [Bool]
  /// By profile, then class: index into `memos`, or -1.
  private var slots: [[Int32]]
  private var memos: [ClassMemo] = []
  private var owners: [(profile: Int, podClass: PodClassIndex, bytes: Int)] = []
  private var bytes = 0
  private var clock = 0
  var board = ScoreBoard()

  init(_ profiles: [SchedulingProfile]) {
    isKnown = profiles.map(\.isKnownThroughout)
    slots = profiles.map { _ in [] }
  }

  /// Searches with what is remembered; `nil` when the profile has plugins that only they themselves
  /// know, and for pods with device claims, which are never two alike.
  mutating func search(
    _ pod: PodIndex, profile: Int, of profiles: [SchedulingProfile], _ state: ClusterState,
    start: Int, _ rivals: inout Rivals
  ) -> ClassMemo.Answer? {
    guard isKnown[profile], !state.record(of: pod).hasClaims else { return nil }
    let slot = slot(state.podClass(of: pod), profile, profiles[profile], state)
    return memos[slot].search(
      state, start: start, wanted: profiles[profile].feasibleNodesWanted(of: state.nodes.count),
      nominated: state.nominations.node(for: pod), &rivals, &board)
  }

  private mutating func slot(
    _ podClass: PodClassIndex, _ profile: Int, _ rules: SchedulingProfile, _ state: ClusterState
  ) -> Int {
    clock += 1
    while slots[profile].count <= podClass { slots[profile].append(-1) }
    let known = Int(slots[profile][podClass])
    if known >= 0 && memos[known].isOf(podClass, state) && memos[known].catchUp(state) {
      memos[known].lastUse = clock
      return known
    }
    var memo = ClassMemo(podClass, rules, state)
    memo.lastUse = clock
    let slot = known >= 0 ? known : room(for: memo.bytes)
    if slot == memos.count {
      memos.append(memo)
      owners.append((profile, podClass, memo.bytes))
    } else {
      bytes -= owners[slot].bytes
      slots[owners[slot].profile][owners[slot].podClass] = -1
      memos[slot] = memo
      owners[slot] = (profile, podClass, memo.bytes)
    }
    bytes += memo.bytes
    slots[profile][podClass] = Int32(slot)
    return slot
  }

  /// A new place while there is room, else the one used longest ago.
  private func room(for more: Int) -> Int {
    if memos.isEmpty || bytes + more <= Self.limit { return memos.count }
    return memos.indices.min { memos[$0].lastUse < memos[$1].lastUse } ?? 0
  }
}

extension SchedulingProfile {
  /// Whether every plugin is of this room, and the weighted scores fit the short numbers kept.
  var isKnownThroughout: Bool {
    let most = Int(Int32.max) / (2 * maximumNodeScore)
    var sum = 0
    for score in scores {
      guard score.known != nil, (-most...most).contains(score.weight) else { return false }
      sum += abs(score.weight)
    }
    return sum <= most && filters.allSatisfy { $0.known != nil }
  }
}
