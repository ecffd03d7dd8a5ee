/// Why a command cannot do what was asked: one sentence that ends with what would be right.
let commandProblemEntries: [Entry] = [
  Entry(
    "command.problem.arguments",
    en: "{1} (aiinfra-tutor --help lists what there is)",
    zh: "{1}（用 aiinfra-tutor --help 查看用法）"),
  Entry(
    "command.problem.command",
    en: "there is no command '{1}'; commands: {2}",
    zh: "没有命令“{1}”；可用命令：{2}"),
  Entry(
    "command.problem.command.near",
    en: "there is no command '{1}'; did you mean '{2}'?",
    zh: "没有命令“{1}”；是否指“{2}”？"),
  Entry(
    "command.problem.output",
    en: "standard output: {1}",
    zh: "标准输出：{1}"),
  Entry(
    "command.problem.nodirectory",
    en: "{1} is empty; it takes the path of a directory",
    zh: "{1} 为空；应为目录的路径"),
  Entry(
    "command.problem.now",
    en: "--now '{1}' is no time; write it like 2026-11-23T10:00:00+01:00",
    zh: "--now “{1}”不是时间；请写成 2026-11-23T10:00:00+01:00 的形式"),
  Entry(
    "command.problem.lang",
    en: "--lang '{1}' is not known; there are en and zh",
    zh: "不支持 --lang “{1}”；可用 en 和 zh"),
  Entry(
    "command.problem.stage",
    en: "there is no stage {1}; stages are 1 to 5",
    zh: "没有阶段 {1}；阶段为 1 到 5"),
  Entry(
    "command.problem.lesson",
    en: "there is no lesson '{1}'; perhaps: {2}",
    zh: "没有课程“{1}”；可能是：{2}"),
  Entry(
    "command.problem.challenge",
    en: "there is no challenge '{1}'; perhaps: {2}",
    zh: "没有挑战“{1}”；可能是：{2}"),
  Entry(
    "command.problem.challenge.lab",
    en: "the lab '{1}' of this challenge does not exist",
    zh: "此挑战的实验室“{1}”不存在"),
  Entry(
    "command.problem.lever",
    en: "'{1}' is no lever of this challenge; levers: {2}",
    zh: "“{1}”不是此挑战的可调项；可调项：{2}"),
  Entry(
    "command.problem.offered",
    en: "{1} cannot be {2} here; values: {3}",
    zh: "此处 {1} 不能取 {2}；可取：{3}"),
  Entry(
    "command.problem.set",
    en: "'{1}' is not lever=value",
    zh: "“{1}”不是 可调项=取值 的形式"),
  Entry(
    "command.problem.reference",
    en: "--reference and --set exclude each other",
    zh: "--reference 与 --set 不能同时使用"),
  Entry(
    "command.problem.lab",
    en: "there is no lab '{1}'; perhaps: {2}",
    zh: "没有实验室“{1}”；可能是：{2}"),
  Entry(
    "command.problem.scenario",
    en: "--scenario is missing; scenarios of this lab: {1}",
    zh: "缺少 --scenario；该实验室的场景：{1}"),
  Entry(
    "command.problem.scenario.name",
    en: "there is no scenario '{1}'; perhaps: {2}",
    zh: "没有场景“{1}”；可能是：{2}"),
  Entry(
    "command.problem.sim.one",
    en: "--sweep, --compare, --why, --what-if and --view exclude each other; {1} are given",
    zh: "--sweep、--compare、--why、--what-if 和 --view 不能同时使用；现给出了 {1}"),
  Entry(
    "command.problem.sim.at",
    en: "--at chooses the step of a question; it needs --why, --what-if or --view",
    zh: "--at 指定提问的步骤；需与 --why、--what-if 或 --view 同用"),
  Entry(
    "command.problem.step",
    en: "there is no step {1}; steps are 0 to {2}",
    zh: "没有第 {1} 步；步骤为 0 到 {2}"),
  Entry(
    "command.problem.whatif.served",
    en:
      "'{1}' has at step {2} what it came for; ask about one that waits, or about an earlier step with --at",
    zh: "第 {2} 步“{1}”已如愿；请询问仍在等待的对象，或用 --at 指定更早的步骤"),
  Entry(
    "command.problem.scenario.kwok", en: "'{1}' has no fake nodes; only scenarios with 'kwok' do",
    zh: "“{1}”没有假节点；只有带 kwok 的场景才有"),
  Entry(
    "command.problem.scenario.stages", en: "'{1}' has stages of KWOK; import it alone",
    zh: "“{1}”含 KWOK 的 Stage；请单独导入"),
  Entry(
    "command.problem.sim.pick", en: "--pick goes with --diagnose", zh: "--pick 须与 --diagnose 同用"),
  Entry(
    "command.problem.sim.diagnose",
    en: "--diagnose names the scenario itself; leave out --scenario",
    zh: "--diagnose 本身就指定场景；请去掉 --scenario"),
  Entry(
    "command.problem.diagnose.none", en: "'{1}' hides nothing; it has no 'diagnosis'",
    zh: "“{1}”没有隐藏问题；它没有 diagnosis 部分"),
  Entry(
    "command.problem.diagnose.text", en: "a diagnosis is told as text; leave out --format",
    zh: "诊断以文本给出；请去掉 --format"),
  Entry(
    "command.problem.pick", en: "there is no cause '{1}' here; {2}", zh: "这里没有原因“{1}”；{2}"),
  Entry(
    "command.problem.view", en: "this run has no view '{1}'; it has: {2}",
    zh: "此运行没有视图“{1}”；可用：{2}"),
  Entry(
    "command.problem.view.text", en: "a view is drawn as text; leave out --format",
    zh: "视图以文本绘制；请去掉 --format"),
  Entry(
    "command.problem.subject.none",
    en: "nobody can be asked about at step {1}: nothing has come yet; choose a step from 1 to {2}",
    zh: "第 {1} 步尚无可询问的对象；请选择 1 到 {2} 之间的步骤"),
  Entry(
    "command.problem.whatif.kind",
    en: "--what-if asks about pods and jobs; '{1}' is neither, --why tells what blocks it",
    zh: "--what-if 只适用于 Pod 和作业；“{1}”都不是，请用 --why 查看其受阻原因"),
  Entry(
    "command.problem.subject",
    en: "'{1}' is not there at step {2}; perhaps: {3}",
    zh: "第 {2} 步没有“{1}”；可能是：{3}"),
  Entry(
    "command.problem.why.csv",
    en: "--why prints text or json",
    zh: "--why 只输出 text 或 json"),
  Entry(
    "command.problem.nofile",
    en: "{1}: there is no such file or directory",
    zh: "{1}：没有此文件或目录"),
  Entry(
    "command.problem.nogoldens",
    en: "{1}: there is no *.json below this directory",
    zh: "{1}：该目录下没有 *.json"),
  Entry(
    "command.problem.read",
    en: "{1}: cannot be read",
    zh: "{1}：无法读取"),
  Entry(
    "command.problem.write",
    en: "{1}: cannot be written: {2}",
    zh: "{1}：无法写入：{2}"),
  Entry(
    "command.problem.golden",
    en: "{1}: {2}",
    zh: "{1}：{2}"),
  Entry(
    "command.problem.index",
    en: "the content has problems (aiinfra-tutor check lists them): {1}",
    zh: "内容有问题（用 aiinfra-tutor check 查看）：{1}"),
  Entry(
    "command.problem.limit",
    en: "--limit must be at least 1",
    zh: "--limit 至少为 1"),
  Entry(
    "command.problem.reset",
    en: "'{1}' is no lesson, challenge, topic or question",
    zh: "“{1}”不是课程、挑战、主题或题目"),
  Entry(
    "command.problem.reset.both",
    en: "'{1}' is a lesson and a challenge; write lesson:{1} or challenge:{1}",
    zh: "“{1}”既是课程又是挑战；请写 lesson:{1} 或 challenge:{1}"),
  Entry(
    "command.problem.undo",
    en: "there is nothing to take back",
    zh: "没有可撤销的操作"),
]
