//! The words of the page that builds an embed's code.

use crate::text::{Both, Lang, both};

pub use super::{PAGE, TITLE};

pub const DESCRIPTION: Both = both(
    "Choose what the embed shows, look at it, and copy the code: for HTML, Markdown, slides and course systems.",
    "选择要展示的内容，当场预览，再复制代码：适用于 HTML、Markdown、幻灯片和课程平台。",
);
pub const INTRODUCTION: Both = both(
    "The ladder runs in your page as it does here, in its reader's language, and needs no server of yours. It stands still until someone plays it, and rests while it is out of view.",
    "时序图在你的网页里与在这里一样运行，可选中英文，不需要你的服务器做任何事。它在读者按下播放之前保持静止，移出视野时暂停。",
);
pub const WITHOUT_SCRIPT: Both = both(
    "Without scripts this page cannot fill in your choice: change the words in the code by hand, as the table of parameters says.",
    "没有脚本时，本页不能代填你的选择：请按参数表手工修改代码里的值。",
);
pub const CHOOSE: Both = both("What it shows", "展示什么");
pub const PREVIEW: Both = both("What it looks like", "预览");
pub const OPEN_PREVIEW: Both = both("Open this embed by itself", "单独打开这个嵌入页");
pub const CODE: Both = both("The code", "代码");
pub const PARAMETERS: Both = both("All parameters", "全部参数");
pub const MESSAGES: Both = both("Messages", "消息");

pub const SCENARIO: Both = both("Scenario", "情景");
pub const LINK: Both = both("or a copied link", "或粘贴复制的链接");
pub const FULL: Both = both("all", "全部");
pub const MIN: Both = both("play and slider", "播放和进度条");
pub const NONE: Both = both("nothing", "无");
pub const LINK_HINT: Both = both(
    "For a scenario of your own: change it in the app, copy its link, and paste it here.",
    "要用自己改过的情景：在应用里改好，复制链接，粘贴到这里。",
);
pub const LINK_UNREAD: Both = both(
    "This is no link of the app: it lacks the part behind #.",
    "这不是本应用的链接：缺少 # 后面的部分。",
);
pub const LANGUAGE: Both = both("Language", "语言");
pub const READERS: Both = both("the reader's", "随读者");
pub const THEME: Both = both("Theme", "主题");
pub const CONTROLS: Both = both("Controls", "控件");
pub const SPEED: Both = both("Speed", "速度");
pub const AUTOPLAY: Both = both("plays by itself", "自动播放");
pub const LINKS: Both = both("may lead out to the full page", "可以打开完整页面");
pub const COPY: Both = both("Copy", "复制");
pub const COPIED: Both = both("Copied.", "已复制。");
pub const NOT_COPIED: Both =
    both("The browser did not allow copying: the code is selected.", "浏览器不允许复制：代码已选中。");

/// A way to embed: its id, its heading, what is said about it, and its code with what the page fills in
/// between braces: `src` (an address), `title`, `base`, `scenario`, `attributes`, `link`.
pub struct Way {
    pub id: &'static str,
    pub title: Both,
    pub about: Both,
    pub code: &'static str,
}

pub const WAYS: [Way; 8] = [
    Way {
        id: "iframe",
        title: both("A frame, for any page", "iframe：任何网页都能用"),
        about: both(
            "Also for what lets no scripts in, such as Moodle and Canvas. A page with H5P's resizer gives it the height that it needs; so does the second piece of code.",
            "也适用于不允许脚本的平台，例如 Moodle 和 Canvas。装有 H5P 缩放脚本的网页会给它所需的高度；下面第二段代码也可以。",
        ),
        code: "<iframe src=\"{src}\" title=\"{title}\" width=\"100%\" height=\"620\" loading=\"lazy\" frameborder=\"0\"></iframe>",
    },
    Way {
        id: "height",
        title: both("As high as it needs", "高度自适应"),
        about: both("Once in the page, for all frames in it.", "在网页里放一次，对其中所有 iframe 都有效。"),
        code: "<script>\naddEventListener(\"message\", ({ source, data }) => {\n  if (data?.type !== \"four-waves:height\") return;\n  for (const frame of document.querySelectorAll(\"iframe\")) {\n    if (frame.contentWindow === source) frame.height = data.height;\n  }\n});\n</script>",
    },
    Way {
        id: "element",
        title: both("An element, where scripts may run", "自定义元素：允许运行脚本的网页"),
        about: both(
            "Several on one page share one program, and need no frame.",
            "一页放几个也只加载一份程序，不需要 iframe。",
        ),
        code: "<script type=\"module\" src=\"{base}four-waves-element.js\"></script>\n<four-waves {attributes}></four-waves>",
    },
    Way {
        id: "single",
        title: both("One file, without a network", "单个文件：不需要网络"),
        about: both(
            "Save `four-waves-single.html` beside your page: everything is in it, and it works from a disk and in a sandbox.",
            "把 `four-waves-single.html` 存在你的网页旁边：一切都在其中，从磁盘打开或放进沙箱都能运行。",
        ),
        code: "<iframe src=\"four-waves-single.html?{query}{hash}\" title=\"{title}\" sandbox=\"allow-scripts\" width=\"100%\" height=\"620\" frameborder=\"0\"></iframe>",
    },
    Way {
        id: "markdown",
        title: both("mdBook and MkDocs", "mdBook 和 MkDocs"),
        about: both(
            "Both leave HTML in Markdown as it is: put the frame between two empty lines.",
            "两者都原样保留 Markdown 里的 HTML：把 iframe 放在两个空行之间。",
        ),
        code: "\n<iframe src=\"{src}\" title=\"{title}\" width=\"100%\" height=\"620\" loading=\"lazy\" frameborder=\"0\"></iframe>\n",
    },
    Way {
        id: "hugo",
        title: both("Hugo: a shortcode", "Hugo：短代码"),
        about: both(
            "The file `four-waves.html` from `examples/embed/hugo` belongs into `layouts/shortcodes`.",
            "把 `examples/embed/hugo` 里的 `four-waves.html` 放进 `layouts/shortcodes`。",
        ),
        code: "{{< four-waves {attributes} >}}",
    },
    Way {
        id: "jekyll",
        title: both("Jekyll: an include", "Jekyll：包含文件"),
        about: both(
            "The file `four-waves.html` from `examples/embed/jekyll` belongs into `_includes`.",
            "把 `examples/embed/jekyll` 里的 `four-waves.html` 放进 `_includes`。",
        ),
        code: "{% include four-waves.html {attributes} %}",
    },
    Way {
        id: "reveal",
        title: both("reveal.js: a slide", "reveal.js：一张幻灯片"),
        about: both(
            "With `data-src` it is fetched when its slide is near.",
            "用 `data-src`，翻到附近的幻灯片时才加载。",
        ),
        code: "<section>\n  <iframe data-src=\"{src}\" title=\"{title}\" width=\"100%\" height=\"620\" frameborder=\"0\"></iframe>\n</section>",
    },
];

/// A parameter: its name, what PhET's simulations call it, its values, and what it says.
pub const TABLE: [(&str, &str, &str, Both); 13] = [
    (
        "embed",
        "",
        "1",
        both(
            "An embed: the ladder without the rest of the page.",
            "嵌入页：只有时序图，没有页面的其他部分。",
        ),
    ),
    (
        "scenario",
        "",
        "last-ack-lost …",
        both(
            "A scenario of the catalogue. A link's part behind `#` says any other.",
            "目录里的情景。其他情景用链接里 `#` 后面的部分表示。",
        ),
    ),
    ("lang", "locale", "en, zh", both("The language; without it the reader's.", "语言；不写则随读者。")),
    (
        "theme",
        "colorProfile",
        "system, light, dark, projector",
        both("`projector` is large, and black on white.", "`projector` 字大，白底黑字，适合投影。"),
    ),
    (
        "controls",
        "",
        "full, min, none",
        both(
            "All buttons; only playing and the slider; nothing, and nothing can be changed. The space bar pauses in any case.",
            "全部按钮；只有播放和进度条；什么都没有，也不能改动。空格键始终可以暂停。",
        ),
    ),
    ("autoplay", "", "0, 1", both("1: plays as soon as it is seen.", "1：一进入视野就播放。")),
    ("speed", "", "0.25 … 16", both("So many times as fast.", "播放速度的倍数。")),
    (
        "loss",
        "",
        "0 … 100",
        both("So many per cent of the segments are lost by chance.", "随机丢失报文段的百分比。"),
    ),
    ("msl", "", "0.5 … 240", both("The maximum segment lifetime in seconds.", "最长报文段寿命，单位为秒。")),
    (
        "delay, rto",
        "",
        "0.05 … 10, 0.2 … 64",
        both(
            "The way's delay and the first retransmission timeout in seconds.",
            "单程时延和初始重传超时，单位为秒。",
        ),
    ),
    (
        "links",
        "allowLinks",
        "0, 1",
        both("0: nothing leads out of the embed.", "0：不能从嵌入页打开其他页面。"),
    ),
    ("opening", "", "0, 1", both("1: begins with the three-way handshake.", "1：从三次握手开始。")),
    ("t", "", "0 … 86400", both("Stands at that second.", "停在这一秒。")),
];

/// The same parameter in PhET's simulations.
#[must_use]
pub fn phet(name: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("PhET's `{name}` means the same."),
        Lang::Zh => format!("PhET 的 `{name}` 含义相同。"),
    }
}

pub const ABOUT_MESSAGES: Both = both(
    "The page around a frame may ask it to `play`, `pause`, `seek`, `step`, `load` and `setLang`, and is told `ready`, `height`, `event`, `state` and `error`. Each message is an object with a `type` that begins with `four-waves:` and the number 1 as its `version`. The repository's `docs/embed.md` has all fields.",
    "iframe 外的网页可以要求它 `play`、`pause`、`seek`、`step`、`load` 和 `setLang`，并会收到 `ready`、`height`、`event`、`state` 和 `error`。每条消息是一个对象：`type` 以 `four-waves:` 开头，`version` 是数字 1。全部字段见仓库里的 `docs/embed.md`。",
);
pub const ASKING: &str = "const frame = document.querySelector(\"iframe\");\naddEventListener(\"message\", ({ source, data }) => {\n  if (source !== frame.contentWindow || data.type !== \"four-waves:ready\") return;\n  source.postMessage({ type: \"four-waves:seek\", version: 1, t: 3.2 }, \"*\");\n});";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tests::fault_in;

    #[test]
    fn every_sentence_is_well_set() {
        let sentences =
            [DESCRIPTION, INTRODUCTION, WITHOUT_SCRIPT, LINK_HINT, LINK_UNREAD, NOT_COPIED, ABOUT_MESSAGES];
        let all = sentences.into_iter().chain(WAYS.iter().map(|way| way.about));
        for sentence in all.chain(TABLE.iter().map(|row| row.3)) {
            for lang in Lang::ALL {
                let text = sentence.in_lang(lang).replace('`', "");
                let fault =
                    fault_in(&text, lang).filter(|fault| *fault != "no capital" && *fault != "no Chinese");
                assert_eq!(fault, None, "{text}");
            }
        }
    }
}
