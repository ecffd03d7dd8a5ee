/// Keys that begin with `learning.`.
let learningEntries: [Entry] = []
