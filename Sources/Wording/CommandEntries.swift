/// Keys that begin with `command.`.
let commandEntries: [Entry] = []
