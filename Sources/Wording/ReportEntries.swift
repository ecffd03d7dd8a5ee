/// Keys that begin with `report.`.
let reportEntries: [Entry] = []
