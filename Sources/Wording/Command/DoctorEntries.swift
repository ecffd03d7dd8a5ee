/// What `doctor` finds.
let doctorEntries: [Entry] = [
  Entry(
    "command.doctor.version",
    en: "version",
    zh: "版本"),
  Entry(
    "command.doctor.terminal",
    en: "terminal",
    zh: "终端"),
  Entry(
    "command.doctor.term",
    en: "TERM",
    zh: "TERM"),
  Entry(
    "command.doctor.size",
    en: "size",
    zh: "大小"),
  Entry(
    "command.doctor.colours",
    en: "colours",
    zh: "颜色"),
  Entry(
    "command.doctor.locale",
    en: "locale",
    zh: "区域设置"),
  Entry(
    "command.doctor.clock",
    en: "clock",
    zh: "时钟"),
  Entry(
    "command.doctor.content",
    en: "content",
    zh: "内容"),
  Entry(
    "command.doctor.index",
    en: "index",
    zh: "索引"),
  Entry(
    "command.doctor.store",
    en: "record",
    zh: "记录"),
  Entry(
    "command.doctor.permissions",
    en: "permissions",
    zh: "权限"),
  Entry(
    "command.doctor.good",
    en: "Everything works.",
    zh: "一切正常。"),
  Entry(
    "command.doctor.bad",
    en: "{1} of these do not work.",
    zh: "其中 {1} 项不正常。"),
  Entry(
    "command.doctor.terminal.yes",
    en: "input and output are a terminal",
    zh: "输入和输出都是终端"),
  Entry(
    "command.doctor.terminal.no",
    en: "input or output is no terminal",
    zh: "输入或输出不是终端"),
  Entry(
    "command.doctor.terminal.what",
    en: "The full screen needs one; the commands work without.",
    zh: "全屏界面需要终端；命令不需要。"),
  Entry(
    "command.doctor.term.unset",
    en: "not set",
    zh: "未设置"),
  Entry(
    "command.doctor.term.set",
    en: "Set it to your terminal's name, for example: export TERM=xterm-256color",
    zh: "请设为终端名称，例如：export TERM=xterm-256color"),
  Entry(
    "command.doctor.term.dumb",
    en: "The full screen cannot work in this terminal; the commands do.",
    zh: "此终端无法使用全屏界面；命令可用。"),
  Entry(
    "command.doctor.term.unknown",
    en: "{1} has no terminfo entry here",
    zh: "此处没有 {1} 的 terminfo 条目"),
  Entry(
    "command.doctor.term.install",
    en: "Install ncurses-term, or set TERM=xterm-256color.",
    zh: "请安装 ncurses-term，或设置 TERM=xterm-256color。"),
  Entry(
    "command.doctor.size.unknown",
    en: "unknown, there is no terminal",
    zh: "未知，没有终端"),
  Entry(
    "command.doctor.size.small",
    en: "At least 40x10 is needed; 80x24 is comfortable.",
    zh: "至少需要 40x10；80x24 较为舒适。"),
  Entry(
    "command.doctor.colours.off",
    en: "off, because NO_COLOR is set",
    zh: "已关闭（设置了 NO_COLOR）"),
  Entry(
    "command.doctor.colours.none",
    en: "none: words and signs carry everything",
    zh: "无：文字和符号足以表达"),
  Entry(
    "command.doctor.colours.some",
    en: "{1}",
    zh: "{1}"),
  Entry(
    "command.doctor.locale.utf8",
    en: "{1}, UTF-8, language {2}",
    zh: "{1}，UTF-8，语言 {2}"),
  Entry(
    "command.doctor.locale.ascii",
    en: "{1} is not UTF-8: ASCII signs, language {2}",
    zh: "{1} 不是 UTF-8：使用 ASCII 符号，语言 {2}"),
  Entry(
    "command.doctor.locale.set",
    en: "For lines, blocks and Chinese set a UTF-8 locale, for example: export LANG=C.UTF-8",
    zh: "要显示线条、方块和中文，请设置 UTF-8 区域，例如：export LANG=C.UTF-8"),
  Entry(
    "command.doctor.clock.is",
    en: "{1} ({2}), week {3}",
    zh: "{1}（{2}），第 {3} 周"),
  Entry(
    "command.doctor.content.counts",
    en: "{1}: {2} lessons, {3} challenges, {4} entries on the map",
    zh: "{1}：{2} 课，{3} 个挑战，全景图 {4} 项"),
  Entry(
    "command.doctor.content.missing",
    en:
      "Install the content (make install), or name its directory with --content or AIINFRA_TUTOR_DATA.",
    zh: "请安装内容（make install），或用 --content 或 AIINFRA_TUTOR_DATA 指定目录。"),
  Entry(
    "command.doctor.content.problems",
    en: "{1} problems; aiinfra-tutor check names each.",
    zh: "{1} 个问题；用 aiinfra-tutor check 查看。"),
  Entry(
    "command.doctor.index.none",
    en: "not there; the start takes a little longer",
    zh: "不存在；启动会稍慢"),
  Entry(
    "command.doctor.index.stale",
    en: "not used ({1}); the content is read instead",
    zh: "未使用（{1}）；改为读取内容"),
  Entry(
    "command.doctor.index.make",
    en: "aiinfra-tutor index writes it.",
    zh: "用 aiinfra-tutor index 生成。"),
  Entry(
    "command.doctor.store.events",
    en: "{1}: {2} events",
    zh: "{1}：{2} 个事件"),
  Entry(
    "command.doctor.store.broken",
    en:
      "Nothing was changed. Update the program, or restore a backup into another directory with --store.",
    zh: "未做任何更改。请更新程序，或用 --store 把备份恢复到另一目录。"),
  Entry(
    "command.doctor.permissions.yes",
    en: "{1} can be written",
    zh: "{1} 可写"),
  Entry(
    "command.doctor.permissions.no",
    en: "{1} cannot be written",
    zh: "{1} 不可写"),
  Entry(
    "command.doctor.permissions.what",
    en: "Progress cannot be saved there. Choose another directory with --store or XDG_DATA_HOME.",
    zh: "无法在此保存进度。请用 --store 或 XDG_DATA_HOME 选择其他目录。"),
]
