/// Allocation of jobs whose pods want to lie close together in the network.
extension Volcano.Engine {
  private struct Solution {
    let operations: [Volcano.Statement.Operation]
    let worksheet: Volcano.GoHeap
    let score: Double
    let subJobHyperNode: Int?
  }

  /// Tries hypernodes from the lowest allowed tier upwards and takes the best of the first tier
  /// that holds the job; `true` if tasks were sent to nodes.
  mutating func allocateWithTopology(_ job: Int, _ worksheet: inout Volcano.GoHeap) -> Bool {
    guard let highestTier = jobs[job].highestTier else { return false }
    let settled = jobs[job].subJobHyperNode
    let known = jobs[job].obstacles
    let gradients = topology.gradients(
      below: topology.top, highestTier: highestTier, from: jobs[job].hyperNode,
      need: jobs[job].minResources ?? table.zero)
    for gradient in gradients {
      var best: (hyperNode: Int, solution: Solution)?
      for hyperNode in gradient {
        clearFailures(job)
        var copy = worksheet
        guard let solution = tryHyperNode(job, &copy, hyperNode, highestTier) else { continue }
        jobs[job].subJobHyperNode = settled
        if best.map({ solution.score > $0.solution.score }) ?? true { best = (hyperNode, solution) }
      }
      guard let best else { continue }
      jobs[job].obstacles = known
      var statement = repeatOperations(best.solution.operations)
      worksheet = best.solution.worksheet
      guard isReady(job) else { return false }
      commit(&statement)
      jobs[job].hyperNode = topology.common(jobs[job].hyperNode, best.hyperNode)
      jobs[job].subJobHyperNode = topology.common(
        jobs[job].subJobHyperNode, best.solution.subJobHyperNode)
      return true
    }
    jobs[job].obstacles.append(.noHyperNode(highestTier: highestTier))
    return false
  }

  private mutating func clearFailures(_ job: Int) {
    jobs[job].failed = [:]
    jobs[job].failedRoles = []
  }

  /// A dry run of the whole job inside one hypernode. Nothing of it stays.
  private mutating func tryHyperNode(
    _ job: Int, _ worksheet: inout Volcano.GoHeap, _ hyperNode: Int, _ highestTier: Int
  ) -> Solution? {
    var done: [Volcano.Statement] = []
    var score = 0.0
    while !worksheet.isEmpty {
      guard
        let part = placeTasks(job, &worksheet, below: hyperNode, highestTier)
      else { break }
      done.append(part.statement)
      score += part.score
      if isReady(job) { break }
    }
    let operations = done.flatMap(\.operations)
    let holds = !operations.isEmpty && (isReady(job) || isPipelined(job))
    let subJobHyperNode = jobs[job].subJobHyperNode
    for index in done.indices { discard(&done[index]) }
    guard holds else { return nil }
    return Solution(
      operations: operations, worksheet: worksheet, score: score,
      subJobHyperNode: subJobHyperNode)
  }

  /// Places tasks in the best hypernode of the first tier below that holds them.
  private mutating func placeTasks(
    _ job: Int, _ worksheet: inout Volcano.GoHeap, below hyperNode: Int, _ highestTier: Int
  ) -> (statement: Volcano.Statement, score: Double)? {
    var need = table.zero
    for task in pendingTasks(job) { need.add(request(task)) }
    let gradients = topology.gradients(
      below: hyperNode, highestTier: highestTier, from: jobs[job].subJobHyperNode, need: need)
    for gradient in gradients {
      var fitting: [Int] = []
      var tries: [(operations: [Volcano.Statement.Operation], worksheet: Volcano.GoHeap)] = []
      for candidate in gradient {
        clearFailures(job)
        var copy = worksheet
        guard var statement = allocateTasks(job, &copy, in: candidate),
          !statement.operations.isEmpty
        else { continue }
        fitting.append(candidate)
        tries.append((statement.operations, copy))
        discard(&statement)
      }
      if fitting.isEmpty { continue }
      var whole = table.zero
      for task in jobs[job].tasks { whole.add(request(task)) }
      let scores = topology.scores(
        fitting, request: whole, nodesOfTasks: jobs[job].tasks.map { tasks[$0].node })
      var best = 0
      for index in scores.indices.dropFirst() where scores[index] > scores[best] { best = index }
      let statement = repeatOperations(tries[best].operations)
      worksheet = tries[best].worksheet
      jobs[job].subJobHyperNode = topology.common(jobs[job].subJobHyperNode, fitting[best])
      return (statement, scores[best])
    }
    return nil
  }
}
