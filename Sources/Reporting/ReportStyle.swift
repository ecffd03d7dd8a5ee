/// The looks of the HTML report, light and dark.
enum ReportStyle {
  static let css = """
    :root { --page: #f6f7f5; --card: #ffffff; --text: #1c2321; --muted: #5c6763; --line: #dfe4e1;
      --track: #e6ebe8; --fill: #0f766e; --won: #b45309; --heat0: #e9edeb; --heat1: #b5ddd6;
      --heat2: #6fbdb1; --heat3: #2c9184; --heat4: #0b5f57; }
    @media (prefers-color-scheme: dark) {
      :root { --page: #111614; --card: #1a211e; --text: #e4eae7; --muted: #98a5a0; --line: #2c3531;
        --track: #2a332f; --fill: #2dd4bf; --won: #fbbf24; --heat0: #242c29; --heat1: #134e48;
        --heat2: #17766c; --heat3: #22a699; --heat4: #5eead4; }
    }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--page); color: var(--text);
      font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC",
        "PingFang SC", "Microsoft YaHei", sans-serif; }
    main { max-width: 860px; margin: 0 auto; padding: 40px 20px 64px; }
    header { margin-bottom: 24px; }
    h1 { font-size: 30px; line-height: 1.2; margin: 0 0 4px; letter-spacing: -0.01em; }
    h2 { font-size: 20px; margin: 0 0 16px; }
    h3 { font-size: 16px; margin: 24px 0 8px; }
    p { margin: 8px 0; }
    section { background: var(--card); border: 1px solid var(--line); border-radius: 12px;
      padding: 24px; margin: 0 0 20px; }
    .muted { color: var(--muted); font-size: 14px; }
    .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: 16px;
      margin-bottom: 20px; }
    .tile { border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; }
    .tile svg { margin-top: 10px; max-width: 100%; }
    .big { font-size: 26px; font-weight: 650; font-variant-numeric: tabular-nums; }
    .scroll { overflow-x: auto; }
    table { width: 100%; border-collapse: collapse; }
    th, td { text-align: left; padding: 7px 12px 7px 0; border-bottom: 1px solid var(--line);
      vertical-align: middle; }
    thead th, thead td { font-size: 13px; font-weight: 600; color: var(--muted); }
    tbody th { font-weight: 500; }
    tbody tr:last-child > * { border-bottom: 0; }
    .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    th.number:last-child, td.number:last-child { padding-right: 0; }
    details { border-top: 1px solid var(--line); padding: 8px 0; }
    summary { cursor: pointer; font-weight: 500; }
    .status { font-size: 14px; }
    .status.finished, .status.known { color: var(--fill); font-weight: 600; }
    .status.new { color: var(--muted); }
    svg { display: block; }
    svg text { font-size: 11px; fill: var(--muted); font-variant-numeric: tabular-nums; }
    .track { fill: var(--track); }
    .fill { fill: var(--fill); }
    .axis { stroke: var(--line); }
    .won { fill: var(--won); }
    .open { fill: none; stroke: var(--muted); stroke-width: 1; }
    .heat0 { fill: var(--heat0); } .heat1 { fill: var(--heat1); } .heat2 { fill: var(--heat2); }
    .heat3 { fill: var(--heat3); } .heat4 { fill: var(--heat4); }
    @media print { body { background: #fff; } section { break-inside: avoid; } }
    """
}
