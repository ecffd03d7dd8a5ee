import ServingSim
import Wording

/// The memory of an engine with a radix cache.
extension ServingReplay {
  /// Cells of the map at most; beyond, a cell stands for more tokens.
  private static var mostCells: Int { 4_096 }

  /// Who owns the token slots, part by part: the tree, then requests, then what is free.
  func slotPicture(
    _ map: SlotMap, _ engine: EngineScheduler, _ number: Int, _ replica: Int
  ) -> Picture {
    let page = engine.config.blockSize
    let pages = engine.config.usableBlocks
    let tokens = (pages + Self.mostCells - 1) / Self.mostCells * page
    return picture(
      cells(map, each: max(1, tokens)), each: max(1, tokens),
      title: Message("lab.picture.slots", String(max(1, tokens))), engine, number, replica)
  }

  /// A cell shows the part that has most of its tokens, the first of equal ones.
  private func cells(_ map: SlotMap, each: Int) -> [Picture.Cell] {
    var cells: [Picture.Cell] = []
    var (room, most, filled) = (each, 0, 0)
    var owner: SlotMap.Part?
    func close() {
      guard let part = owner else { return }
      cells.append(cell(part, fillPerMille: filled * 1_000 / each))
      (room, most, filled, owner) = (each, 0, 0, nil)
    }
    for part in map.parts {
      var left = part.tokens
      var written = part.filled
      while left > 0 {
        let piece = min(left, room)
        if piece > most { (most, owner) = (piece, part) }
        let text = min(piece, written)
        filled += text
        written -= text
        left -= piece
        room -= piece
        if room == 0 { close() }
      }
    }
    close()
    return cells
  }

  private func cell(_ part: SlotMap.Part, fillPerMille: Int) -> Picture.Cell {
    switch part.status {
    case .free: Picture.Cell(.free, fillPerMille: 0)
    case .cached: Picture.Cell(.cached, owner: part.request)
    case .locked, .own:
      Picture.Cell(
        part.locks > 1 ? .shared : .used, owner: part.request, fillPerMille: fillPerMille)
    }
  }

  func radixPanel(_ branches: [TreeBranch], page: Int) -> PrefixTree {
    PrefixTree(
      nodes: branches.map {
        PrefixTree.Node(
          name: $0.filledBy >= 0 ? names[$0.filledBy] : "", owner: $0.filledBy, depth: $0.depth,
          tokens: $0.tokens, holders: $0.locks, blocks: $0.tokens / page,
          evictionPlace: $0.evictionPlace)
      }, isRadix: true)
  }
}
