import Curriculum
import Learning
import TerminalUI

/// What only the progress screen does.
public enum ProgressAction: Hashable, Sendable { case exportHTML, exportMarkdown, exportJSON }
public struct ProgressScreen: PageScreen {
  var position = PagePosition()
  public var wantsPlace: Place?
  public var notice: Notice?
  public init() {}
  public var place: Place { .progress }
  func page(_ context: Context) -> Page { Page(width: 10, glyphs: context.glyphs) }
}
