import Synchronization

@testable import ProgressStore

/// A disk in memory that loses power, or refuses, at a chosen step.
///
/// Pessimistic: bytes are safe once their file was synced, names once their directory was synced.
final class SimulatedDisk: Sendable {
  enum Trouble {
    case none
    /// Power is gone at this step (from 1): it is done by half, everything later fails.
    case powerCut(at: Int)
    /// This step alone is done by half and fails, as on a full disk.
    case refusal(at: Int)
  }

  /// What is found after the power comes back.
  enum Survivors: CaseIterable { case everything, onlyWhatWasSynced }

  private struct Content {
    var files: [Int: [UInt8]] = [:]
    var synced: [Int: [UInt8]] = [:]
    var names: [String: Int] = [:]
    var syncedNames: [String: Int] = [:]
    var nextFile = 0
    var steps = 0
    var isLocked = false
    var trouble = Trouble.none
  }

  private let content = Mutex(Content())

  /// Starts counting steps anew.
  func expect(_ trouble: Trouble) {
    content.withLock {
      $0.trouble = trouble
      $0.steps = 0
    }
  }

  /// Steps since `expect`.
  var steps: Int { content.withLock { $0.steps } }

  /// A new disk with what survived.
  func afterPowerCut(_ survivors: Survivors) -> SimulatedDisk {
    let disk = SimulatedDisk()
    content.withLock { old in
      let (names, files) =
        survivors == .everything ? (old.names, old.files) : (old.syncedNames, old.synced)
      disk.content.withLock { new in
        for (name, file) in names {
          new.names[name] = file
          new.files[file] = files[file] ?? []
        }
        (new.syncedNames, new.synced, new.nextFile) = (new.names, new.files, old.nextFile)
      }
    }
    return disk
  }

  func bytes(_ path: String) -> [UInt8]? {
    content.withLock { c in c.names[path].flatMap { c.files[$0] } }
  }
  func text(_ path: String) -> String? { bytes(path).map { String(decoding: $0, as: UTF8.self) } }
  var paths: [String] { content.withLock { $0.names.keys.sorted() } }

  func put(_ text: String, at path: String) {
    content.withLock { c in
      let file = c.names[path] ?? c.nextFile
      c.nextFile = max(c.nextFile, file + 1)
      (c.names[path], c.files[file]) = (file, Array(text.utf8))
      (c.syncedNames[path], c.synced[file]) = (file, Array(text.utf8))
    }
  }

  /// Does `change` with the share of it that trouble leaves: 1 whole, 0.5 half, 0 nothing.
  private func step(
    _ path: String, _ change: (inout Content, Double) -> Void
  ) throws(FileProblem) {
    let isDone = content.withLock { c in
      c.steps += 1
      switch c.trouble {
      case .none: change(&c, 1)
      case .powerCut(let at) where c.steps >= at:
        if c.steps == at { change(&c, 0.5) }
        return false
      case .refusal(let at) where c.steps == at:
        change(&c, 0.5)
        return false
      case .powerCut, .refusal: change(&c, 1)
      }
      return true
    }
    if !isDone { throw FileProblem(path: path, reason: "No space left on device") }
  }

  var client: FileClient {
    FileClient(
      read: { path, offset throws(FileProblem) in
        self.bytes(path).map { Array($0.dropFirst(offset)) }
      },
      size: { path throws(FileProblem) in self.bytes(path)?.count },
      append: { path, bytes throws(FileProblem) in
        try self.step(path) { c, share in
          let file = Self.open(path, &c)
          c.files[file, default: []] += bytes.prefix(Int(Double(bytes.count) * share))
        }
      },
      write: { path, bytes throws(FileProblem) in
        try self.step(path) { c, share in
          let file = Self.open(path, &c)
          c.files[file] = Array(bytes.prefix(Int(Double(bytes.count) * share)))
        }
      },
      truncate: { path, size throws(FileProblem) in
        try self.step(path) { c, share in
          guard let file = c.names[path], share == 1 else { return }
          c.files[file] = Array((c.files[file] ?? []).prefix(size))
        }
      },
      sync: { path throws(FileProblem) in
        try self.step(path) { c, share in
          guard let file = c.names[path], share == 1 else { return }
          c.synced[file] = c.files[file]
        }
      },
      syncDirectory: { path throws(FileProblem) in
        try self.step(path) { c, share in if share == 1 { c.syncedNames = c.names } }
      },
      rename: { from, to throws(FileProblem) in
        try self.step(to) { c, share in
          guard share == 1, let file = c.names[from] else { return }
          c.names[from] = nil
          c.names[to] = file
        }
      },
      remove: { path throws(FileProblem) in
        try self.step(path) { c, share in if share == 1 { c.names[path] = nil } }
      },
      makeDirectory: { path throws(FileProblem) in try self.step(path) { _, _ in } },
      lock: { path throws(FileProblem) in
        try self.step(path) { c, share in
          precondition(!c.isLocked, "locked twice by one copy")
          c.isLocked = share == 1
        }
        return { self.content.withLock { $0.isLocked = false } }
      })
  }

  private static func open(_ path: String, _ c: inout Content) -> Int {
    if let file = c.names[path] { return file }
    c.names[path] = c.nextFile
    c.nextFile += 1
    return c.nextFile - 1
  }
}
