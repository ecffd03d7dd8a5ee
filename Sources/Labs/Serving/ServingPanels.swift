import ServingSim
import Simulation
import Wording

// The views beside the picture.

extension ServingReplay {
  /// Steps to each side of the present one that a batch timeline holds.
  private static var timelineReach: Int { 300 }

  var panels: [PanelKind] {
    (run.replicaCount > 1 ? [.fleet] : []) + [.waterfall, .batches]
      + (run.setup.engine.prefixCaching ? [.prefixTree] : [])
  }

  func panel(_ kind: PanelKind, at step: Int) -> Panel? {
    guard panels.contains(kind) else { return nil }
    switch kind {
    case .waterfall: return .waterfall(waterfall)
    case .batches: return .batches(batches(at: engineStep(step), replica(step)))
    case .prefixTree: return .prefixTree(prefixTree(at: engineStep(step), replica(step)))
    case .fleet: return .fleet(fleetTable(at: step))
    default: return nil
    }
  }

  private var waterfall: Gantt {
    Gantt(
      rows: lives.enumerated().compactMap { request, bars in
        bars.isEmpty
          ? nil
          : Gantt.Row(
            name: names[request], note: size(request), owner: request, bars: bars)
      }, end: run.now)
  }

  /// `2048+128`: prompt and answer tokens.
  private func size(_ request: Int) -> String {
    let spec = run.setup.workload.requests[request]
    return "\(spec.promptTokens)+\(spec.outputTokens)"
  }

  private func batches(at number: Int, _ replica: Int) -> BatchTimeline {
    let rows = run.steps(ofReplica: replica)
    let first = max(0, number - Self.timelineReach)
    let last = min(rows.count, max(0, number) + Self.timelineReach + 1)
    let shares = run.step(number, replica: replica)?.scheduled ?? []
    return BatchTimeline(
      steps: (first..<max(first, last)).map { index in
        let row = rows[index]
        return BatchTimeline.Step(
          number: index, start: row.start, duration: row.end - row.start,
          prefillTokens: row.scheduledTokens - row.decodeTokens, decodeTokens: row.decodeTokens,
          sequences: row.sequences, waiting: row.waiting)
      }, present: number >= 0 ? number - first : nil,
      tokenBudget: run.setup.engine(ofReplica: replica).tokenBudget,
      shares: shares.map {
        BatchTimeline.Share(
          name: names[$0.request], owner: $0.request, tokens: $0.tokens, before: $0.computedBefore)
      })
  }

  private func prefixTree(at number: Int, _ replica: Int) -> PrefixTree {
    let engine = run.engine(afterStep: number, replica: replica)
    if let branches = engine?.radixTree() {
      return radixPanel(branches, page: run.setup.engine.blockSize)
    }
    return PrefixTree(
      nodes: (engine?.cachedPrefixes() ?? []).map {
        PrefixTree.Node(
          name: $0.filledBy >= 0 ? names[$0.filledBy] : "", owner: $0.filledBy, depth: $0.depth,
          tokens: $0.tokens, holders: $0.holders.count, blocks: $0.blocks.count + $0.copies)
      })
  }

  // MARK: Fleet

  /// Engines that are made again for one view; beyond it only numbers are shown.
  private static var mostEngines: Int { 16 }

  func replicaName(_ replica: Int) -> String {
    guard run.setup.fleet.decode != nil else { return "r\(replica)" }
    let prefill = run.setup.fleet.replicas
    return replica < prefill ? "p\(replica)" : "d\(replica - prefill)"
  }

  private func fleetTable(at step: Int) -> FleetTable {
    let now = time(at: step)
    let prefill = run.setup.fleet.replicas
    var routed = [Int](repeating: 0, count: run.replicaCount)
    for entry in entries.prefix(step) {
      switch entry.kind {
      case .event(.routed): routed[entry.replica] += 1
      case .event(.handedOver(let replica)): routed[replica] += 1
      default: break
      }
    }
    return FleetTable(
      replicas: (0..<run.replicaCount).map { replica in
        let rows = run.steps(ofReplica: replica)
        let number =
          replica == self.replica(step) && step > 0
          ? engineStep(step) : run.step(at: now, replica: replica) ?? -1
        let row = number >= 0 && number < rows.count ? rows[number] : nil
        let usable = max(1, run.setup.engine(ofReplica: replica).usableBlocks)
        var (hit, known) = (0, 0)
        for row in rows.prefix(max(0, number + 1)) where row.admitted > 0 {
          hit += row.hitTokens
          known += row.knownTokens
        }
        let isPrefill = replica < prefill
        let isDown = run.isDown(replica, at: now)
        return FleetTable.Replica(
          name: replicaName(replica),
          role: run.setup.fleet.decode == nil
            ? nil : Message(isPrefill ? "lab.serving.role.prefill" : "lab.serving.role.decode"),
          running: isDown ? 0 : row?.running ?? 0, waiting: isDown ? 0 : row?.waiting ?? 0,
          heldPerMille: isDown ? 0 : (row?.heldBlocks ?? 0) * 1_000 / usable,
          hitPerMille: known > 0 ? hit * 1_000 / known : nil, routed: routed[replica],
          members: isDown ? [] : members(of: replica, after: number), isDown: isDown)
      })
  }

  private func members(of replica: Int, after number: Int) -> [FleetTable.Member] {
    guard run.replicaCount <= Self.mostEngines, number >= 0,
      let engine = run.engine(afterStep: number, replica: replica)
    else { return [] }
    return engine.runningRequests.map { FleetTable.Member(owner: $0, isRunning: true) }
      + engine.waitingRequests.map { FleetTable.Member(owner: $0, isRunning: false) }
  }
}

/// When each request waited, was prefilled and decoded, by request index.
func requestLives(of run: ServingRun) -> [[Gantt.Bar]] {
  var bars = [[Gantt.Bar]](repeating: [], count: run.records.count)
  var open = [(start: SimTime, state: Gantt.Bar.State)?](repeating: nil, count: run.records.count)
  var hasSpoken = [Bool](repeating: false, count: run.records.count)
  func close(_ request: Int, at time: SimTime) {
    guard let item = open[request] else { return }
    bars[request].append(Gantt.Bar(start: item.start, end: time, state: item.state))
    open[request] = nil
  }
  for event in run.events {
    let request = event.request
    switch event.kind {
    case .rejected: continue
    case .arrived:
      if run.records[request].retries > 0 { close(request, at: event.time) }
      open[request] = (event.time, .waiting)
    case .admitted:
      close(request, at: event.time)
      open[request] = (event.time, hasSpoken[request] ? .working : .prefill)
    case .preempted:
      close(request, at: event.time)
      open[request] = (event.time, .waiting)
    case .firstToken:
      close(request, at: event.time)
      hasSpoken[request] = true
      open[request] = (event.time, .working)
    case .finished, .aborted: close(request, at: event.time)
    case .handedOver:
      close(request, at: event.time)
      open[request] = (event.time, .waiting)
    case .transferring(_, let starts, _):
      close(request, at: starts)
      open[request] = (starts, .transfer)
    case .transferred:
      close(request, at: event.time)
      open[request] = (event.time, .working)
    case .lost:
      close(request, at: event.time)
      hasSpoken[request] = false
      open[request] = (event.time, .lost)
    case .retried:
      close(request, at: event.time)
      open[request] = (event.time, .waiting)
    case .routed, .replicaFailed, .replicaBack, .nobodyServes: continue
    }
  }
  for request in open.indices { close(request, at: run.now) }
  return bars
}
