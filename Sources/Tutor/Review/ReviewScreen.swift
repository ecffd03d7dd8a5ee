import Labs
import TerminalUI

public enum ReviewAction: Hashable, Sendable { case temporary }
public struct ReviewScreen: Screen {
  public init() {}
  public var wantsPlace: Place?
  public var notice: Notice?
  public var place: Place { .review }
  public func keys(_ context: Context) -> [KeyBinding<Action>] { [] }
  public mutating func perform(_ action: Action, _ context: Context) -> [Effect] { [] }
  public func draw(on canvas: inout Canvas, _ context: Context) {}
}
