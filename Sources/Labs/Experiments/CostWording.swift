import ServingSim
import Wording

extension CostPart {
  /// Its name for people.
  public var message: Message { Message("lab.cost.part." + rawValue) }
}

extension Assumption {
  /// Why the number was taken, for people.
  public var message: Message { Message("lab.cost.assumption." + rawValue) }
}

extension PartEvidence {
  /// One line for wherever a figure shows that rests on an assumption: the part, the reason, the
  /// expected error; `nil` for a fitted part.
  public var label: (part: Message, reason: Message, expectedError: Int)? {
    guard case .assumed(let reason, let error) = evidence else { return nil }
    return (part.message, reason.message, error)
  }
}

extension RunAccuracy.Quantity {
  public var message: Message { Message("lab.cost.quantity." + rawValue) }
}

extension OperatorAccuracy.Row {
  /// As of `PartEvidence`.
  public var label: (part: Message, reason: Message, expectedError: Int)? {
    PartEvidence(part: part, evidence: evidence).label
  }

  /// The reason's name for programs; `nil` for a fitted part.
  public var assumption: String? {
    if case .assumed(let reason, _) = evidence { reason.rawValue } else { nil }
  }
}
