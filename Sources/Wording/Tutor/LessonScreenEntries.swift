/// Keys that begin with `tutor.lesson.`.
let lessonScreenEntries: [Entry] = []
