//! The numbers in a program: octets, and times with their units.

use super::LONGEST_SLEEP;
use crate::time::Duration;

/// A whole number, with or without its unit.
pub fn octets(words: &[&str]) -> Option<u32> {
    let [number, unit @ ..] = words else { return None };
    let fits = matches!(unit, [] | ["b" | "byte" | "bytes" | "octet" | "octets" | "字节"]);
    let digits = number.replace('_', "");
    let plain = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    digits.parse().ok().filter(|_| fits && plain)
}

/// In microseconds.
pub const SECOND: u64 = 1_000_000;

/// One or more numbers with their units, or one number of seconds.
pub fn time(words: &[&str]) -> Option<Duration> {
    let mut sum: u64 = 0;
    for pair in words.chunks(2) {
        let unit = match pair.get(1) {
            None if words.len() == 1 => SECOND,
            unit => unit_of(unit?)?,
        };
        sum = sum.checked_add(read_decimal(pair.first()?, unit)?)?;
    }
    let time = Duration::from_micros(sum);
    (!words.is_empty() && time <= LONGEST_SLEEP).then_some(time)
}

/// A unit of time in microseconds.
fn unit_of(word: &str) -> Option<u64> {
    Some(match word {
        "us" | "µs" | "微秒" => 1,
        "ms" | "msec" | "millisecond" | "milliseconds" | "毫秒" => 1_000,
        "s" | "sec" | "secs" | "second" | "seconds" | "秒" => SECOND,
        "min" | "mins" | "minute" | "minutes" | "分" | "分钟" => 60 * SECOND,
        "h" | "hour" | "hours" | "小时" => 3_600 * SECOND,
        _ => return None,
    })
}

/// So many units, if that is a whole number of microseconds.
fn read_decimal(text: &str, unit: u64) -> Option<u64> {
    let text = text.replace(',', ".");
    let (whole, places) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    if !digits(whole) || !digits(places) || whole.is_empty() && places.is_empty() {
        return None;
    }
    let places = places.trim_end_matches('0');
    let scale = 10_u64.checked_pow(u32::try_from(places.len()).ok()?)?;
    let read = |text: &str| if text.is_empty() { Some(0) } else { text.parse::<u64>().ok() };
    let part = read(places)?.checked_mul(unit)?;
    read(whole)?.checked_mul(unit)?.checked_add(part / scale).filter(|_| part % scale == 0)
}

/// A time with its unit: seconds, or milliseconds where it is below one.
pub fn length(time: Duration) -> String {
    let micros = time.micros();
    if micros >= SECOND && micros.is_multiple_of(1_000) || micros == 0 {
        return decimal(micros, SECOND) + " s";
    }
    decimal(micros, 1_000) + " ms"
}

/// The number in that unit, a power of ten, without digits that say nothing.
pub fn decimal(micros: u64, unit: u64) -> String {
    let (whole, rest) = (micros / unit, micros % unit);
    if rest == 0 {
        return whole.to_string();
    }
    let places = (unit + rest).to_string();
    [&whole.to_string(), ".", places[1..].trim_end_matches('0')].concat()
}
