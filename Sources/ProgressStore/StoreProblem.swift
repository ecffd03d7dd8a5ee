import Wording

/// Why the store could not do what was asked. Nothing that was stored before is harmed by any of them.
public enum StoreProblem: Error, Hashable, Sendable {
  /// A file could not be read or written.
  case file(FileProblem)
  /// Made by a newer version of the program.
  case newer(path: String, version: Int, ours: Int)
  /// `store.json` is there but cannot be understood.
  case unreadable(path: String)
  /// A backup does not begin with the header of one.
  case noBackup(path: String)
  /// A backup has a damaged line; nothing was restored.
  case damagedBackup(path: String, line: Int)
  /// A backup never replaces a file.
  case exists(path: String)

  public var message: Message {
    switch self {
    case .file(let problem): Message("learning.store.file", problem.path, problem.reason)
    case .newer(let path, let version, let ours):
      Message("learning.store.newer", path, String(version), String(ours))
    case .unreadable(let path): Message("learning.store.unreadable", path)
    case .noBackup(let path): Message("learning.store.nobackup", path)
    case .damagedBackup(let path, let line):
      Message("learning.store.damagedbackup", path, String(line))
    case .exists(let path): Message("learning.store.exists", path)
    }
  }
}

/// Something that the store found and dealt with, worth telling.
public enum StoreNotice: Hashable, Sendable {
  /// A line of the log is no event. It stays where it is and is skipped.
  case damagedLine(path: String, line: Int)
  /// The last line was torn by a crash; its bytes were moved to `keptIn`.
  case tornLine(path: String, keptIn: String)
  /// The snapshot did not fit the log and was computed anew.
  case snapshotRebuilt(path: String)
  /// An older store was brought to this version; the old log was kept.
  case migrated(from: Int, keptIn: String)

  public var message: Message {
    switch self {
    case .damagedLine(let path, let line):
      Message("learning.store.damagedline", path, String(line))
    case .tornLine(let path, let keptIn): Message("learning.store.tornline", path, keptIn)
    case .snapshotRebuilt(let path): Message("learning.store.rebuilt", path)
    case .migrated(let version, let keptIn):
      Message("learning.store.migrated", String(version), keptIn)
    }
  }
}
