/// Keys that begin with `tutor.challenge.`.
let challengeScreenEntries: [Entry] = []
