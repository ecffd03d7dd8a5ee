extension Volcano {
  /// Decisions that can still be taken back together.
  struct Statement {
    struct Operation {
      enum Kind {
        case evict
        case pipeline
        case allocate
      }

      let kind: Kind
      let task: Int
      let node: Int
      var hasEvicted = false
      /// For evictions: for whom, and how the plugins voted.
      var preemptor: Int?
      var votes: [Volcano.Vote] = []
    }

    var operations: [Operation] = []

    var hasEvictions: Bool { operations.contains { $0.kind == .evict } }
  }
}

extension Volcano.Engine {
  mutating func allocate(_ task: Int, on node: Int, _ statement: inout Volcano.Statement) {
    setStatus(task, .allocated)
    tasks[task].node = node
    addToNode(task, node)
    tellAllocated(task, node)
    statement.operations.append(
      Volcano.Statement.Operation(kind: .allocate, task: task, node: node))
  }

  mutating func pipeline(
    _ task: Int, on node: Int, hasEvicted: Bool, _ statement: inout Volcano.Statement
  ) {
    setStatus(task, .pipelined)
    tasks[task].node = node
    tasks[task].hasEvicted = hasEvicted
    addToNode(task, node)
    tellAllocated(task, node)
    statement.operations.append(
      Volcano.Statement.Operation(kind: .pipeline, task: task, node: node, hasEvicted: hasEvicted))
  }

  mutating func evict(_ task: Int, for preemptor: Int, _ statement: inout Volcano.Statement) {
    guard let node = tasks[task].node else { return }
    setStatus(task, .releasing)
    removeFromNode(task, node)
    addToNode(task, node)
    tellDeallocated(task, node)
    statement.operations.append(
      Volcano.Statement.Operation(
        kind: .evict, task: task, node: node, preemptor: preemptor,
        votes: votes.filter { $0.tasks.contains(taskIDs[task]) }))
  }

  /// Takes a task's node away again.
  mutating func release(_ task: Int) {
    guard let node = tasks[task].node else { return }
    setStatus(task, .pending)
    removeFromNode(task, node)
    tellDeallocated(task, node)
    tasks[task].node = nil
    tasks[task].jobHyperNode = nil
  }

  /// Undoes everything, the last decision first. Who was told to leave runs on.
  mutating func discard(_ statement: inout Volcano.Statement) {
    for operation in statement.operations.reversed() {
      switch operation.kind {
      case .evict:
        setStatus(operation.task, .running)
        removeFromNode(operation.task, operation.node)
        addToNode(operation.task, operation.node)
        tellAllocated(operation.task, operation.node)
      case .pipeline, .allocate: release(operation.task)
      }
    }
    statement.operations = []
  }

  /// Sends the decisions to the cluster.
  mutating func commit(_ statement: inout Volcano.Statement) {
    for operation in statement.operations {
      switch operation.kind {
      case .evict: record(eviction: operation)
      case .pipeline: break
      case .allocate: bind(operation.task)
      }
    }
    statement.operations = []
  }

  mutating func bind(_ task: Int) {
    guard let node = tasks[task].node else { return }
    setStatus(task, .binding)
    outcome.binds.append(
      Volcano.Bind(
        task: taskIDs[task], podGroup: jobIDs[tasks[task].job], node: nodes[node].name))
  }

  private mutating func record(eviction: Volcano.Statement.Operation) {
    outcome.evictions.append(
      Volcano.Eviction(
        task: taskIDs[eviction.task], podGroup: jobIDs[tasks[eviction.task].job],
        node: nodes[eviction.node].name, action: action,
        preemptor: eviction.preemptor.map { taskIDs[$0] } ?? "", votes: eviction.votes))
  }

  /// Does again what was tried and discarded before.
  mutating func repeatOperations(_ operations: [Volcano.Statement.Operation]) -> Volcano.Statement {
    var statement = Volcano.Statement()
    for operation in operations {
      switch operation.kind {
      case .allocate: allocate(operation.task, on: operation.node, &statement)
      case .pipeline:
        pipeline(
          operation.task, on: operation.node, hasEvicted: operation.hasEvicted, &statement)
      case .evict: break
      }
    }
    return statement
  }
}
