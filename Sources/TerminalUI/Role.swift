/// What a cell means; the driver decides how that looks in 256, 16 or no colours.
///
/// A role never carries a state alone: a glyph or a word beside it says the same.
public enum Role: UInt8, CaseIterable, Hashable, Sendable {
  /// Running text.
  case normal
  case heading, title, muted, strong, emphasis
  /// The chosen entry of a list or grid that has not the focus.
  case selected
  /// The one item that the next key acts on.
  case focused
  case good, bad, warning, accent
  case link, code, key, disabled
  case tab, activeTab
  case border, focusedBorder
  case bar, barEmpty
  /// The five stages of the path, lowest first.
  case stage1, stage2, stage3, stage4, stage5
  /// Six distinguishable series of a chart, or owners of cells.
  case series1, series2, series3, series4, series5, series6
  /// Four growing levels of activity.
  case heat1, heat2, heat3, heat4
  /// Text being typed.
  case input

  /// The role of a stage, `1...5`; `normal` for any other number.
  public static func stage(_ number: Int) -> Role {
    switch number {
    case 1: .stage1
    case 2: .stage2
    case 3: .stage3
    case 4: .stage4
    case 5: .stage5
    default: .normal
    }
  }

  /// The role of a series counted from 0; six series, then from the first again.
  public static func series(_ index: Int) -> Role {
    let all: [Role] = [.series1, .series2, .series3, .series4, .series5, .series6]
    return all[((index % all.count) + all.count) % all.count]
  }

  /// The role of an activity level: `muted` for 0, then four growing ones.
  public static func heat(_ level: Int) -> Role {
    switch level {
    case ...0: .muted
    case 1: .heat1
    case 2: .heat2
    case 3: .heat3
    default: .heat4
    }
  }
}

/// Attributes beyond those that the role brings along.
public struct Attributes: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let bold = Attributes(rawValue: 1)
  public static let underline = Attributes(rawValue: 2)
  public static let reverse = Attributes(rawValue: 4)
  public static let italic = Attributes(rawValue: 8)
}
