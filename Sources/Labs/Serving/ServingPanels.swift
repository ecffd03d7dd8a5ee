import ServingSim
import Simulation

// The views beside the picture.

extension ServingReplay {
  /// Steps to each side of the present one that a batch timeline holds.
  private static var timelineReach: Int { 300 }

  var panels: [PanelKind] {
    [.waterfall, .batches] + (run.setup.engine.prefixCaching ? [.prefixTree] : [])
  }

  func panel(_ kind: PanelKind, at step: Int) -> Panel? {
    guard panels.contains(kind) else { return nil }
    switch kind {
    case .waterfall: return .waterfall(waterfall)
    case .batches: return .batches(batches(at: engineStep(step)))
    case .prefixTree: return .prefixTree(prefixTree(at: engineStep(step)))
    case .heatMap, .gantt, .queues, .topology, .fleet: return nil
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

  private func batches(at number: Int) -> BatchTimeline {
    let first = max(0, number - Self.timelineReach)
    let last = min(run.steps.count, max(0, number) + Self.timelineReach + 1)
    let shares = run.step(number)?.scheduled ?? []
    return BatchTimeline(
      steps: (first..<last).map { index in
        let row = run.steps[index]
        return BatchTimeline.Step(
          number: index, start: row.start, duration: row.end - row.start,
          prefillTokens: row.scheduledTokens - row.decodeTokens, decodeTokens: row.decodeTokens,
          sequences: row.sequences, waiting: row.waiting)
      }, present: number >= 0 ? number - first : nil,
      tokenBudget: run.setup.engine.tokenBudget,
      shares: shares.map {
        BatchTimeline.Share(
          name: names[$0.request], owner: $0.request, tokens: $0.tokens, before: $0.computedBefore)
      })
  }

  private func prefixTree(at number: Int) -> PrefixTree {
    PrefixTree(
      nodes: (run.engine(afterStep: number)?.cachedPrefixes() ?? []).map {
        PrefixTree.Node(
          name: $0.filledBy >= 0 ? names[$0.filledBy] : "", owner: $0.filledBy, depth: $0.depth,
          tokens: $0.tokens, holders: $0.holders.count, blocks: $0.blocks.count + $0.copies)
      })
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
    case .arrived: open[request] = (event.time, .waiting)
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
    case .routed, .transferring, .transferred: continue
    }
  }
  for request in open.indices { close(request, at: run.now) }
  return bars
}
