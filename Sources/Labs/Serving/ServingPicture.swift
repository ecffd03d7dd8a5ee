import ServingSim
import Simulation
import Wording

extension ServingReplay {
  private static var cellsPerRow: Int { 64 }

  func picture(at step: Int) -> Picture {
    let number = engineStep(step)
    let replica = replica(step)
    guard let engine = run.engine(afterStep: number, replica: replica) else {
      return Picture(title: Message("lab.picture.blocks"), rows: [], owners: names)
    }
    if let map = engine.slotMap() { return slotPicture(map, engine, number, replica) }
    let cells = engine.blockMap().blocks.map { cell($0, blockSize: engine.config.blockSize) }
    return picture(
      cells, each: 1, title: Message("lab.picture.blocks"), engine, number, replica)
  }

  /// `each`: what a row's name counts in.
  func picture(
    _ cells: [Picture.Cell], each: Int, title: Message, _ engine: EngineScheduler, _ number: Int,
    _ replica: Int
  ) -> Picture {
    let rows = stride(from: 0, to: cells.count, by: Self.cellsPerRow).map { first in
      Picture.Row(
        name: String(first * each),
        cells: Array(cells[first..<min(first + Self.cellsPerRow, cells.count)]))
    }
    var picture = Picture(
      title: title, rows: rows, owners: names,
      queues: [
        Picture.Queue(
          title: Message("lab.queue.running"), members: engine.runningRequests.map { names[$0] }),
        Picture.Queue(
          title: Message("lab.queue.waiting"), members: engine.waitingRequests.map { names[$0] }),
      ])
    picture.numbers = numbers(engine, number, replica)
    return picture
  }

  private func cell(_ block: BlockMap.Block, blockSize: Int) -> Picture.Cell {
    switch block.status {
    case .reserved: Picture.Cell(.blocked)
    case .free: Picture.Cell(.free, fillPerMille: 0)
    case .cached: Picture.Cell(.cached, owner: block.filledBy ?? -1)
    case .inUse:
      Picture.Cell(
        block.holders.count > 1 ? .shared : .used, owner: block.holders.first ?? -1,
        fillPerMille: block.tokens * 1_000 / max(1, blockSize))
    }
  }

  private func numbers(
    _ engine: EngineScheduler, _ step: Int, _ replica: Int
  ) -> [(title: Message, value: String)] {
    var numbers =
      run.replicaCount > 1 ? [(Message("lab.number.replica"), replicaName(replica))] : []
    numbers += [
      (Message("lab.number.running"), String(engine.runningCount)),
      (Message("lab.number.waiting"), String(engine.waitingCount)),
      (
        Message(isRadix ? "lab.number.free-pages" : "lab.number.free-blocks"),
        "\(engine.freeBlocks) / \(engine.config.usableBlocks)"
      ),
      (
        Message(isRadix ? "lab.number.tree-pages" : "lab.number.cached-blocks"),
        String(engine.cachedHashes)
      ),
    ]
    if let ratio = engine.newTokenRatio {
      numbers.append((Message("lab.number.new-token-ratio"), formatted(ratio, decimals: 3)))
    }
    if let request = engine.chunkedRequest {
      numbers.append((Message("lab.number.chunked"), names[request]))
    }
    let rows = run.steps(ofReplica: replica)
    if step >= 0, step < rows.count {
      let row = rows[step]
      numbers.append((Message("lab.number.engine-step"), String(step)))
      numbers.append(
        (
          Message("lab.number.step-tokens"),
          "\(row.scheduledTokens) / \(engine.config.tokenBudget)"
        ))
      numbers.append(
        (
          Message("lab.number.step-time"),
          formatted((row.end - row.start).inMilliseconds, decimals: 1) + " ms"
        ))
    }
    return numbers
  }

  /// Curves with at most this many points; a longer run is thinned by taking the last row of each
  /// stretch.
  private static var mostPoints: Int { 600 }

  var series: [Series] {
    let steps = run.steps
    let stretch = max(1, (steps.count + Self.mostPoints - 1) / Self.mostPoints)
    let usable = Double(max(1, run.setup.engine.usableBlocks))
    func curve(_ id: String, _ unit: String, _ value: (StepRow) -> Double) -> Series {
      Series(
        id: id, unit: unit,
        points: stride(from: min(stretch, steps.count) - 1, to: steps.count, by: stretch).map {
          Series.Point(timeNanoseconds: steps[$0].end.nanoseconds, value: value(steps[$0]))
        })
    }
    guard !steps.isEmpty else { return [] }
    return [
      curve("running", "requests") { Double($0.running) },
      curve("waiting", "requests") { Double($0.waiting) },
      curve("kv_usage", "%") { Double($0.heldBlocks) * 100 / usable },
      curve("cached_blocks", "blocks") { Double($0.cachedHashes) },
      curve("step_tokens", "tokens") { Double($0.scheduledTokens) },
      curve("step_time", "ms") { ($0.end - $0.start).inMilliseconds },
    ]
  }
}
