/// Keys that begin with `lab.`.
let labEntries: [Entry] = []
