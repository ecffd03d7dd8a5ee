/// Keys that begin with `tutor.`: one list for the frame and one for each group of screens.
let tutorEntries: [[Entry]] = [
  frameEntries, mapEntries, pageEntries, lessonScreenEntries, reviewEntries,
  challengeScreenEntries, labScreenEntries, experimentScreenEntries,
  progressScreenEntries,
]
