import Labs
import TerminalUI

public enum LessonAction: Hashable, Sendable { case temporary }
public struct LessonScreen: Screen {
  public let id: String
  public init(_ id: String) { self.id = id }
  public var wantsPlace: Place?
  public var notice: Notice?
  public var place: Place { .lesson(id) }
  public func keys(_ context: Context) -> [KeyBinding<Action>] { [] }
  public mutating func perform(_ action: Action, _ context: Context) -> [Effect] { [] }
  public func draw(on canvas: inout Canvas, _ context: Context) {}
}
