import Wording

/// State machines side by side, each with the state that it is in.
public struct StateMachines: Sendable, Hashable {
  /// One machine: a pod's phase, its sandbox, a container, a volume; or a look of fake objects.
  public struct Machine: Sendable, Hashable {
    /// Whose it is: `web-0`.
    public let subject: String
    /// Index of the owner in the picture; -1 for none.
    public let owner: Int
    /// What it is a machine of: `sandbox`.
    public let name: Message
    /// In the order in which they are passed.
    public let states: [State]

    public init(subject: String, owner: Int, name: Message, states: [State]) {
      self.subject = subject
      self.owner = owner
      self.name = name
      self.states = states
    }
  }
  public struct State: Sendable, Hashable {
    public enum Mark: Sendable, Hashable {
      /// It is not there, it was there once, it is there, it is there and nothing good.
      case ahead, passed, present, trouble
    }
    public let name: Message
    public let mark: Mark
    /// How many are in it; `nil` where that is no question.
    public let count: Int?

    public init(name: Message, mark: Mark, count: Int? = nil) {
      self.name = name
      self.mark = mark
      self.count = count
    }
  }

  public let machines: [Machine]

  public init(machines: [Machine]) { self.machines = machines }
}
