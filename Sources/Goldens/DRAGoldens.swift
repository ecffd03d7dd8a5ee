import DeviceAllocation
import Foundation

/// Replays a file of DRA cases: what the structured allocator of Kubernetes v1.35.4 picked on each
/// node, against what ours picks, quirks included.
///
/// The real one meets pools in random order, and the file lists every outcome that was seen. Ours
/// must give the same set over all orders of the pools.
func replayDRAGolden(data: Data) throws -> GoldenFileResult {
  let file: DRAGoldenFile
  do {
    file = try JSONDecoder().decode(DRAGoldenFile.self, from: data)
  } catch {
    throw GoldenFileError("not a file of DRA cases: \(error)")
  }
  var result = GoldenFileResult(format: file.format)
  for (index, item) in file.cases.enumerated() {
    do {
      let content = try item.content.get()
      if let mismatch = try judge(content) {
        result.fail(
          item.name ?? "#\(index)", expected: mismatch.expected, got: mismatch.got)
      } else {
        result.pass()
      }
    } catch {
      result.fail(item.name ?? "#\(index)", expected: "a readable case", got: "\(error)")
    }
  }
  return result
}

private struct DRAGoldenFile: Decodable {
  var format: String
  var cases: [GoldenItem<DRAGoldenCase>]
}

private func judge(_ content: DRAGoldenCase) throws -> KubeGoldenMismatch? {
  let inventory = try content.inventory()
  let claims = try content.claims.map { try $0.claim() }
  let options = AllocationOptions(partitionableDevices: content.partitionableDevices ?? false)
  var inUse = inventory.nothingAllocated
  for name in content.allocatedDevices ?? [] {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3 else { throw GoldenFileError("'\(name)' is no driver/pool/device") }
    let id = DeviceID(driver: parts[0], pool: parts[1], device: parts[2])
    if let index = inventory.index(of: id) { inUse[index] = true }
  }
  if content.expect.isEmpty { throw GoldenFileError("the case expects nothing") }
  for expected in content.expect {
    guard let node = content.nodes.first(where: { $0.name == expected.node }) else {
      throw GoldenFileError("no node is named '\(expected.node)'")
    }
    let place = DeviceNode(name: node.name, labels: node.labels ?? [:])
    let pools = inventory.pools(for: place, partitionable: options.partitionableDevices)
    var seen: Set<String> = []
    for order in orders(pools) {
      let outcome = AllocationSearch.run(
        claims: claims, on: place, inventory: inventory, inUse: inUse, pools: order,
        options: options)
      seen.insert(describe(outcome))
    }
    let mismatch = KubeGoldenMismatch.compare(
      "on \(node.name)", expected: Set(expected.anyOf.map(describe)).sorted(),
      got: seen.sorted())
    if let mismatch { return mismatch }
  }
  return nil
}

/// Every order of up to six pools with devices; of more, the given order and its reverse. Pools
/// without devices choose nothing, so that their place does not matter.
private func orders(_ pools: [DevicePool]) -> [[DevicePool]] {
  guard pools.count <= 6 else { return [pools, pools.reversed()] }
  var all: [[DevicePool]] = [[]]
  for pool in pools {
    all = all.flatMap { order in
      (0...order.count).map { place in
        var longer = order
        longer.insert(pool, at: place)
        return longer
      }
    }
  }
  return all
}

private func describe(_ outcome: AllocationOutcome) -> String {
  switch outcome {
  case .allocated(let claims):
    "allocated "
      + claims.map { claim in
        "[" + claim.devices.map { "\($0.request)=\($0.device)" }.joined(separator: ", ") + "]"
      }.joined(separator: " ")
  case .noFit: "none"
  case .invalidPool: "invalidPool"
  case .failed: "error"
  case .stepLimit(let steps): "no answer after \(steps) steps"
  }
}

private func describe(_ outcome: DRAGoldenCase.Outcome) -> String {
  guard outcome.result == "allocated" else { return outcome.result }
  return "allocated "
    + (outcome.claims ?? []).map { claim in
      "[" + claim.map { "\($0.request)=\($0.device)" }.joined(separator: ", ") + "]"
    }.joined(separator: " ")
}
