//! Whether an embed is in view: what nobody sees rests.

/// What is out of view does not play, and goes on when it is seen again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    pub away: bool,
    /// It plays as soon as it is seen.
    waits: bool,
}

impl Watch {
    /// Comes into view, or leaves it; true: playing is to be begun or stopped.
    #[must_use]
    pub fn seen(&mut self, seen: bool, playing: bool) -> bool {
        self.away = !seen;
        let turn = if seen { self.waits && !playing } else { playing };
        self.waits = !seen && (playing || self.waits);
        turn
    }

    /// Is asked to play or to rest; true: that is to be done now.
    #[must_use]
    pub fn asked(&mut self, play: bool, playing: bool) -> bool {
        self.waits = play && self.away;
        play != playing && !(play && self.away)
    }
}

#[cfg(test)]
mod tests {
    use super::Watch;

    #[test]
    fn what_is_out_of_view_rests_and_goes_on_when_seen() {
        let mut watch = Watch::default();
        assert!(watch.seen(false, true), "it stops");
        assert!(watch.seen(true, false), "and goes on");
        assert!(!watch.seen(false, false) && !watch.seen(true, false), "what rests goes on resting");
    }

    #[test]
    fn what_is_asked_out_of_view_is_done_when_seen() {
        let mut watch = Watch::default();
        assert!(!watch.seen(false, false));
        assert!(!watch.asked(true, false), "not yet");
        assert!(watch.seen(true, false));
        assert!(watch.asked(false, true) && watch.asked(true, false) && !watch.asked(true, true));
        let _ = watch.seen(false, true);
        assert!(!watch.asked(false, false), "it rests already");
        assert!(!watch.seen(true, false), "and was told to");
    }
}
