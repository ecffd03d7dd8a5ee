import Labs
import TerminalUI

public enum LabAction: Hashable, Sendable { case temporary }
public struct LabScreen: Screen {
  public let id: LabID?
  public init(_ id: LabID?, scenario: String? = nil) { self.id = id }
  public var wantsPlace: Place?
  public var notice: Notice?
  public var place: Place { .lab(id) }
  public func keys(_ context: Context) -> [KeyBinding<Action>] { [] }
  public mutating func perform(_ action: Action, _ context: Context) -> [Effect] { [] }
  public func draw(on canvas: inout Canvas, _ context: Context) {}
}
