//! What is wrong with a file that was to be a capture, and where.

use crate::capture::{Looks, Problem, Wrong};
use crate::text::Lang;
use crate::text::spacing::tidy;
use crate::text::template::Say;

gaps! {
    /// The octet of the file.
    at,
    /// The packet's number.
    packet,
    /// How many packets are concerned; how many come before.
    count,
    before,
    /// What the file says, and what it says elsewhere.
    number,
    other,
    /// What a link layer or a format is called.
    name,
}

/// What the problem is, where, and what becomes of the rest, in one or two sentences.
#[must_use]
pub fn problem(problem: &Problem, lang: Lang) -> String {
    let mut text = String::new();
    let put = |gap: usize, out: &mut String| match Gap::ALL.get(gap) {
        Some(Gap::at) => out.push_str(&problem.at.to_string()),
        Some(Gap::packet) => out.push_str(&problem.packet.unwrap_or_default().to_string()),
        Some(Gap::count) => out.push_str(&problem.packets.to_string()),
        Some(Gap::before) => out.push_str(&problem.packet.unwrap_or_default().saturating_sub(1).to_string()),
        Some(Gap::number) => out.push_str(&numbers(problem.wrong)[0].to_string()),
        Some(Gap::other) => out.push_str(&numbers(problem.wrong)[1].to_string()),
        Some(Gap::name) => out.push_str(name(problem.wrong)),
        None => {}
    };
    says(problem.wrong).write(lang, &put, &mut text);
    tidy(&text, lang)
}

const fn numbers(wrong: Wrong) -> [u32; 2] {
    match wrong {
        Wrong::Version(number) => [number as u32, 0],
        Wrong::Link(link) => [link.0 as u32, 0],
        Wrong::BlockEnds { first, last } => [first, last],
        Wrong::PacketLength(number)
        | Wrong::BlockLength(number)
        | Wrong::Overfull { captured: number }
        | Wrong::ByteOrder(number)
        | Wrong::NoInterface(number)
        | Wrong::Interfaces(number)
        | Wrong::Packets(number)
        | Wrong::Connections(number) => [number, 0],
        Wrong::Empty | Wrong::NotACapture(_) | Wrong::HeaderCut | Wrong::Cut | Wrong::Time => [0, 0],
    }
}

fn name(wrong: Wrong) -> &'static str {
    match wrong {
        Wrong::NotACapture(Looks::Compressed(name) | Looks::OtherCapture(name) | Looks::Other(name)) => name,
        Wrong::Link(link) => link.name().unwrap_or("?"),
        _ => "",
    }
}

fn says(wrong: Wrong) -> Say {
    match wrong {
        Wrong::Empty => say!("The file is empty.", "文件是空的。"),
        Wrong::NotACapture(Looks::Compressed(_)) => say!(
            "This is compressed ({name}): unpack it first, then open the capture that is in it.",
            "这是压缩文件（{name}）：请先解压，再打开里面的抓包文件。",
        ),
        Wrong::NotACapture(Looks::OtherCapture(_)) => say!(
            "This is a capture in another format ({name}); pcap and pcapng are read here. Wireshark saves it as one of them.",
            "这是另一种格式的抓包文件（{name}），这里只读 pcap 和 pcapng；可以用 Wireshark 另存为其中一种。",
        ),
        Wrong::NotACapture(Looks::Other(_)) => say!(
            "This is no capture but {name}: a capture is a pcap or pcapng file, as tcpdump -w or Wireshark writes it.",
            "这不是抓包文件，而是 {name}：抓包文件指 tcpdump -w 或 Wireshark 写出的 pcap 或 pcapng 文件。",
        ),
        Wrong::NotACapture(Looks::Text) => say!(
            "This is text and no capture. If tcpdump printed it, record again with tcpdump -w FILE: only then the packets are in it.",
            "这是文本，不是抓包文件。如果它是 tcpdump 打印出来的，请用 tcpdump -w FILE 重新抓取：那样文件里才有报文本身。",
        ),
        Wrong::NotACapture(Looks::Unknown) => say!(
            "This is no capture: it begins neither as pcap nor as pcapng does.",
            "这不是抓包文件：开头既不是 pcap 也不是 pcapng。",
        ),
        Wrong::HeaderCut => say!(
            "The file ends within its header: there is no packet in it.",
            "文件头还没有结束文件就断了：里面没有任何分组。",
        ),
        Wrong::Version(_) => say!(
            "The header at octet {at} names version {number} of the format, which is not known: pcap has version 2, pcapng version 1. Nothing behind it is read.",
            "第 {at} 字节处的文件头写着格式版本 {number}，不认识：pcap 是版本 2，pcapng 是版本 1。其后的内容不再读取。",
        ),
        Wrong::Cut => say!(
            "The file is cut off: what begins at octet {at}, after {before} packets, is not all there. Everything before it is kept.",
            "文件不完整：从第 {at} 字节开始的内容（前面有 {before} 个分组）缺了一截。在它之前的全部保留。",
        ),
        Wrong::PacketLength(_) => say!(
            "Packet {packet} at octet {at} claims {number} octets, more than any packet has: the file is damaged there. Everything before it is kept; where the next packet begins cannot be told.",
            "第 {at} 字节处的第 {packet} 个分组自称有 {number} 字节，没有分组会这么长：文件在这里损坏。在它之前的全部保留；下一个分组从哪里开始已无从得知。",
        ),
        Wrong::BlockLength(_) => say!(
            "The block at octet {at} claims {number} octets, which no block of its kind can have: the file is damaged there. Everything before it is kept; where the next block begins cannot be told.",
            "第 {at} 字节处的块自称有 {number} 字节，这类块不可能是这个长度：文件在这里损坏。在它之前的全部保留；下一个块从哪里开始已无从得知。",
        ),
        Wrong::BlockEnds { .. } => say!(
            "The block at octet {at} claims {number} octets at its beginning and {other} at its end: the file is damaged there. Everything before it is kept; where the next block begins cannot be told.",
            "第 {at} 字节处的块，开头写着长 {number} 字节，末尾却写着 {other} 字节：文件在这里损坏。在它之前的全部保留；下一个块从哪里开始已无从得知。",
        ),
        Wrong::Overfull { .. } => say!(
            "Packet {packet} at octet {at} claims {number} octets, more than its block holds: it cannot be read. Left out for this reason: {count}.",
            "第 {at} 字节处的第 {packet} 个分组自称有 {number} 字节，超出了它所在的块，无法读取。因此略去的分组数：{count}。",
        ),
        Wrong::ByteOrder(_) => say!(
            "The section at octet {at} does not tell its byte order: where the magic number belongs stands {number}. Nothing behind it is read.",
            "第 {at} 字节处的节没有说明字节序：应为幻数的地方写着 {number}。其后的内容不再读取。",
        ),
        Wrong::NoInterface(_) => say!(
            "Packet {packet} at octet {at} is from interface {number}, which the file does not describe: nobody can tell how to read it. Left out for this reason: {count}.",
            "第 {at} 字节处的第 {packet} 个分组来自接口 {number}，文件里没有这个接口的描述，无从知道怎样读它。因此略去的分组数：{count}。",
        ),
        Wrong::Link(_) => say!(
            "Packet {packet} is of link layer {number} ({name}), which is not read here; Ethernet, raw IP, Linux cooked and loopback are. Left out for this reason: {count}.",
            "第 {packet} 个分组的链路层是 {number}（{name}），这里不读；能读的有以太网、纯 IP、Linux cooked 和环回。因此略去的分组数：{count}。",
        ),
        Wrong::Interfaces(_) => say!(
            "The section describes more than {number} interfaces: so many are kept, for memory has an end. Left out with the others: {count}.",
            "这一节描述的接口超过 {number} 个：内存有限，只保留这么多。随其余接口略去的分组数：{count}。",
        ),
        Wrong::Packets(_) => say!(
            "The file has more than {number} TCP packets: so many are kept, for memory has an end. Left out from packet {packet} on: {count}.",
            "文件中的 TCP 分组超过 {number} 个：内存有限，只保留这么多。从第 {packet} 个分组起略去的个数：{count}。",
        ),
        Wrong::Connections(_) => say!(
            "The file has more than {number} connections: so many are kept, for memory has an end. Packets left out with the others: {count}.",
            "文件中的连接超过 {number} 个：内存有限，只保留这么多。随其余连接略去的分组数：{count}。",
        ),
        Wrong::Time => say!(
            "Packet {packet} at octet {at} has a time before 1970 or after 2554: it is given the latest time before it. So many have such a time: {count}.",
            "第 {at} 字节处的第 {packet} 个分组，时间早于 1970 年或晚于 2554 年：改用在它之前的最晚时间。这样的分组数：{count}。",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::Link;
    use crate::text::tests::fault_in;

    #[test]
    fn every_problem_is_well_said() {
        let looks = [
            Looks::Compressed("gzip"),
            Looks::OtherCapture("snoop"),
            Looks::Other("PNG"),
            Looks::Text,
            Looks::Unknown,
        ];
        let mut all: Vec<Wrong> = looks.map(Wrong::NotACapture).to_vec();
        all.extend([
            Wrong::Empty,
            Wrong::HeaderCut,
            Wrong::Version(7),
            Wrong::Cut,
            Wrong::PacketLength(7_000_000),
            Wrong::BlockLength(13),
            Wrong::BlockEnds { first: 7_000, last: 8_000 },
            Wrong::Overfull { captured: 7_000 },
            Wrong::ByteOrder(7),
            Wrong::NoInterface(7),
            Wrong::Link(Link(105)),
            Wrong::Link(Link(7)),
            Wrong::Interfaces(7),
            Wrong::Packets(7),
            Wrong::Connections(7),
            Wrong::Time,
        ]);
        for wrong in all {
            for lang in Lang::ALL {
                let text = problem(&Problem { at: 4_321, packet: Some(17), wrong, packets: 23 }, lang);
                assert_eq!(fault_in(&text, lang), None, "{text}");
                let limit = if lang == Lang::En { 240 } else { 110 };
                assert!(text.chars().count() <= limit, "{text}");
            }
        }
    }
}
