import CMarkGFM

/// A node of a parsed Markdown document: what cmark says, copied into Swift values so that its pointers stay here.
struct MarkdownNode {
  enum Kind: String {
    case document, list, item, paragraph, heading, table, text, code, link, image, strong
    case blockQuote = "block_quote"
    case codeBlock = "code_block"
    case htmlBlock = "html_block"
    case rule = "thematic_break"
    case tableHeading = "table_header"
    case tableRow = "table_row"
    case tableCell = "table_cell"
    case softBreak = "softbreak"
    case lineBreak = "linebreak"
    case htmlInline = "html_inline"
    case emphasis = "emph"
    case strike = "strikethrough"
  }

  /// `nil` for a kind that we do not know.
  var kind: Kind?
  /// Line in the parsed text, from 1; 0 for inlines.
  var line: Int
  /// Text of a leaf.
  var literal = ""
  var url = ""
  /// First word line of a code block's fence.
  var info = ""
  var isFenced = false
  var level = 0
  /// First number of a numbered list, `nil` for bullets.
  var start: Int?
  var isTight = false
  var alignments: [TableBlock.Alignment] = []
  var children: [MarkdownNode] = []

  /// Deeper nesting than any text for people needs; the rest of a branch is cut off there.
  static let deepest = 32
}

extension MarkdownNode {
  /// Parses GitHub-flavoured Markdown: tables, strikethrough and bare links. `isCut` tells that something was nested too
  /// deep and left out.
  static func parse(_ text: String) -> (document: MarkdownNode, isCut: Bool) {
    _ = extensionsAreRegistered
    let parser = cmark_parser_new(CMARK_OPT_DEFAULT)
    defer { cmark_parser_free(parser) }
    for name in ["table", "strikethrough", "autolink"] {
      guard let found = cmark_find_syntax_extension(name) else {
        preconditionFailure("libcmark-gfm-extensions lacks '\(name)'")
      }
      cmark_parser_attach_syntax_extension(parser, found)
    }
    var bytes = text
    bytes.withUTF8 { buffer in
      buffer.withMemoryRebound(to: CChar.self) {
        cmark_parser_feed(parser, $0.baseAddress, $0.count)
      }
    }
    guard let root = cmark_parser_finish(parser) else {
      return (MarkdownNode(kind: .document, line: 1), false)
    }
    defer { cmark_node_free(root) }
    var isCut = false
    let document = copy(root, depth: 0, isCut: &isCut)
    return (document, isCut)
  }

  private static func copy(
    _ node: OpaquePointer, depth: Int, isCut: inout Bool
  ) -> MarkdownNode {
    let kind = cmark_node_get_type_string(node).flatMap { Kind(rawValue: String(cString: $0)) }
    var copied = MarkdownNode(kind: kind, line: Int(cmark_node_get_start_line(node)))
    switch kind {
    case .text, .code, .htmlInline, .htmlBlock:
      copied.literal = string(cmark_node_get_literal(node))
    case .codeBlock:
      copied.literal = string(cmark_node_get_literal(node))
      copied.info = string(cmark_node_get_fence_info(node))
      var (length, offset, character) = (Int32(0), Int32(0), CChar(0))
      copied.isFenced = cmark_node_get_fenced(node, &length, &offset, &character) != 0
    case .link, .image: copied.url = string(cmark_node_get_url(node))
    case .heading: copied.level = Int(cmark_node_get_heading_level(node))
    case .list:
      let isNumbered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
      copied.start = isNumbered ? Int(cmark_node_get_list_start(node)) : nil
      copied.isTight = cmark_node_get_list_tight(node) != 0
    case .table: copied.alignments = tableAlignments(of: node)
    default: break
    }
    guard depth < Self.deepest else {
      if cmark_node_first_child(node) != nil { isCut = true }
      return copied
    }
    var child = cmark_node_first_child(node)
    while let next = child {
      copied.children.append(copy(next, depth: depth + 1, isCut: &isCut))
      child = cmark_node_next(next)
    }
    return copied
  }

  private static func tableAlignments(of node: OpaquePointer)
    -> [TableBlock.Alignment]
  {
    let count = Int(cmark_gfm_extensions_get_table_columns(node))
    guard let letters = cmark_gfm_extensions_get_table_alignments(node) else { return [] }
    return (0..<count).map { column in
      switch letters[column] {
      case UInt8(ascii: "l"): .left
      case UInt8(ascii: "c"): .center
      case UInt8(ascii: "r"): .right
      default: .none
      }
    }
  }
}

/// cmark keeps its extensions in a list of the process; registering them once is enough.
private let extensionsAreRegistered: Void = cmark_gfm_core_extensions_ensure_registered()

private func string(_ pointer: UnsafePointer<CChar>?) -> String {
  pointer.map { String(cString: $0) } ?? ""
}
