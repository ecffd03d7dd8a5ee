import Curriculum
import TerminalUI

/// Where each card of the landscape stands: five bands, stage 1 lowest; inside a band higher `y` stands higher and `x`
/// places from prototype (left) to mature (right).
///
/// Rows are virtual: when the bands need more rows than the screen has, the map scrolls.
struct MapLayout: Sendable {
  struct Card: Sendable {
    let entry: LandscapeEntry
    /// In virtual rows, columns of the card area from 0.
    let rect: Rect
    var middle: (column: Int, row: Int) {
      (rect.column * 2 + rect.columns, rect.row * 2 + rect.rows)
    }
  }
  struct Band: Sendable {
    let stage: Int
    let row: Int
    let rows: Int
    /// The categories of its cards, from top to bottom; `row` is the middle of their cards.
    let categories: [(name: String, row: Int)]
  }

  let cards: [Card]
  /// From stage 5 (top) to stage 1.
  let bands: [Band]
  let rows: Int
  /// Whether cards are framed boxes of three rows, else names between marks in one.
  let isBoxed: Bool

  /// Lays out `entries` on `columns` columns; `rows` is what the screen has. `stages` are the bands, top first.
  init(_ entries: [LandscapeEntry], stages: [Int], columns: Int, rows: Int) {
    let share = max(1, rows / max(1, stages.count))
    // Boxes only where every band still fits its share.
    if share >= 3 {
      let boxed = Self.place(entries, stages: stages, columns: columns, rows: rows, cardRows: 3)
      if boxed.rows <= rows {
        (cards, bands, self.rows, isBoxed) = (boxed.cards, boxed.bands, boxed.rows, true)
        return
      }
    }
    let plain = Self.place(entries, stages: stages, columns: columns, rows: rows, cardRows: 1)
    (cards, bands, self.rows, isBoxed) = (plain.cards, plain.bands, plain.rows, false)
  }

  private static func place(
    _ entries: [LandscapeEntry], stages: [Int], columns: Int, rows: Int, cardRows: Int
  ) -> (cards: [Card], bands: [Band], rows: Int) {
    let lines = lineCounts(entries, stages: stages, total: rows / cardRows)
    var packed: [(stage: Int, slots: [[Slot]])] = []
    for (stage, count) in zip(stages, lines) {
      let members = entries.filter { $0.stage == stage }
        .sorted { ($1.y, $0.x, $0.id) < ($0.y, $1.x, $1.id) }
      packed.append((stage, pack(members, lines: count, columns: columns, boxed: cardRows > 1)))
    }
    // Rows that are left over go below the bands, top first.
    let used = packed.reduce(0) { $0 + $1.slots.count * cardRows }
    var spare = max(0, rows - used)
    var cards: [Card] = []
    var bands: [Band] = []
    var row = 0
    for (at, band) in packed.enumerated() {
      let extra = spare / (packed.count - at)
      spare -= extra
      let first = cards.count
      for (line, slots) in band.slots.enumerated() {
        for slot in slots {
          cards.append(
            Card(
              entry: slot.entry,
              rect: Rect(
                column: slot.column, row: row + line * cardRows, columns: slot.width,
                rows: cardRows)))
        }
      }
      let height = band.slots.count * cardRows + extra
      bands.append(
        Band(stage: band.stage, row: row, rows: height, categories: categories(of: cards[first...]))
      )
      row += height
    }
    return (cards, bands, row)
  }

  private static func categories(of cards: ArraySlice<Card>) -> [(name: String, row: Int)] {
    var places: [(name: String, rows: [Int])] = []
    for card in cards {
      let row = card.rect.row + card.rect.rows / 2
      if let known = places.firstIndex(where: { $0.name == card.entry.category }) {
        places[known].rows.append(row)
      } else {
        places.append((card.entry.category, [row]))
      }
    }
    return places.map { ($0.name, $0.rows.reduce(0, +) / $0.rows.count) }
      .sorted { $0.row < $1.row }
  }

  /// Lines for each band: all get the same, what is left goes one by one to the fullest.
  private static func lineCounts(_ entries: [LandscapeEntry], stages: [Int], total: Int) -> [Int] {
    let members = stages.map { stage in entries.count { $0.stage == stage } }
    var counts = [Int](repeating: max(1, total / max(1, stages.count)), count: stages.count)
    var spare = total - counts.reduce(0, +)
    while spare > 0,
      let fullest = counts.indices.max(by: {
        (members[$0] * counts[$1], $1) < (members[$1] * counts[$0], $0)
      })
    {
      counts[fullest] += 1
      spare -= 1
    }
    return counts
  }

  private struct Slot {
    let entry: LandscapeEntry
    var column: Int
    let width: Int

    /// Columns that both want.
    func overlap(_ other: Slot) -> Int {
      max(0, min(column + width, other.column + other.width) - max(column, other.column))
    }
  }

  /// Puts cards into lines, higher `y` higher and where the fewest others want the same columns, then each line into
  /// order; lines are added when they do not fit.
  private static func pack(
    _ members: [LandscapeEntry], lines: Int, columns: Int, boxed: Bool
  ) -> [[Slot]] {
    var slots = [[Slot]](repeating: [], count: max(1, lines))
    for (rank, entry) in members.enumerated() {
      let width = min(columns, width(of: entry, boxed: boxed))
      let wanted = Slot(
        entry: entry, column: entry.x * max(0, columns - width) / 100, width: width)
      let wantedLine = rank * slots.count / max(1, members.count)
      var best: (cost: Int, line: Int)?
      for line in slots.indices
      where slots[line].reduce(width, { $0 + $1.width }) <= columns {
        let cost =
          abs(line - wantedLine) * 7 + slots[line].reduce(0) { $0 + $1.overlap(wanted) }
        if cost < best?.cost ?? .max { best = (cost, line) }
      }
      if let best {
        slots[best.line].append(wanted)
      } else {
        slots.append([wanted])
      }
    }
    return slots.map { spread($0, columns: columns) }
  }

  /// Moves the cards of a line apart, each as near to its place as its neighbours allow; order by x.
  private static func spread(_ line: [Slot], columns: Int) -> [Slot] {
    var slots = line.sorted { ($0.entry.x, $0.entry.id) < ($1.entry.x, $1.entry.id) }
    for at in slots.indices.dropFirst() {
      slots[at].column = max(slots[at].column, slots[at - 1].column + slots[at - 1].width)
    }
    var end = columns
    for at in slots.indices.reversed() {
      slots[at].column = min(slots[at].column, end - slots[at].width)
      end = slots[at].column
    }
    return slots
  }

  private static func width(of entry: LandscapeEntry, boxed: Bool) -> Int {
    // Name, an edge on both sides, a place for the progress mark.
    Text.width(entry.label) + (boxed ? 4 : 3)
  }

  func card(_ id: String) -> Card? { cards.first { $0.entry.id == id } }

  /// The nearest card in a direction: distance along it counts once, sideways distance more. `nil` at the edge.
  func neighbour(of id: String, _ direction: Action) -> String? {
    guard let from = card(id)?.middle else { return cards.first?.entry.id }
    var best: (cost: Int, id: String)?
    for card in cards where card.entry.id != id {
      let dx = card.middle.column - from.column
      // A row is about two columns high.
      let dy = (card.middle.row - from.row) * 2
      let (along, aside): (Int, Int) =
        switch direction {
        case .left: (-dx, abs(dy))
        case .right: (dx, abs(dy))
        case .up: (-dy, abs(dx))
        default: (dy, abs(dx))
        }
      guard along > 0 else { continue }
      let isHorizontal = direction == .left || direction == .right
      // Sideways of a row move, half a screen away is still better than another row.
      let cost = isHorizontal ? along + aside * 6 : along * 2 + aside
      if cost < best?.cost ?? .max { best = (cost, card.entry.id) }
    }
    return best?.id
  }
}

extension LandscapeEntry {
  /// What the card says: the name without its explanation in brackets.
  var label: String {
    var isAfterBlank = false
    for at in name.utf8.indices {
      let byte = name.utf8[at]
      if isAfterBlank, byte == UInt8(ascii: "(") {
        return String(name[..<name.utf8.index(before: at)])
      }
      isAfterBlank = byte == UInt8(ascii: " ")
    }
    return name
  }
}
