import Curriculum
import Learning
import TerminalUI
import Testing

@testable import Tutor

@Suite struct MapTests {
  private static let sizes = [(60, 15), (80, 24), (120, 40), (200, 60), (40, 10)]

  private func layouts() -> [(name: String, layout: MapLayout, columns: Int)] {
    Self.sizes.flatMap { columns, rows in
      [false, true].map { hasAdditions in
        var screen = MapScreen()
        screen.filter.hasAdditions = hasAdditions
        let context = opened(columns: columns, rows: rows).context
        return (
          "\(columns)x\(rows) \(hasAdditions ? "with" : "without") additions",
          screen.layout(context), screen.frame(context).cards.columns
        )
      }
    }
  }

  @Test func cardsNeverOverlapAndStayInside() {
    for (name, layout, columns) in layouts() {
      for (at, card) in layout.cards.enumerated() {
        #expect(
          card.rect.column >= 0 && card.rect.endColumn <= columns, "\(name): \(card.entry.id)")
        for other in layout.cards.dropFirst(at + 1) {
          #expect(
            card.rect.intersection(other.rect).isEmpty,
            "\(name): \(card.entry.id) lies over \(other.entry.id)")
        }
      }
    }
  }

  @Test func bandsStandInTheOrderOfTheStagesAndLinesInTheOrderOfMaturity() {
    for (name, layout, _) in layouts() {
      #expect(layout.bands.map(\.stage) == [5, 4, 3, 2, 1])
      for card in layout.cards {
        let band = layout.bands.first { $0.stage == card.entry.stage }
        let first = band?.row ?? .max
        let end = first + (band?.rows ?? 0)
        #expect(
          card.rect.row >= first && card.rect.endRow <= end,
          "\(name): \(card.entry.id) left its band")
        for other in layout.cards
        where other.rect.row == card.rect.row && other.rect.column > card.rect.column {
          #expect(other.entry.x >= card.entry.x, "\(name): \(card.entry.id), \(other.entry.id)")
        }
      }
    }
  }

  @Test func everyCardCanBeReachedWithTheArrows() {
    for (name, layout, _) in layouts() {
      var reached: Set = ["kubernetes"]
      var waiting = ["kubernetes"]
      while let id = waiting.popLast() {
        for direction in [Action.left, .right, .up, .down] {
          if let next = layout.neighbour(of: id, direction), reached.insert(next).inserted {
            waiting.append(next)
          }
        }
      }
      let missing = layout.cards.map(\.entry.id).filter { !reached.contains($0) }
      #expect(missing.isEmpty, "\(name)")
    }
  }

  @Test func allEntriesOfTheLandscapeAreThere() {
    let entries = RealContent.index.landscape.entries
    #expect(entries.count { !$0.isAddition } == 31)
    #expect(entries.count { $0.isAddition } == 23)
    var state = opened(at: .map(entry: nil))
    #expect((state.screen as? MapScreen)?.shown(state.context).count == 31)
    press([.character("a")], in: &state)
    #expect((state.screen as? MapScreen)?.shown(state.context).count == 54)
  }

  @Test func enterOpensTheProjectAndRemembersThatItWasMet() {
    var state = opened(at: .map(entry: nil))
    let effects = press([.enter], in: &state)
    #expect(state.screen.place == .project("kubernetes"))
    #expect(
      effects.contains { if case .record(.entryMet("kubernetes")) = $0 { true } else { false } })
    press([.character("q")], in: &state)
    #expect(state.screen.place == .map(entry: nil))
  }

  @Test func filterShowsOnlyWhatItSays() {
    var state = opened(at: .map(entry: nil))
    // The panel's third line: early stage only.
    press([.character("f"), .down, .down, .right, .enter], in: &state)
    let screen = state.screen as? MapScreen
    let shown = screen?.shown(state.context) ?? []
    let settled = shown.filter { !$0.isEarly }
    #expect(!shown.isEmpty && settled.isEmpty)
    let ids = shown.map(\.id)
    #expect(ids.contains(screen?.selected ?? ""))
  }

  @Test func theSelectedCardCarriesTheCursor() {
    for (columns, rows) in Self.sizes {
      let state = opened(columns: columns, rows: rows, at: .map(entry: "vllm"))
      let canvas = draw(state)
      let cursor = canvas.cursor
      #expect(cursor != nil)
      if let cursor { #expect(canvas.line(cursor.row).contains("vLLM")) }
    }
  }
}
