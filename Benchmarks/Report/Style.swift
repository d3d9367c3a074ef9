/// The page's one style sheet: readable in print, in light and in dark.
let styleSheet = """
    :root { color-scheme: light dark; --text: #1d2129; --soft: #5a6270; --line: #d9dde3; --back: #ffffff;
      --good: #2c7a3f; --bad: #b3261e; --open: #8a6d00; }
    @media (prefers-color-scheme: dark) { :root { --text: #e7e9ee; --soft: #a3abb8; --line: #3a404b; --back: #16181d;
      --good: #7fd093; --bad: #ff8a80; --open: #e6c65c; } }
    * { box-sizing: border-box; }
    body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); margin: 0 auto;
      max-width: 66rem; padding: 2rem 1.25rem 4rem; }
    h1 { font-size: 1.7rem; margin: 0 0 .25rem; } h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; }
    h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
    p { margin: .25rem 0; } .soft { color: var(--soft); }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums; }
    th, td { text-align: right; padding: .35rem .6rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
    th:first-child, td:first-child { text-align: left; white-space: normal; min-width: 11rem; }
    td:nth-child(2), td:nth-child(6) { white-space: normal; }
    .met { color: var(--good); } .missed { color: var(--bad); } .open { color: var(--open); }
    .plot { width: 100%; height: auto; display: block; max-width: 720px; }
    .plot text { font: 12px system-ui, sans-serif; } .label { fill: var(--soft); }
    .name { font-weight: 600; } .bars .name { fill: var(--text); }
    .grid { stroke: var(--line); } .whisker { stroke: var(--text); stroke-width: 1.5; }
    .line { fill: none; stroke-width: 2; stroke-linejoin: round; } .band { opacity: .15; }
    """
