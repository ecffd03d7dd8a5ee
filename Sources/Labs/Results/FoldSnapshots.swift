/// What a replay knows after every so many of its items, so that any place is reached by taking few
/// of them, forwards or backwards.
///
/// A snapshot is kept when as many items have been taken since the last one as a state is large:
/// all snapshots together are no larger than the items, and reaching a place costs no more than
/// drawing it.
struct FoldSnapshots<State: Sendable>: Sendable {
  /// Items taken, ascending; the first is 0.
  private var places = [0]
  private var states: [State]

  /// - Parameters:
  ///   - count: How many items there are.
  ///   - gap: Items between two snapshots at least.
  ///   - size: Of a state, in items; small where states are small.
  ///   - take: Takes one item into the state.
  init(
    _ start: State, count: Int, gap: Int = 1_000, size: (State) -> Int = { _ in 0 },
    take: (inout State, Int) -> Void
  ) {
    states = [start]
    var state = start
    var last = 0
    for item in 0..<count {
      take(&state, item)
      guard item + 1 - last >= gap, item + 1 - last >= size(state) else { continue }
      last = item + 1
      places.append(last)
      states.append(state)
    }
  }

  /// The state after the first `count` items, which `take` takes.
  func state(after count: Int, take: (inout State, Int) -> Void) -> State {
    // The last snapshot not behind the place.
    var low = 0
    var high = places.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if places[middle] <= count { low = middle } else { high = middle - 1 }
    }
    var state = states[low]
    for item in places[low]..<max(places[low], count) { take(&state, item) }
    return state
  }
}
