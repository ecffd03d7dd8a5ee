import Curriculum
import Learning
import TerminalUI

/// The landscape grid.
public struct MapScreen: Screen {
  /// What is shown of the landscape.
  struct Filter: Hashable, Sendable {
    var stage: Int?
    var category: String?
    var isEarlyOnly = false
    var isUnmetOnly = false
    var hasAdditions = false

    var isOpen: Bool { stage == nil && category == nil && !isEarlyOnly && !isUnmetOnly }

    func admits(_ entry: LandscapeEntry, _ learner: LearnerState) -> Bool {
      (hasAdditions || !entry.isAddition)
        && (stage == nil || entry.stage == stage)
        && (category == nil || entry.category == category)
        && (!isEarlyOnly || entry.isEarly)
        && (!isUnmetOnly || learner.entriesMet[entry.id] == nil)
    }
  }

  var selected: String?
  var filter = Filter()
  /// The band that fills the screen; `nil` shows all five.
  var zoomed: Int?
  var isFiltering = false
  /// The line of the filter panel with the focus.
  var filterLine = 0
  var hasLegend = false
  /// Whether the description of the selected card is drawn: not while the selection moves.
  var isRested = true
  /// The layout as it was after the last key: cards stay where they are while the selection moves over them.
  private var kept: (of: LayoutInputs, layout: MapLayout)?
  public var wantsPlace: Place?
  public var notice: Notice?

  public init(selected: String? = nil) { self.selected = selected }

  public var place: Place { .map(entry: nil) }

  public var wantsRest: Bool { !isRested }

  /// Categories in the order of the stages, each once.
  func categories(_ context: Context) -> [String] {
    var names: [String] = []
    for entry in context.index.landscape.entries.sorted(by: { ($0.stage, $0.y) < ($1.stage, $1.y) })
    where !names.contains(entry.category) {
      names.append(entry.category)
    }
    return names
  }

  func shown(_ context: Context) -> [LandscapeEntry] {
    context.index.landscape.entries.filter { entry in
      filter.admits(entry, context.learner) && (zoomed == nil || entry.stage == zoomed)
    }
  }

  /// Room for cards: without the stage names at the left, the categories at the right, the axes and the lines about the
  /// selected entry.
  func frame(_ context: Context) -> MapFrame { MapFrame(context.area) }

  func layout(_ context: Context) -> MapLayout {
    if let kept, kept.of == inputs(context) { return kept.layout }
    let frame = frame(context)
    var stages = [5, 4, 3, 2, 1]
    if let only = zoomed ?? filter.stage { stages = [only] }
    return MapLayout(
      shown(context), stages: stages, columns: frame.cards.columns, rows: frame.cards.rows)
  }

  /// Keeps the layout for the next frame and the next key.
  mutating func keepLayout(_ context: Context) {
    let inputs = inputs(context)
    if kept?.of != inputs { kept = (inputs, layout(context)) }
  }

  private func inputs(_ context: Context) -> LayoutInputs {
    LayoutInputs(
      filter: filter, zoomed: zoomed, area: context.area,
      entries: context.index.landscape.entries.count,
      met: filter.isUnmetOnly ? context.learner.entriesMet.count : 0)
  }
}

/// Everything that the layout of the cards depends on; of what only ever grows, how much there is.
private struct LayoutInputs: Hashable {
  let filter: MapScreen.Filter
  let zoomed: Int?
  let area: Rect
  let entries: Int
  let met: Int
}

/// How the map divides its area.
struct MapFrame: Sendable {
  let cards: Rect
  /// Stage numbers and names.
  let stages: Rect
  /// Category labels at the right edge.
  let categories: Rect
  let top: Rect
  let axis: Rect
  /// About the selected entry.
  let about: Rect

  init(_ area: Rect) {
    let aboutRows = area.rows >= 30 ? 5 : area.rows >= 18 ? 3 : area.rows >= 11 ? 2 : 1
    let topRows = area.rows >= 18 ? 1 : 0
    let (upper, about) = area.splitBottom(aboutRows)
    let (middle, axis) = upper.splitBottom(1)
    let (top, grid) = middle.splitTop(topRows)
    let stagesWidth = area.columns >= 110 ? 26 : area.columns >= 76 ? 12 : 3
    let categoriesWidth =
      area.columns >= 110 ? 16 : area.columns >= 76 ? 13 : 0
    let (stages, rest) = grid.splitLeft(stagesWidth)
    let (cards, categories) = rest.splitRight(categoriesWidth, gap: categoriesWidth > 0 ? 1 : 0)
    self.about = about.inset(columns: 1)
    self.axis = axis
    self.top = top
    self.stages = stages
    self.categories = categories
    self.cards = cards
  }
}
