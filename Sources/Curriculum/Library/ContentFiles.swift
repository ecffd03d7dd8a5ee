/// The content directory as this room sees it: handed in, so that tests need no disk.
public struct ContentFiles: Sendable {
  /// Names of the files in a folder of the content directory (`lessons`), in any order; `nil` when there is no such
  /// folder.
  public var list: @Sendable (_ folder: String) -> [String]?
  /// Bytes of a file (`lessons/landscape.yml`); `nil` when there is none.
  public var read: @Sendable (_ path: String) -> [UInt8]?

  public init(
    list: @escaping @Sendable (_ folder: String) -> [String]?,
    read: @escaping @Sendable (_ path: String) -> [UInt8]?
  ) {
    self.list = list
    self.read = read
  }

  /// Files kept in memory, by path.
  public static func inMemory(_ files: [String: String]) -> ContentFiles {
    ContentFiles(
      list: { folder in
        let names = files.keys.filter { $0.hasPrefix(folder + "/") }
          .map { String($0.dropFirst(folder.count + 1)) }.filter { !$0.contains("/") }
        return names.isEmpty ? nil : names.sorted()
      },
      read: { files[$0].map { Array($0.utf8) } })
  }
}
