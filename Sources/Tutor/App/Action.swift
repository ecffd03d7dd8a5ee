/// Everything that a key, the palette or a click can ask for. Actions that only one screen knows live beside that screen.
public enum Action: Hashable, Sendable {
  // The whole program
  case go(Place)
  case back, forward
  case quit
  /// Ctrl-C: cancels a run, otherwise leaves.
  case interrupt
  case help, search, palette
  case toggleMouse
  case redraw

  // What every list and grid understands
  case up, down, left, right
  case pageUp, pageDown
  case first, last
  case open
  case nextPane, previousPane

  // One screen's own
  case map(MapAction)
  case lesson(LessonAction)
  case review(ReviewAction)
  case path(PathAction)
  case challenges(ChallengesAction)
  case challenge(ChallengeAction)
  case replay(ReplayAction)
  case lab(LabAction)
  case progress(ProgressAction)
}
