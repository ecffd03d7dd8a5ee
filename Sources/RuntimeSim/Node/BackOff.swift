import Simulation

/// Waiting times that double with every failure, as `client-go/util/flowcontrol` `Backoff` keeps
/// them (client-go v0.35): a key that was not touched for twice the longest wait begins anew. The
/// kubelet's restarts begin anew after 10 min however long their longest wait is
/// (`pkg/kubelet/kubelet.go` `NewMainKubelet`, `crashLoopBackOff.HasExpiredFunc`).
struct BackOff: Sendable {
  private struct Entry: Sendable {
    var wait: SimDuration
    var lastUpdate: SimTime
  }

  let first: SimDuration
  let most: SimDuration
  /// Time between a failure and the last one after which the wait begins anew.
  let expiry: SimDuration
  private var entries: [Key: Entry] = [:]

  struct Key: Hashable, Sendable {
    let pod: Int
    let item: Int
  }

  init(
    first: SimDuration = .seconds(10), most: SimDuration = .seconds(300),
    expiry: SimDuration? = nil
  ) {
    self.first = min(first, most)
    self.most = most
    self.expiry = expiry ?? most * 2
  }

  private func isExpired(_ entry: Entry, at time: SimTime) -> Bool {
    time - entry.lastUpdate > expiry
  }

  /// Notes a failure at `event`: the next wait is twice the last, at most `most`.
  mutating func next(_ key: Key, event: SimTime, now: SimTime) {
    if var entry = entries[key], !isExpired(entry, at: event) {
      entry.wait = min(most, entry.wait * 2)
      entry.lastUpdate = now
      entries[key] = entry
    } else {
      entries[key] = Entry(wait: first, lastUpdate: now)
    }
  }

  func wait(_ key: Key) -> SimDuration { entries[key]?.wait ?? .zero }

  /// When the wait since `event` is over; `nil` when nobody has to wait at `now`.
  func end(_ key: Key, since event: SimTime, now: SimTime) -> SimTime? {
    guard let entry = entries[key], !isExpired(entry, at: event) else { return nil }
    return now - event < entry.wait ? event + entry.wait : nil
  }

  /// As `end`, counted from the last failure.
  func endSinceUpdate(_ key: Key, now: SimTime) -> SimTime? {
    guard let entry = entries[key], !isExpired(entry, at: now) else { return nil }
    return now - entry.lastUpdate < entry.wait ? entry.lastUpdate + entry.wait : nil
  }

  mutating func forget(pod: Int) { entries = entries.filter { $0.key.pod != pod } }
}
