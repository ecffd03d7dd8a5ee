/// Keys that begin with `tutor.lab.`.
let labScreenEntries: [Entry] = []
