/// The blocks of one request in the order of its tokens, and how far they have got their names.
struct BlockTable: Sendable {
  var blocks: [Int32] = []
  /// The first `named` blocks carry a name.
  var named = 0
  /// Where naming goes on: the node of the last named block and the place in the token list after
  /// it.
  var cursor = PrefixCursor()
}

/// A place between two blocks of a token list.
struct PrefixCursor: Sendable {
  var node = PrefixCache.root
  var run = 0
  var offset = 0
}

extension PrefixCache {
  /// Moves the cursor over one full block whose name exists; false, with the cursor spoilt, when it
  /// does not.
  func walk(_ cursor: inout PrefixCursor, over tokens: TokenList, blockSize: Int) -> Bool {
    var rest = blockSize
    if tokens.adapter > 0, cursor.node == Self.root {
      cursor.node = find(parent: Self.root, start: tokens.adapter, count: 0)
      if cursor.node < 0 { return false }
    }
    while rest > 0 {
      let run = cursor.currentRun(of: tokens)
      let piece = min(rest, run.count - cursor.offset)
      cursor.node = find(parent: cursor.node, start: run.start &+ cursor.offset, count: piece)
      if cursor.node < 0 { return false }
      rest -= piece
      cursor.offset += piece
    }
    return true
  }

  /// Moves the cursor over one full block, making its name when it is new. The new node is not
  /// retained.
  mutating func name(_ cursor: inout PrefixCursor, over tokens: TokenList, blockSize: Int) {
    var rest = blockSize
    if tokens.adapter > 0, cursor.node == Self.root {
      // The texts of an adapter hang on a node of their own, which no token can be: it is empty.
      cursor.node = intern(parent: Self.root, start: tokens.adapter, count: 0)
    }
    while rest > 0 {
      let run = cursor.currentRun(of: tokens)
      let piece = min(rest, run.count - cursor.offset)
      cursor.node = intern(parent: cursor.node, start: run.start &+ cursor.offset, count: piece)
      rest -= piece
      cursor.offset += piece
    }
  }
}

extension PrefixCursor {
  /// The run in which the next token lies. Steps over a finished run only now: the last run may
  /// have grown since.
  fileprivate mutating func currentRun(of tokens: TokenList) -> TokenRun {
    let current = tokens.run(at: run)
    guard offset == current.count else { return current }
    run += 1
    offset = 0
    return tokens.run(at: run)
  }
}
