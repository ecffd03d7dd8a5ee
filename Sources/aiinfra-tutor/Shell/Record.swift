import Foundation
import Learning

/// The learner's record as the door keeps it: events get their identifiers and moments here.
struct Record {
  struct Trouble: Error { let reason: String }
  var state = LearnerState()
  var maker = EventMaker(entropy: UInt64.random(in: 0...UInt64.max))
  mutating func append(_ kinds: [LearnerEvent.Kind], at now: Moment) -> Result<[LearnerEvent], Trouble> {
    .success(kinds.map { maker.make($0, at: now) })
  }
}
