/// Keys that begin with `tutor.progress.`.
let progressScreenEntries: [Entry] = []
