/// Keys that begin with `tutor.`.
let tutorEntries: [Entry] = []
