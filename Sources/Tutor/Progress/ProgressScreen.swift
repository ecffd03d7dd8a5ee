import Curriculum
import Learning
import Reporting
import TerminalUI

/// What only the progress screen does.
public enum ProgressAction: Hashable, Sendable { case exportHTML, exportMarkdown, exportJSON }

/// What was learnt: mastery, activity, challenges, predictions, what is due; and its export as a file.
public struct ProgressScreen: PageScreen {
  enum Form: String, Sendable {
    case html, markdown, json
    /// End of the file's name.
    var suffix: String { self == .markdown ? "md" : rawValue }
  }

  var position = PagePosition()
  /// The form that is being exported while its path is typed.
  var exporting: Form?
  var editor = LineEditor()
  public var wantsPlace: Place?
  public var notice: Notice?

  public init() {}

  public var place: Place { .progress }
  public var isTyping: Bool { exporting != nil }

  func ownKeys(_ context: Context) -> [KeyBinding<Action>] {
    let whyNot = context.index.landscape.stages.isEmpty ? "tutor.progress.why.reading" : nil
    return [
      context.binding(
        [.character("h")], "tutor.progress.key.html", .progress(.exportHTML), whyDisabled: whyNot),
      context.binding(
        [.character("m")], "tutor.progress.key.markdown", .progress(.exportMarkdown),
        whyDisabled: whyNot),
      context.binding(
        [.character("J")], "tutor.progress.key.json", .progress(.exportJSON), whyDisabled: whyNot),
    ]
  }

  mutating func performOwn(_ action: Action, _ context: Context) -> [Effect] {
    switch action {
    case .progress(.exportHTML): beginExport(.html, context)
    case .progress(.exportMarkdown): beginExport(.markdown, context)
    case .progress(.exportJSON): beginExport(.json, context)
    default: break
    }
    return []
  }

  private mutating func beginExport(_ form: Form, _ context: Context) {
    exporting = form
    editor = LineEditor(
      "aiinfra-report-\(context.now.date.description).\(form.suffix)", limit: 200)
  }

  public mutating func type(_ key: Key, _ context: Context) -> [Effect] {
    if case .mouse = key {
      guard exporting == nil,
        case .go(let place)? = position.handleMouse(
          key, on: page(context), in: pageArea(context))
      else { return [] }
      wantsPlace = place
      return []
    }
    guard let form = exporting else { return [] }
    switch key {
    case .escape: exporting = nil
    case .enter where !editor.text.isEmpty:
      exporting = nil
      let report = makeReport(
        context.learner, index: context.index, now: context.now, language: context.say.language)
      let text =
        switch form {
        case .html: report.html
        case .markdown: report.markdown
        case .json: report.json
        }
      return [.writeFile(path: editor.text, text: text)]
    default: _ = editor.handle(key)
    }
    return []
  }

  public func draw(on canvas: inout Canvas, _ context: Context) {
    var area = pageArea(context)
    if exporting != nil { area.rows -= 1 }
    let page = page(context)
    canvas.page(page, position, in: area)
    drawActivity(on: &canvas, page, in: area, context)
    if exporting != nil {
      canvas.textField(
        editor, prompt: context.say("tutor.progress.exportTo") + " ", column: area.column,
        row: area.endRow, width: area.columns)
    }
  }
}
