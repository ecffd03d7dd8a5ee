extension Kueue {
  /// A knock-out among numbered players: after one player changes, only its own matches are played
  /// again. Among equals the lower number wins.
  struct Bracket: Sendable {
    /// A binary tree of winners with the root at 1 and the players in the last `width` places;
    /// -1 where nobody is.
    private var winners: [Int32]
    private let width: Int

    init(players: Int) {
      var width = 1
      while width < players { width *= 2 }
      self.width = width
      winners = Array(repeating: -1, count: 2 * width)
    }

    /// `nil` when nobody plays.
    var winner: Int? { winners[1] < 0 ? nil : Int(winners[1]) }

    /// A player is new, has changed or is out; `beats` asks whether the first is better.
    mutating func play(_ player: Int, isIn: Bool, _ beats: (Int, Int) -> Bool) {
      var place = width + player
      winners[place] = isIn ? Int32(truncatingIfNeeded: player) : -1
      while place > 1 {
        place /= 2
        winners[place] = match(place, beats)
      }
    }

    /// Everybody plays at once.
    mutating func playAll(_ isIn: [Bool], _ beats: (Int, Int) -> Bool) {
      for player in isIn.indices {
        winners[width + player] = isIn[player] ? Int32(truncatingIfNeeded: player) : -1
      }
      for place in stride(from: width - 1, to: 0, by: -1) { winners[place] = match(place, beats) }
    }

    private func match(_ place: Int, _ beats: (Int, Int) -> Bool) -> Int32 {
      let (left, right) = (winners[2 * place], winners[2 * place + 1])
      if left < 0 || right < 0 { return max(left, right) }
      return beats(Int(right), Int(left)) ? right : left
    }
  }
}
