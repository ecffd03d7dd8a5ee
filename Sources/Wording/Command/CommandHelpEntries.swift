/// What `--help` and the man page say of commands and options.
let commandHelpEntries: [Entry] = [
  Entry(
    "command.root.about",
    en: "A terminal tutor for people who build and run AI infrastructure on Kubernetes.",
    zh: "面向在 Kubernetes 上构建和运维 AI 基础设施的工程师的终端教程。"),
  Entry(
    "command.root.more",
    en:
      "Without a command it opens the full-screen tutor. The commands below do the same work line by line, for scripts and for small terminals. No account, no network: nothing is sent anywhere.",
    zh: "不带命令时打开全屏教程。下列命令以逐行方式完成同样的工作，适合脚本和小终端。无需账号和网络，不向任何地方发送数据。"),
  Entry(
    "command.option.store",
    en: "Directory of the progress record (standard: aiinfra-tutor in the XDG data directory).",
    zh: "学习记录所在目录（默认：XDG 数据目录下的 aiinfra-tutor）。"),
  Entry(
    "command.option.content",
    en: "Directory that holds lessons/ and challenges/.",
    zh: "包含 lessons/ 和 challenges/ 的目录。"),
  Entry(
    "command.option.now",
    en: "The clock, for example 2026-11-23T10:00:00+01:00, so that weekly things can be tested.",
    zh: "指定时钟，例如 2026-11-23T10:00:00+01:00，便于测试按周变化的内容。"),
  Entry(
    "command.option.lang",
    en: "Language of the interface: en or zh (standard: the locale's).",
    zh: "界面语言：en 或 zh（默认取自区域设置）。"),
  Entry(
    "command.option.format",
    en: "How the answer is printed.",
    zh: "输出格式。"),
  Entry(
    "command.today.about",
    en: "What to do now, in a few lines.",
    zh: "用几行说明现在该做什么。"),
  Entry(
    "command.map.about",
    en: "The landscape: text, JSON, or an SVG drawing.",
    zh: "技术全景图：文本、JSON 或 SVG 图。"),
  Entry(
    "command.map.stage",
    en: "Only this stage, 1 to 5.",
    zh: "只显示该阶段（1 到 5）。"),
  Entry(
    "command.map.additions",
    en: "Also the newer projects that are additions to the landscape.",
    zh: "同时显示作为补充的较新项目。"),
  Entry(
    "command.lesson.about",
    en: "The lessons: list them, read one.",
    zh: "课程：列出，或阅读其中一课。"),
  Entry(
    "command.lesson.list.about",
    en: "All lessons in the order of the path.",
    zh: "按学习路径顺序列出所有课程。"),
  Entry(
    "command.lesson.show.about",
    en: "One lesson as text, its figures at their start values.",
    zh: "以文本显示一课，图表取初始值。"),
  Entry(
    "command.lesson.show.more",
    en:
      "Live figures run their simulator once. In the tutor itself the left and right keys move their knobs.",
    zh: "动态图表会运行一次模拟器。在教程界面中可用左右键调节旋钮。"),
  Entry(
    "command.lesson.id",
    en: "Id of the lesson, as `lesson list` prints it.",
    zh: "课程 ID，见 `lesson list`。"),
  Entry(
    "command.lesson.answers",
    en: "Show the answers to the questions too.",
    zh: "同时显示题目的答案。"),
  Entry(
    "command.challenge.about",
    en: "The weekly challenges: list, read, run.",
    zh: "每周挑战：列出、阅读、运行。"),
  Entry(
    "command.challenge.list.about",
    en: "All challenges in the order of their weeks.",
    zh: "按周次列出所有挑战。"),
  Entry(
    "command.challenge.show.about",
    en: "One challenge: brief, levers, goals.",
    zh: "显示一个挑战：说明、可调项和目标。"),
  Entry(
    "command.challenge.run.about",
    en: "Runs a challenge with your choices and judges it; status 1 when it is not passed.",
    zh: "按你的选择运行挑战并评判；未通过时退出状态为 1。"),
  Entry(
    "command.challenge.run.more",
    en:
      "Without --set and --reference the starting choices run. The result is also compared with the baselines and held against unseen seeds.",
    zh: "不带 --set 和 --reference 时按初始选择运行。结果还会与基线对比，并在未见过的种子上检验。"),
  Entry(
    "command.challenge.id",
    en: "Id of the challenge, as `challenge list` prints it.",
    zh: "挑战 ID，见 `challenge list`。"),
  Entry(
    "command.challenge.set",
    en: "A lever and its value; may be given several times.",
    zh: "可调项及其取值；可多次给出。"),
  Entry(
    "command.challenge.reference",
    en: "Run the author's reference answer.",
    zh: "运行作者的参考答案。"),
  Entry(
    "command.challenge.seed",
    en: "Seed of the instance, any text (standard: the ISO week, such as 2026-W48).",
    zh: "实例的种子，任意文本（默认：ISO 周，如 2026-W48）。"),
  Entry(
    "command.challenge.record",
    en: "Keep the run as an attempt in the progress record.",
    zh: "把这次运行作为一次尝试记入学习记录。"),
  Entry(
    "command.sim.about",
    en: "Runs a lab's simulator on a scenario: once, as a sweep, or A against B.",
    zh: "在一个场景上运行实验室的模拟器：单次、扫描或 A/B 对比。"),
  Entry(
    "command.sim.more",
    en: "The same lab, scenario, choices and seed give the same digest on every machine.",
    zh: "相同的实验室、场景、选择和种子在任何机器上都得到相同的摘要。"),
  Entry(
    "command.sim.lab",
    en: "runtime, scheduling, serving, autoscaling or gateway.",
    zh: "runtime、scheduling、serving、autoscaling 或 gateway。"),
  Entry(
    "command.sim.scenario",
    en:
      "A scenario file (with a / or .yml in its name) or the name of one in challenges/scenarios.",
    zh: "场景文件（名称含 / 或 .yml），或 challenges/scenarios 中的场景名。"),
  Entry(
    "command.sim.set",
    en: "A knob and its value; may be given several times.",
    zh: "旋钮及其取值；可多次给出。"),
  Entry(
    "command.sim.sweep",
    en: "Run every value of a knob (all its stops, or those given); twice for a grid.",
    zh: "运行一个旋钮的所有取值（全部档位或给定值）；给出两次则为网格。"),
  Entry(
    "command.sim.compare",
    en: "Run again with these choices and show both, and where their decisions part.",
    zh: "用这些选择再运行一次，显示两者及其决策分歧之处。"),
  Entry(
    "command.sim.why",
    en: "Explain why this pod or request is where it is.",
    zh: "解释该 Pod 或请求为何处于当前状态。"),
  Entry(
    "command.sim.at",
    en: "Step for --why, --what-if and --view (standard: the last one).",
    zh: "--why、--what-if 和 --view 所针对的步骤（默认：最后一步）。"),
  Entry(
    "command.sim.whatif",
    en:
      "Find the smallest change of one knob that would serve this pod or job by that step, by running it.",
    zh: "通过实际运行，找出能让该 Pod 或作业在该步之前如愿的最小单旋钮改动。"),
  Entry(
    "command.sim.diagnose",
    en: "What is wrong on the node of this scenario: its events, and the causes to pick from.",
    zh: "这个场景的节点出了什么问题：列出事件与可选原因。"),
  Entry(
    "command.sim.pick", en: "With --diagnose: pick a cause; status 1 when it is not the one.",
    zh: "与 --diagnose 同用：选定原因；选错时状态为 1。"),
  Entry("command.sim.causes", en: "Pick one with --pick:", zh: "用 --pick 选择其一："),
  Entry(
    "command.sim.view", en: "Draw a view of the run at that step.",
    zh: "绘制该步的运行视图。"),
  Entry(
    "command.sim.trace",
    en: "Also every decision of the run.",
    zh: "同时输出运行中的每个决策。"),
  Entry(
    "command.sim.seed",
    en: "Seed of the run, any text.",
    zh: "运行的种子，任意文本。"),
  Entry(
    "command.report.about",
    en: "The progress as a report: HTML, Markdown or JSON.",
    zh: "把学习进度输出为报告：HTML、Markdown 或 JSON。"),
  Entry(
    "command.report.format",
    en: "Format of the report (standard: by the file's name, else md).",
    zh: "报告格式（默认：按文件名判断，否则为 md）。"),
  Entry(
    "command.report.output",
    en: "File to write; standard output without it.",
    zh: "要写入的文件；缺省为标准输出。"),
  Entry(
    "command.progress.about",
    en: "The progress record on disk.",
    zh: "磁盘上的学习记录。"),
  Entry(
    "command.progress.path.about",
    en: "Prints the directory of the record.",
    zh: "打印记录所在目录。"),
  Entry(
    "command.progress.show.about",
    en: "The sums of the record.",
    zh: "记录的汇总。"),
  Entry(
    "command.progress.backup.about",
    en: "Writes the whole record into one new file.",
    zh: "把整个记录写入一个新文件。"),
  Entry(
    "command.progress.backup.file",
    en: "File to write; it must not exist (standard: aiinfra-tutor-DATE.backup).",
    zh: "要写入的文件，必须不存在（默认：aiinfra-tutor-日期.backup）。"),
  Entry(
    "command.progress.restore.about",
    en: "Makes the record what a backup holds; the present one is kept beside it.",
    zh: "用备份恢复记录；当前记录会保留在旁边。"),
  Entry(
    "command.progress.restore.file",
    en: "A file that `progress backup` wrote.",
    zh: "由 `progress backup` 写出的文件。"),
  Entry(
    "command.progress.reset.about",
    en: "Forgets a lesson, challenge, topic or question, or everything.",
    zh: "清除一课、一个挑战、一个主题、一道题或全部的进度。"),
  Entry(
    "command.progress.reset.more",
    en: "Nothing is deleted: the log keeps every event, and `progress undo` takes the reset back.",
    zh: "不会删除任何内容：日志保留每个事件，`progress undo` 可撤销重置。"),
  Entry(
    "command.progress.reset.id",
    en: "An id, or lesson:ID, challenge:ID, topic:ID, question:LESSON/ID; everything without it.",
    zh: "ID，或 lesson:ID、challenge:ID、topic:ID、question:课程/ID；缺省为全部。"),
  Entry(
    "command.progress.undo.about",
    en: "Takes back the last thing that was recorded.",
    zh: "撤销最近一次记录的操作。"),
  Entry(
    "command.review.about",
    en: "The questions that are due, answered by letters, line by line.",
    zh: "逐行回答到期的复习题，用字母作答。"),
  Entry(
    "command.review.more",
    en:
      "Letters answer, h shows a hint, s skips, q leaves. Every answer is saved at once. --format json lists what is due and asks nothing.",
    zh: "输入字母作答，h 查看提示，s 跳过，q 离开。每个答案立即保存。--format json 只列出到期题目，不提问。"),
  Entry(
    "command.review.limit",
    en: "At most this many questions.",
    zh: "最多提问的题数。"),
  Entry(
    "command.review.format",
    en: "text asks; json lists what is due.",
    zh: "text 逐题提问；json 列出到期题目。"),
  Entry(
    "command.verify.about",
    en: "Replays recordings of the real systems and compares every answer.",
    zh: "重放真实系统的记录并逐一比对答案。"),
  Entry(
    "command.verify.more",
    en:
      "A directory means all *.json below it. Status 1 when a case fails; what no simulator covers is skipped with the reason, never passed.",
    zh: "目录表示其下所有 *.json。有用例失败时退出状态为 1；模拟器未覆盖的用例会说明原因并跳过，绝不算通过。"),
  Entry(
    "command.verify.paths",
    en: "Files or directories of golden cases.",
    zh: "黄金用例的文件或目录。"),
  Entry(
    "command.check.about",
    en: "For authors: checks lessons, challenges, scenarios and the landscape.",
    zh: "面向作者：检查课程、挑战、场景和全景图。"),
  Entry(
    "command.check.more",
    en:
      "Names file, line, what is wrong and what would be right. Numbers quoted from a simulator are run again; every challenge must fail as it starts and pass with its reference. Status 1 when there are problems.",
    zh: "给出文件、行号、问题和修正方法。引用的模拟器数字会重新计算；每个挑战的初始选择必须失败，参考答案必须通过。有问题时退出状态为 1。"),
  Entry(
    "command.check.dir",
    en: "Directory that holds lessons/ and challenges/ (standard: the tutor's own content).",
    zh: "包含 lessons/ 和 challenges/ 的目录（默认：教程自带内容）。"),
  Entry(
    "command.check.noruns",
    en: "Only read: run no simulator.",
    zh: "只读取，不运行模拟器。"),
  Entry(
    "command.doctor.about",
    en: "Looks at terminal, locale, content and record: what works, what to do.",
    zh: "检查终端、区域设置、内容和记录：什么正常，该做什么。"),
  Entry(
    "command.index.about",
    en: "Writes the index of the content for a fast start.",
    zh: "写出用于快速启动的内容索引。"),
  Entry(
    "command.manual.about",
    en: "Prints the man page.",
    zh: "打印手册页。"),
  Entry(
    "command.manual.name",
    en: "NAME",
    zh: "名称"),
  Entry(
    "command.manual.synopsis",
    en: "SYNOPSIS",
    zh: "概要"),
  Entry(
    "command.manual.description",
    en: "DESCRIPTION",
    zh: "描述"),
  Entry(
    "command.manual.commands",
    en: "COMMANDS",
    zh: "命令"),
  Entry(
    "command.manual.options",
    en: "OPTIONS OF EVERY COMMAND",
    zh: "所有命令的选项"),
  Entry(
    "command.manual.status",
    en: "EXIT STATUS",
    zh: "退出状态"),
  Entry(
    "command.manual.statusText",
    en:
      "0 done; 1 what was asked does not hold (challenge not passed, cases failed, problems found); 2 bad arguments or bad input, with one message on standard error. The full-screen tutor: Ctrl-C 130, TERM 143, HUP or terminal gone 129, INT 130, QUIT 131.",
    zh:
      "0 完成；1 所问不成立（挑战未通过、用例失败、发现问题）；2 参数或输入有误，标准错误上有一条说明。全屏教程：Ctrl-C 130，TERM 143，HUP 或终端消失 129，INT 130，QUIT 131。"
  ),
  Entry(
    "command.manual.environment",
    en: "ENVIRONMENT",
    zh: "环境变量"),
  Entry(
    "command.manual.environmentText",
    en:
      "AIINFRA_TUTOR_DATA: directory that holds lessons/ and challenges/.\n  XDG_DATA_HOME: where the record is kept, in a directory aiinfra-tutor.\n  NO_COLOR: no colours. TERM, COLUMNS, LANG, LC_ALL, TZ: as usual.",
    zh:
      "AIINFRA_TUTOR_DATA：包含 lessons/ 和 challenges/ 的目录。\n  XDG_DATA_HOME：记录保存在其下的 aiinfra-tutor 目录。\n  NO_COLOR：不使用颜色。TERM、COLUMNS、LANG、LC_ALL、TZ：含义照常。"
  ),
  Entry(
    "command.manual.files",
    en: "FILES",
    zh: "文件"),
  Entry(
    "command.manual.filesText",
    en:
      "~/.local/share/aiinfra-tutor: the progress record, an append-only log of JSON lines and a snapshot.\n  PREFIX/share/aiinfra-tutor: lessons, challenges and their index.",
    zh:
      "~/.local/share/aiinfra-tutor：学习记录，由只追加的 JSON 行日志和快照组成。\n  PREFIX/share/aiinfra-tutor：课程、挑战及其索引。"
  ),
  Entry(
    "command.manual.examples",
    en: "EXAMPLES",
    zh: "示例"),
  Entry(
    "command.manual.examplesText",
    en:
      "  aiinfra-tutor\n  aiinfra-tutor map --format svg > landscape.svg\n  aiinfra-tutor sim serving --scenario blocks-and-crumbs --sweep block_size\n  aiinfra-tutor report -o report.html",
    zh:
      "  aiinfra-tutor\n  aiinfra-tutor map --format svg > landscape.svg\n  aiinfra-tutor sim serving --scenario blocks-and-crumbs --sweep block_size\n  aiinfra-tutor report -o report.html"
  ),
]
