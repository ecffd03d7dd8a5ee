import Testing

@testable import Simulation

@Suite struct EventQueueTests {
  @Test func timeThenRankThenOrderOfScheduling() {
    var queue = EventQueue<String>()
    queue.schedule("late", at: .zero + .seconds(2))
    queue.schedule("second of its moment", at: .zero + .seconds(1), rank: 1)
    queue.schedule("third of its moment", at: .zero + .seconds(1), rank: 1)
    queue.schedule("first of its moment", at: .zero + .seconds(1), rank: 0)
    queue.schedule("start", at: .zero, rank: 9)
    #expect(queue.count == 5)
    #expect(queue.nextTime == .zero)
    var order: [String] = []
    while let entry = queue.popNext() { order.append(entry.payload) }
    #expect(
      order == [
        "start", "first of its moment", "second of its moment", "third of its moment", "late",
      ])
    #expect(queue.isEmpty)
    #expect(queue.nextTime == nil)
  }

  /// A stable sort of everything scheduled is the second opinion.
  @Test func agreesWithAStableSort() {
    var generator = SeededGenerator(seed: Seed("queue"))
    for round in 0..<50 {
      var queue = EventQueue<Int>()
      var all: [(time: Int, rank: Int, number: Int)] = []
      for number in 0..<200 {
        let (time, rank) = (generator.below(20), generator.below(3))
        queue.schedule(number, at: SimTime(nanoseconds: time), rank: rank)
        all.append((time, rank, number))
      }
      let expected = all.sorted { ($0.time, $0.rank, $0.number) < ($1.time, $1.rank, $1.number) }
      var got: [Int] = []
      while let entry = queue.popNext() { got.append(entry.payload) }
      #expect(got == expected.map(\.number), "seed queue, round \(round)")
    }
  }

  @Test func eventsScheduledWhilePoppingTakeTheirPlace() {
    var queue = EventQueue<String>()
    queue.schedule("a", at: SimTime(nanoseconds: 5))
    queue.schedule("c", at: SimTime(nanoseconds: 9))
    #expect(queue.popNext()?.payload == "a")
    queue.schedule("b", at: SimTime(nanoseconds: 7))
    #expect(queue.popNext()?.payload == "b")
    #expect(queue.popNext()?.payload == "c")
  }
}
