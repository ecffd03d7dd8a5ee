/// Keys that begin with `common.`.
let commonEntries: [Entry] = []
