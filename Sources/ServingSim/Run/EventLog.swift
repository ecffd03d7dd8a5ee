import Simulation

/// Rare events in the order in which they happened, 48 bytes each.
public struct EventLog: RandomAccessCollection, Hashable, Sendable {
  private struct Packed: Hashable, Sendable {
    let time: Int
    let a: Int
    let b: Int
    /// Only of a transfer: its tokens.
    let c: Int32
    let step: Int32
    let request: Int32
    let replica: Int32
    let kind: UInt8
  }
  private var packed: [Packed] = []

  public var startIndex: Int { 0 }
  public var endIndex: Int { packed.count }

  public subscript(position: Int) -> ServingEvent {
    let item = packed[position]
    return ServingEvent(
      time: SimTime(nanoseconds: item.time), step: Int(item.step), request: Int(item.request),
      replica: Int(item.replica), kind: kind(item))
  }

  mutating func append(_ event: ServingEvent) {
    let (kind, a, b) = pack(event)
    var c = 0
    if case .transferring(let tokens, _, _) = event.kind { c = tokens }
    packed.append(
      Packed(
        time: event.time.nanoseconds, a: a, b: b, c: Int32(clamping: c),
        step: Int32(clamping: event.step),
        request: Int32(clamping: event.request), replica: Int32(clamping: event.replica),
        kind: kind))
  }

  private func pack(_ event: ServingEvent) -> (UInt8, Int, Int) {
    switch event.kind {
    case .rejected(.emptyPrompt): (0, 0, 0)
    case .rejected(.promptTooLong(let tokens, let most)): (1, tokens, most)
    case .routed(let candidates): (2, candidates, 0)
    case .arrived: (3, 0, 0)
    case .admitted(let hit, let known): (4, hit, known)
    case .preempted(let other, let lost): (5, other, lost)
    case .firstToken: (6, 0, 0)
    case .handedOver(let replica): (7, replica, 0)
    case .transferring(_, let starts, let ends): (8, starts.nanoseconds, ends.nanoseconds)
    case .transferred: (9, 0, 0)
    case .finished(let tokens): (10, tokens, 0)
    case .aborted: (11, 0, 0)
    case .replicaFailed(let lost): (12, lost, 0)
    case .replicaBack: (13, 0, 0)
    case .lost(let tokens): (14, tokens, 0)
    case .retried(let attempt): (15, attempt, 0)
    case .nobodyServes: (16, 0, 0)
    }
  }

  private func kind(_ item: Packed) -> ServingEvent.Kind {
    switch item.kind {
    case 0: .rejected(.emptyPrompt)
    case 1: .rejected(.promptTooLong(tokens: item.a, maxModelTokens: item.b))
    case 2: .routed(candidates: item.a)
    case 3: .arrived
    case 4: .admitted(hitTokens: item.a, knownTokens: item.b)
    case 5: .preempted(inFavourOf: item.a, lostTokens: item.b)
    case 6: .firstToken
    case 7: .handedOver(to: item.a)
    case 8:
      .transferring(
        tokens: Int(item.c), starts: SimTime(nanoseconds: item.a),
        ends: SimTime(nanoseconds: item.b))
    case 9: .transferred
    case 10: .finished(outputTokens: item.a)
    case 12: .replicaFailed(lost: item.a)
    case 13: .replicaBack
    case 14: .lost(tokens: item.a)
    case 15: .retried(attempt: item.a)
    case 16: .nobodyServes
    default: .aborted
    }
  }
}
