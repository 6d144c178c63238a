//! A place in a tree of JSON that knows its path, so that whatever is wrong there can be said with it:
//! `segments[3].t_ms: expected a number from 0 to 3600000, found null`.

use super::{Json, RecordingError};

/// No more of somebody else's text is quoted in an error.
const MOST_QUOTED: usize = 40;

/// A piece of JSON and how it was reached.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    json: &'a Json,
    /// `None` at the root.
    reached: Option<(&'a Place<'a>, By<'a>)>,
}

#[derive(Clone, Copy)]
enum By<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Place<'a> {
    pub fn root(json: &'a Json) -> Self {
        Self { json, reached: None }
    }

    fn path(&self) -> String {
        match self.reached {
            None => String::new(),
            Some((Place { reached: None, .. }, By::Key(key))) => key.to_owned(),
            Some((parent, By::Key(key))) => format!("{}.{key}", parent.path()),
            Some((parent, By::Index(index))) => format!("{}[{index}]", parent.path()),
        }
    }

    pub fn wrong(&self, what: &str) -> RecordingError {
        let path = self.path();
        RecordingError(if path.is_empty() { what.to_owned() } else { format!("{path}: {what}") })
    }

    pub fn expected(&self, what: &str) -> RecordingError {
        let found = match self.json {
            Json::Null => "null".to_owned(),
            Json::Bool(true) => "true".to_owned(),
            Json::Bool(false) => "false".to_owned(),
            Json::Number(number) => shown(*number),
            Json::Text(text) => quoted(text),
            Json::List(_) => "a list".to_owned(),
            Json::Map(_) => "an object".to_owned(),
        };
        self.wrong(&format!("expected {what}, found {found}"))
    }

    // ---- objects ----

    fn entries(&self) -> Result<&'a [(String, Json)], RecordingError> {
        match self.json {
            Json::Map(entries) => Ok(entries),
            _ => Err(self.expected("an object")),
        }
    }

    /// What `key` says; `None` where it is absent or null.
    pub fn get(&'a self, key: &'a str) -> Result<Option<Self>, RecordingError> {
        let entry = self.entries()?.iter().rev().find(|(name, _)| name == key);
        let json = entry.map(|(_, json)| json).filter(|json| **json != Json::Null);
        Ok(json.map(|json| Self { json, reached: Some((self, By::Key(key))) }))
    }

    pub fn need(&'a self, key: &'a str) -> Result<Self, RecordingError> {
        self.get(key)?.ok_or_else(|| self.wrong(&format!("{key} is missing")))
    }

    /// Refuses every other key: where one that is misspelt would silently mean something else.
    pub fn knows(&self, keys: &[&str]) -> Result<(), RecordingError> {
        match self.entries()?.iter().find(|(name, _)| !keys.contains(&name.as_str())) {
            None => Ok(()),
            Some((name, _)) => {
                let (name, known) = (quoted(name), keys.join(", "));
                Err(self.wrong(&format!("unknown key {name}; known are {known}")))
            }
        }
    }

    // ---- lists ----

    pub fn is_list(&self) -> bool {
        matches!(self.json, Json::List(_))
    }

    /// Reads every entry of a list that has at most so many.
    pub fn each<T>(
        &'a self,
        most: usize,
        mut read: impl FnMut(Place<'a>) -> Result<T, RecordingError>,
    ) -> Result<Vec<T>, RecordingError> {
        let Json::List(list) = self.json else { return Err(self.expected("a list")) };
        let count = list.len();
        if count > most {
            return Err(self.wrong(&format!("{count} entries, at most {most} are read")));
        }
        let place = |(index, json)| Self { json, reached: Some((self, By::Index(index))) };
        list.iter().enumerate().map(|entry| read(place(entry))).collect()
    }

    // ---- what has no parts ----

    pub fn text(&self) -> Result<&'a str, RecordingError> {
        match self.json {
            Json::Text(text) => Ok(text),
            _ => Err(self.expected("a text")),
        }
    }

    /// Which of these words it is.
    pub fn which(&self, words: &[&str]) -> Result<usize, RecordingError> {
        let found = match self.json {
            Json::Text(text) => words.iter().position(|word| word == text),
            _ => None,
        };
        found.ok_or_else(|| self.expected(&format!("one of {}", words.join(", "))))
    }

    /// A number from 0 to `most`.
    pub fn number(&self, most: u64) -> Result<f64, RecordingError> {
        match self.json {
            // No NaN lies in it.
            Json::Number(number) if (0.0..=most as f64).contains(number) => Ok(*number),
            _ => Err(self.expected(&format!("a number from 0 to {most}"))),
        }
    }

    /// A whole number from `least` to `most`.
    pub fn whole(&self, least: u32, most: u32) -> Result<u32, RecordingError> {
        let range = f64::from(least)..=f64::from(most);
        match self.json {
            Json::Number(number) if range.contains(number) && number.fract() == 0.0 => Ok(*number as u32),
            _ => Err(self.expected(&format!("a whole number from {least} to {most}"))),
        }
    }
}

/// Printed without floating point, which costs kilobytes in the page.
fn shown(number: f64) -> String {
    if !(-1e12..=1e12).contains(&number) {
        return "a number beyond all bounds".to_owned();
    }
    let exact = number.abs() * 1_000.0;
    let thousandths = exact as u64;
    let about = if thousandths as f64 == exact { "" } else { "about " };
    let sign = if number < 0.0 { "-" } else { "" };
    let (whole, rest) = (thousandths / 1_000, thousandths % 1_000);
    if rest == 0 { format!("{about}{sign}{whole}") } else { format!("{about}{sign}{whole}.{rest:03}") }
}

/// The text in quotes, on one line and not too long.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for (index, character) in text.chars().enumerate() {
        if index == MOST_QUOTED {
            quoted.push('…');
            break;
        }
        quoted.push(if character.is_control() { '\u{fffd}' } else { character });
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_to_the_thousandth() {
        for (number, text) in [
            (7.0, "7"),
            (-0.5, "-0.500"),
            (1.25, "1.250"),
            (0.0001, "about 0"),
            (1e12, "1000000000000"),
            (-3e9, "-3000000000"),
        ] {
            assert_eq!(shown(number), text);
        }
        for number in [1e300, -1e13, f64::NAN, f64::INFINITY] {
            assert_eq!(shown(number), "a number beyond all bounds");
        }
    }

    #[test]
    fn quoted_text_stays_on_one_line() {
        assert_eq!(quoted("fly\n\t"), "\"fly\u{fffd}\u{fffd}\"");
        assert_eq!(quoted(&"四".repeat(41)), format!("\"{}…\"", "四".repeat(40)));
    }
}
