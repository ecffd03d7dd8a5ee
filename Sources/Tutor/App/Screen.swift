import Curriculum
import Labs
import Learning
import Scenarios
import TerminalUI
import Wording

/// What every screen may look at and none may change.
public struct Context: Sendable {
  public let say: Wording
  public let glyphs: GlyphSet
  /// The room between the top row and the key row.
  public let area: Rect
  public let index: ContentIndex
  public let learner: LearnerState
  public let now: Moment

  /// A text of the content in the interface's language.
  func text(_ text: LocalText) -> String { text.text(say.language.rawValue) }

  /// Bindings read better with a short word for a sentence.
  func binding(
    _ keys: [Key], _ labelKey: String, _ action: Action, name: String? = nil,
    whyDisabled: String? = nil, hinted: Bool = true
  ) -> KeyBinding<Action> {
    KeyBinding(
      keys: keys, name: name, label: say(labelKey), action: action,
      whyDisabled: whyDisabled.map { say($0) }, isHinted: hinted)
  }
}

/// One screen: a value with its keys, its reactions and its picture. Each lives in a folder with four files: state,
/// update, draw, keys.
public protocol Screen: Sendable {
  var place: Place { get }
  /// The keys that work now, the most important first.
  func keys(_ context: Context) -> [KeyBinding<Action>]
  /// Reacts to one of its actions.
  mutating func perform(_ action: Action, _ context: Context) -> [Effect]
  /// Draws into `context.area`; sets the canvas' cursor to the focused item.
  func draw(on canvas: inout Canvas, _ context: Context)

  /// Called when the screen becomes the current one, also on the way back to it.
  mutating func appear(_ context: Context) -> [Effect]
  /// Called before another screen takes its place and before the program ends.
  mutating func disappear(_ context: Context) -> [Effect]
  /// Content that it asked for, or why there is none.
  mutating func receive(_ event: ScreenEvent, _ context: Context) -> [Effect]
  /// Whether letters go into a text field now instead of being commands.
  var isTyping: Bool { get }
  /// A key while `isTyping` (or a mouse event inside the area at any time).
  mutating func type(_ key: Key, _ context: Context) -> [Effect]
  /// Whether a run waits to be advanced.
  var wantsSlices: Bool { get }
  /// Whether something is drawn only once no key came for a moment, so that moving fast stays cheap on a slow line.
  var wantsRest: Bool { get }
  /// Milliseconds to wait before the next slice: 0 for a run, more for something that plays before the learner's eyes.
  var slicePause: Int { get }
  /// Where a follow-up of the last action leads; read and cleared by the frame after each call.
  var wantsPlace: Place? { get set }
  /// A word to the learner after the last action; read and cleared by the frame after each call.
  var notice: Notice? { get set }
}

/// What reaches a screen besides actions.
public enum ScreenEvent: Sendable {
  case loaded(Loaded)
  case loadFailed(what: String, reason: String)
  case slice(events: Int)
  /// No key came for a moment.
  case rest
  /// It is on disk, and the context's learner knows it.
  case recorded
  case recordFailed(reason: String)
  case fileWritten(path: String)
  case fileFailed(path: String, reason: String)
}

/// A line for the learner, shown in the bottom row until the next key.
public struct Notice: Hashable, Sendable {
  public var text: String
  /// `good`, `bad`, `warning` or `normal`.
  public var role: Role
  public init(_ text: String, role: Role = .normal) {
    self.text = text
    self.role = role
  }
}

extension Screen {
  public mutating func appear(_ context: Context) -> [Effect] { [] }
  public mutating func disappear(_ context: Context) -> [Effect] { [] }
  public mutating func receive(_ event: ScreenEvent, _ context: Context) -> [Effect] { [] }
  public var isTyping: Bool { false }
  public mutating func type(_ key: Key, _ context: Context) -> [Effect] { [] }
  public var wantsSlices: Bool { false }
  public var wantsRest: Bool { false }
  public var slicePause: Int { 0 }
}
