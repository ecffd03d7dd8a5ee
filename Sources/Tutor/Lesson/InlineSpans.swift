import Curriculum
import TerminalUI

/// Running text in roles: code, emphasis, links with their address behind the words, source references as numbers.
struct InlineSpans {
  /// Source ids in the order of the lesson's list: a reference shows its number.
  let sourceIDs: [String]
  /// Number of the link that has the focus, counted through the whole lesson.
  var focusedLink: Int?

  /// `firstLink` is the number of the first link in these words.
  func spans(
    _ inlines: [Inline], role: Role = .normal, attributes: Attributes = [], firstLink: Int = .min
  ) -> [TextSpan] {
    var link = firstLink
    return spans(inlines, role: role, attributes: attributes, link: &link)
  }

  private func spans(
    _ inlines: [Inline], role: Role, attributes: Attributes, link: inout Int
  ) -> [TextSpan] {
    var spans: [TextSpan] = []
    for inline in inlines {
      switch inline {
      case .text(let text): spans.append(TextSpan(text, role: role, attributes: attributes))
      case .emphasis(let inner):
        spans += self.spans(
          inner, role: role == .normal ? .emphasis : role, attributes: attributes, link: &link)
      case .strong(let inner):
        spans += self.spans(
          inner, role: role == .normal ? .strong : role, attributes: attributes.union(.bold),
          link: &link)
      case .strike(let inner):
        spans += self.spans(inner, role: .muted, attributes: attributes, link: &link)
      case .code(let text): spans.append(TextSpan(text, role: .code))
      case .link(let inner, let url):
        spans.append(
          TextSpan(
            plainText(of: inner), role: link == focusedLink ? .focused : .link,
            link: url.hasPrefix("https://") ? url : nil))
        link += 1
      case .source(let id):
        spans.append(TextSpan("[\(number(of: id))]", role: .muted))
      case .lineBreak: spans.append(TextSpan("\n"))
      }
    }
    return spans
  }

  /// The number under which a source stands in the lesson's list.
  func number(of source: String) -> String {
    sourceIDs.firstIndex(of: source).map { String($0 + 1) } ?? "?"
  }

  /// Addresses of the links in the text, in order.
  func links(in inlines: [Inline]) -> [String] {
    inlines.flatMap { inline -> [String] in
      switch inline {
      case .link(_, let url): [url]
      case .emphasis(let inner), .strong(let inner), .strike(let inner): links(in: inner)
      default: []
      }
    }
  }
}
