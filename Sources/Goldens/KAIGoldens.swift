import BatchQueueing
import Foundation

/// Replays recordings of KAI Scheduler: suites `kai-division` and `kai-reclaim`.
///
/// Throws `GoldenFileError` when the data is no JSON object of one of these suites. A case that
/// cannot be read fails.
public func replayKAIGolden(data: Data) throws -> GoldenFileResult {
  try replaySuite(
    data: data, of: "KAI",
    by: ["kai-division": replayDivision, "kai-reclaim": replayReclaim])
}

// MARK: - Division

private func replayDivision(_ reader: GoldenReader) throws {
  let input = try reader.object("input")
  let expected = try reader.object("expected")
  let claimants = try input.list("queues").map { try claimant(GoldenReader($0)) }
  let phase: KAI.DivisionPhase
  switch input.text("phase") {
  case "full": phase = .full
  case "overQuotaOnly": phase = .overQuotaOnly
  default: throw GoldenReader.Unreadable(what: "\"phase\": neither full nor overQuotaOnly")
  }
  let division = KAI.divide(
    try input.double("total"), among: claimants, usageFactor: try input.double("kValue"),
    phase: phase)
  let shares = try expected.object("fairShare")
  try GoldenMismatch.check("queues", shares.keys, claimants.map(\.id).sorted())
  for (claimant, share) in zip(claimants, division.fairShare) {
    try checkClose("fairShare \(claimant.id)", try shares.double(claimant.id), share)
  }
  try checkClose("remaining", try expected.double("remaining"), division.remaining)
}

private func claimant(_ queue: GoldenReader) throws -> KAI.Claimant {
  guard let id = queue.text("id") else { throw GoldenReader.Unreadable(what: "\"id\": no text") }
  return KAI.Claimant(
    id: id, priority: try queue.int("priority"), createdRank: try queue.int("createdRank"),
    deserved: try queue.double("deserved"), limit: try queue.double("maxAllowed"),
    overQuotaWeight: try queue.double("weight"), request: try queue.double("request"),
    usage: try queue.double("usage"), startFairShare: try queue.double("startFairShare"))
}

/// Equal but for the last bits: the original adds the queues up in the changing order of a hash
/// map.
private func checkClose(_ place: String, _ expected: Double, _ got: Double) throws {
  let isClose = abs(expected - got) <= 1e-9 * max(1, abs(expected), abs(got))
  if !isClose { try GoldenMismatch.check(place, expected, got) }
}

// MARK: - Reclaim

private func replayReclaim(_ reader: GoldenReader) throws {
  let input = try reader.object("input")
  let tree = try queueTree(try input.object("queues"))
  let request = try amounts(try input.object("request"))
  let preemptible = try input.bool("preemptible")
  let queue = try position(input.text("queue") ?? "", in: tree)
  let verdict: KAI.ReclaimVerdict
  switch input.text("check") {
  case "canReclaim":
    verdict = tree.canReclaim(request, for: queue, preemptible: preemptible)
  case "reclaimable":
    let victims = try input.object("victims")
    verdict = tree.reclaimVerdict(
      request, for: queue, preemptible: preemptible,
      from: try victims.keys.map { name in
        KAI.ReclaimVictims(
          queue: try position(name, in: tree),
          losses: try victims.list(name).map { try amounts(GoldenReader($0)) })
      },
      saturationMultiplier: try input.double("saturationMultiplier"))
  default: throw GoldenReader.Unreadable(what: "\"check\": neither canReclaim nor reclaimable")
  }
  let allowed = try reader.object("expected").bool("allowed")
  if verdict.isAllowed != allowed {
    throw GoldenMismatch(place: "allowed", expected: "\(allowed)", got: "\(verdict)")
  }
}

private func queueTree(_ queues: GoldenReader) throws -> KAI.QueueTree {
  let ids = queues.keys
  var tree = KAI.QueueTree(queues: [])
  for id in ids {
    let queue = try queues.object(id)
    var parent: Int?
    if let name = queue.text("parent") {
      parent = ids.firstIndex(of: name)
      if parent == nil { throw GoldenReader.Unreadable(what: "no queue \"\(name)\"") }
    }
    tree.queues.append(
      KAI.QueueStanding(
        id: id, parent: parent, cpu: try standing(try queue.object("cpu")),
        memory: try standing(try queue.object("memory")),
        gpu: try standing(try queue.object("gpu"))))
  }
  return tree
}

private func standing(_ resource: GoldenReader) throws -> KAI.Standing {
  KAI.Standing(
    deserved: try resource.double("deserved"), fairShare: try resource.double("fairShare"),
    limit: try resource.double("maxAllowed"), allocated: try resource.double("allocated"),
    nonPreemptible: try resource.double("nonPreemptible"))
}

private func amounts(_ object: GoldenReader) throws -> KAI.Amounts {
  KAI.Amounts(
    cpu: try object.double("cpu"), memory: try object.double("memory"),
    gpu: try object.double("gpu"))
}

private func position(_ id: String, in tree: KAI.QueueTree) throws -> Int {
  guard let index = tree.index(of: id) else {
    throw GoldenReader.Unreadable(what: "no queue \"\(id)\"")
  }
  return index
}
