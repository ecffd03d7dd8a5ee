/// Keys that begin with `tutor.review.`.
let reviewEntries: [Entry] = []
