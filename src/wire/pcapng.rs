//! Writes a pcapng file (draft-ietf-opsawg-pcapng, sections 4 and 3.5): one section, one interface of
//! bare IP packets, times in microseconds, and comments with the packets. Little-endian throughout.

const SECTION_HEADER: u32 = 0x0a0d_0d0a;
const BYTE_ORDER_MAGIC: u32 = 0x1a2b_3c4d;
const INTERFACE_DESCRIPTION: u32 = 1;
const ENHANCED_PACKET: u32 = 6;

/// Packets begin with their IP header, whose version says which (LINKTYPE_RAW).
const RAW_IP: u16 = 101;

const END_OF_OPTIONS: u16 = 0;
const COMMENT: u16 = 1;
const INTERFACE_NAME: u16 = 2;
const USER_APPLICATION: u16 = 4;
const TIME_RESOLUTION: u16 = 9;
/// 10⁻⁶ seconds.
const MICROSECONDS: u8 = 6;

/// A file under construction.
#[derive(Clone, Debug)]
pub struct File(Vec<u8>);

impl File {
    /// Begins a file with what it is about, and the name of the interface at which packets were seen.
    #[must_use]
    pub fn new(about: &str, interface: &str) -> Self {
        let mut file = Self(Vec::new());
        let mut header = BYTE_ORDER_MAGIC.to_le_bytes().to_vec();
        // Version 1.0, and a length that nobody has counted.
        header.extend([1, 0, 0, 0]);
        header.extend(u64::MAX.to_le_bytes());
        option(&mut header, COMMENT, about.as_bytes());
        option(&mut header, USER_APPLICATION, concat!("Four Waves ", env!("CARGO_PKG_VERSION")).as_bytes());
        end(&mut header);
        file.block(SECTION_HEADER, &header);
        let mut description = RAW_IP.to_le_bytes().to_vec();
        // Reserved; and nothing is cut.
        description.extend([0; 6]);
        option(&mut description, INTERFACE_NAME, interface.as_bytes());
        option(&mut description, TIME_RESOLUTION, &[MICROSECONDS]);
        end(&mut description);
        file.block(INTERFACE_DESCRIPTION, &description);
        file
    }

    /// Adds an IP packet that was seen so many microseconds after 1970 began (UTC).
    pub fn packet(&mut self, micros: u64, octets: &[u8], comments: &[String]) {
        let length = (octets.len() as u32).to_le_bytes();
        let mut content = vec![0; 4];
        content.extend(((micros >> 32) as u32).to_le_bytes());
        content.extend((micros as u32).to_le_bytes());
        content.extend(length);
        content.extend(length);
        padded(&mut content, octets);
        for comment in comments {
            option(&mut content, COMMENT, comment.as_bytes());
        }
        end(&mut content);
        self.block(ENHANCED_PACKET, &content);
    }

    #[must_use]
    pub fn octets(self) -> Vec<u8> {
        self.0
    }

    fn block(&mut self, kind: u32, content: &[u8]) {
        let length = (content.len() as u32 + 12).to_le_bytes();
        self.0.extend(kind.to_le_bytes());
        self.0.extend(length);
        self.0.extend(content);
        self.0.extend(length);
    }
}

/// A value longer than its length can say is cut.
fn option(content: &mut Vec<u8>, kind: u16, value: &[u8]) {
    let value = &value[..value.len().min(usize::from(u16::MAX))];
    content.extend(kind.to_le_bytes());
    content.extend((value.len() as u16).to_le_bytes());
    padded(content, value);
}

fn end(content: &mut Vec<u8>) {
    option(content, END_OF_OPTIONS, &[]);
}

/// With zeros up to a length of whole words of four octets.
fn padded(content: &mut Vec<u8>, value: &[u8]) {
    content.extend(value);
    content.resize(content.len().next_multiple_of(4), 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_says_its_length_twice_and_has_whole_words() {
        let mut file = File::new("about", "client");
        file.packet(EXAMPLE, &[0x45, 1, 2, 3, 4], &["one".into(), "two".into()]);
        let octets = file.octets();
        let word = |at: usize| u32::from_le_bytes(octets[at..at + 4].try_into().unwrap());
        let (mut at, mut kinds) = (0, Vec::new());
        while at < octets.len() {
            let length = word(at + 4) as usize;
            assert!(length.is_multiple_of(4) && word(at + length - 4) as usize == length);
            kinds.push(word(at));
            at += length;
        }
        assert_eq!(kinds, [SECTION_HEADER, INTERFACE_DESCRIPTION, ENHANCED_PACKET]);
        let packet = octets.len() - octets[octets.len() - 4] as usize;
        let time = u64::from(word(packet + 12)) << 32 | u64::from(word(packet + 16));
        assert_eq!((time, word(packet + 20), word(packet + 24)), (EXAMPLE, 5, 5));
    }

    const EXAMPLE: u64 = 1_767_225_600_000_001;
}
