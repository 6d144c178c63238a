//! The state of the page as one value, and the one function that changes it. No browser in here:
//! it is tested natively.

mod change;

use super::captured::Captured;
use super::exercise::Exercise;
use super::history::History;
use super::shared::Shared;
use crate::sim::catalog::Name;
use crate::sim::edits::Edit;
use crate::sim::link_code::Decoded;
use crate::sim::questions::Question;
use crate::sim::search::Goal;
use crate::sim::{Act, Fault, Host, Loss, Scenario, Side, Trace, Verdict, simulate};
use crate::tcp::{CallError, Stack, State, calls};
use crate::text::Lang;
use crate::text::capture::panel::FIXED;
use crate::text::ui::words;
use crate::time::{Duration, Instant, read_thousandths};
use crate::view::{Numbers, Scale, TimeAxis};

/// Playing speeds; 1× in the middle of what one needs.
pub const SPEEDS: [f64; 7] = [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0];
/// Their names, for printing floats costs kilobytes.
pub const SPEED_NAMES: [&str; 7] = ["0.25×", "0.5×", "1×", "2×", "4×", "8×", "16×"];

/// A number that a person may set, with its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    LossPercent,
    Seed,
    /// In milliseconds, as the next two.
    Delay,
    Msl,
    Rto,
    SendSize,
    /// How long a segment is held, or how much later its second copy comes; in milliseconds.
    Hold,
}

impl Setting {
    /// Least and most, in the setting's unit.
    #[must_use]
    pub const fn range(self) -> (u32, u32) {
        match self {
            Self::LossPercent => (0, 100),
            Self::Seed => (0, 9_999),
            Self::Delay => (50, 10_000),
            Self::Msl => (500, 240_000),
            Self::Rto => (200, 64_000),
            Self::SendSize => (1, 65_535),
            Self::Hold => (10, 600_000),
        }
    }
}

impl Setting {
    /// Reads what a person typed, in a unit of so many kept ones; `None` if it is no number, too
    /// fine, or out of range.
    #[must_use]
    pub fn read(self, text: &str, per_unit: u32) -> Option<u32> {
        let kept = read_thousandths(&text.trim().replace(',', "."))?.checked_mul(u64::from(per_unit))?;
        let (least, most) = self.range();
        let kept = u32::try_from(kept / 1_000).ok().filter(|_| kept % 1_000 == 0)?;
        (least..=most).contains(&kept).then_some(kept)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    Light,
    Dark,
    /// For a lecture hall: large, black on white.
    Projector,
}

impl Theme {
    pub const ALL: [Self; 4] = [Self::System, Self::Light, Self::Dark, Self::Projector];

    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Projector => "projector",
        }
    }

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.id() == id)
    }

    /// How much larger everything is drawn (`--zoom` in style.css).
    #[must_use]
    pub const fn zoom(self) -> f64 {
        if matches!(self, Self::Projector) { 1.35 } else { 1.0 }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    #[default]
    Story,
    Segments,
    States,
    Sockets,
    Programs,
    Changes,
    Questions,
    Exercise,
    /// The run in words.
    Transcript,
    Capture,
    /// What can be taken along.
    Save,
    /// The key map.
    Keys,
}

impl Tab {
    pub const ALL: [Self; 12] = [
        Self::Story,
        Self::Segments,
        Self::States,
        Self::Sockets,
        Self::Programs,
        Self::Changes,
        Self::Questions,
        Self::Exercise,
        Self::Transcript,
        Self::Capture,
        Self::Save,
        Self::Keys,
    ];

    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Story => "story",
            Self::Segments => "segments",
            Self::States => "states",
            Self::Sockets => "sockets",
            Self::Programs => "programs",
            Self::Changes => "changes",
            Self::Questions => "questions",
            Self::Exercise => "exercise",
            Self::Transcript => "transcript",
            Self::Capture => "capture",
            Self::Save => "save",
            Self::Keys => "keys",
        }
    }

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.id() == id)
    }

    /// What a scenario of this name begins with: a question's with the question.
    #[must_use]
    pub fn of(name: &str) -> Self {
        if name.starts_with(Question::PREFIX) { Self::Questions } else { Self::Story }
    }
}

/// How large the ladder is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zoom {
    /// So many halvings (below 0) or doublings.
    Steps(i8),
    /// As large as its room.
    Fit,
}

impl Default for Zoom {
    fn default() -> Self {
        Self::Steps(0)
    }
}

impl Zoom {
    pub const LEAST: i8 = -6;
    pub const MOST: i8 = 3;

    /// So many doublings, as far as it goes.
    #[must_use]
    pub fn steps(steps: i8) -> Self {
        Self::Steps(steps.clamp(Self::LEAST, Self::MOST))
    }

    /// How many doublings it is; what fits depends on the window, and counts as none here.
    #[must_use]
    pub fn doublings(self) -> i8 {
        match self {
            Self::Steps(steps) => steps,
            Self::Fit => 0,
        }
    }
}

/// A capture's number among the futures: it is none of them.
pub const CAPTURE: usize = usize::MAX;

/// Another future, shown beside the one that is here.
#[derive(Clone, Debug, PartialEq)]
pub struct Other {
    /// Its number in the history, or [`CAPTURE`].
    pub future: usize,
    pub scenario: Shared<Scenario>,
    pub trace: Shared<Trace>,
}

/// What a person does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The playhead has come here by itself.
    Tick(Instant),
    /// Played to the end.
    Finish,
    PlayPause,
    /// To the next (true) or the previous event.
    Step(bool),
    Seek(Instant),
    /// To that moment, and to the segment that it is about.
    Moment(usize),
    ToStart,
    ToEnd,
    Replay,
    Speed(usize),
    Load(Name, bool),
    Open(Box<Scenario>),
    /// A link that is put into the address bar of an open page; its problem is a sentence.
    Follow(Box<Decoded>),
    Act(Side, Act),
    /// This becomes of that flight.
    Fate(usize, Verdict),
    /// This edit, for that flight's sake.
    Decide(usize, Fault),
    /// Switches an edit off, or on again.
    Switch(Edit),
    /// Takes an edit out of the list.
    Remove(Edit),
    /// Points at a flight: one that is under way is lost, any other is looked at. `lose` loses it
    /// in any case.
    Point {
        flight: usize,
        lose: bool,
    },
    Set(Setting, u32),
    LossSwitch(bool),
    /// A host gets this stack with its own values, and both a network of their pace.
    Stack(Side, Stack),
    Undo,
    Redo,
    /// To any future of the history.
    Future(usize),
    /// Shows another future beside this one, or none.
    Compare(Option<usize>),
    /// Becomes that scenario, and the playhead stays.
    Reshape(Box<Scenario>),
    /// A program's text that cannot be read yet; `None`: it can.
    Draft(Side, Option<String>),
    /// Nothing is chosen, compared or said any more.
    Leave,
    /// Single signs are keys, or are not.
    Signs(bool),
    Zoom(Zoom),
    Scale(Scale),
    /// The field of the header that is looked at.
    Field(Option<u8>),
    Select(Option<usize>),
    /// Looks at this state or edge of the state diagram.
    Goal(Option<Goal>),
    Language(Lang),
    Theme(Theme),
    Numbers(Numbers),
    Tab(Tab),
    /// A sentence for the person; `None` dismisses it.
    Say(Option<String>),
    /// The system asks for less motion.
    ReducedMotion(bool),
    /// On a phone: shows a side's rarer calls, or hides them.
    AllCalls(Side),
    /// Begins an exercise or goes on with it; another scenario ends it.
    Exercise(Shared<Exercise>),
    /// What there is of a capture by now; the connection that is open is shown.
    Capture(Shared<Captured>),
    /// The page's second file has come, or could not be had.
    Arrived(bool),
    /// The second file is to be fetched once more.
    Retry,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    pub scenario: Shared<Scenario>,
    pub trace: Shared<Trace>,
    pub axis: Shared<TimeAxis>,
    /// Where the playhead stands, or stood at the last event while it moves.
    pub playhead: Instant,
    pub playing: bool,
    /// Grows whenever the playhead is put somewhere or stopped: the player follows.
    pub moved: u32,
    pub speed: usize,
    pub selected: Option<usize>,
    /// What is chosen in the state diagram.
    pub goal: Option<Goal>,
    pub lang: Lang,
    pub theme: Theme,
    pub numbers: Numbers,
    pub tab: Tab,
    pub notice: Option<String>,
    pub send_size: u32,
    /// The rate that the loss switch turns on.
    pub loss: Loss,
    pub embed: bool,
    pub reduced_motion: bool,
    pub all_calls: [bool; 2],
    pub history: History,
    /// While one runs, the trace holds only what may be seen, and nothing can be changed.
    pub exercise: Option<Shared<Exercise>>,
    pub capture: Option<Shared<Captured>>,
    pub other: Option<Other>,
    pub drafts: [Option<String>; 2],
    pub field: Option<u8>,
    pub signs: bool,
    pub zoom: Zoom,
    pub scale: Scale,
    /// See [`Setting::Hold`].
    pub hold: u32,
    /// Whether the page's second file, with the panels that a person opens, has come (true) or could
    /// not be had (false).
    pub later: Option<bool>,
    /// Something that the address holds is not as the page began with it.
    pub changed: bool,
    /// The setting that was changed last: a slider's way is one step to undo, not a hundred.
    dragging: Option<Setting>,
}

impl Model {
    /// Of [`SPEEDS`].
    pub const NORMAL_SPEED: usize = 2;

    #[must_use]
    pub fn new(scenario: Scenario, lang: Lang) -> Self {
        let trace = simulate(&scenario);
        let axis = TimeAxis::new(&scenario, &trace, Scale::Folded);
        let loss = scenario.network.loss.unwrap_or(Loss { percent: 20, seed: 1, from: Instant::START });
        let tab = Tab::of(&scenario.name);
        let scenario = Shared::new(scenario);
        Self {
            playhead: axis.end(),
            history: History::new(scenario.clone()),
            scenario,
            trace: Shared::new(trace),
            axis: Shared::new(axis),
            playing: false,
            moved: 0,
            speed: Self::NORMAL_SPEED,
            selected: None,
            goal: None,
            lang,
            theme: Theme::default(),
            numbers: Numbers::default(),
            tab,
            notice: None,
            send_size: 100,
            loss,
            embed: false,
            reduced_motion: false,
            all_calls: [false; 2],
            exercise: None,
            capture: None,
            other: None,
            drafts: [None, None],
            field: None,
            signs: true,
            zoom: Zoom::default(),
            scale: Scale::default(),
            hold: 1_000,
            later: None,
            changed: false,
            dragging: None,
        }
    }

    /// The model after that action.
    #[must_use]
    pub fn reduce(&self, action: Action) -> Self {
        let mut next = self.clone();
        next.apply(action);
        let held = |model: &Self| (model.scenario.clone(), model.lang, model.theme, model.numbers);
        next.changed |= held(self) != held(&next);
        next
    }

    fn apply(&mut self, action: Action) {
        // These come by themselves, in the middle of a slider's way.
        if !matches!(action, Action::Set(..) | Action::Tick(_) | Action::Finish | Action::Arrived(_)) {
            self.dragging = None;
        }
        if action.changes() {
            let fixed = if self.exercise.is_some() {
                Some(words(self.lang).exercise_runs)
            } else {
                self.recorded().map(|_| FIXED.in_lang(self.lang))
            };
            if let Some(why) = fixed {
                self.notice = Some(why.into());
                return;
            }
        }
        match action {
            Action::Tick(at) => self.playhead = at.min(self.axis.end()),
            Action::Finish => {
                self.playing = false;
                self.put(self.axis.end());
            }
            Action::PlayPause => {
                if !self.playing && self.finished() {
                    self.playhead = Instant::START;
                }
                self.playing = !self.playing;
                self.moved += 1;
            }
            Action::Step(forward) => self.step(forward),
            Action::Seek(at) => self.put(at),
            Action::ToStart => {
                self.playing = false;
                self.put(Instant::START);
            }
            Action::ToEnd => {
                self.playing = false;
                self.put(self.axis.end());
            }
            Action::Replay => {
                self.playing = true;
                self.put(Instant::START);
            }
            Action::Arrived(came) => {
                self.later = Some(came);
                if !came && self.changed {
                    self.notice = Some(words(self.lang).no_links.into());
                }
            }
            other => self.apply_rarer(other),
        }
    }

    /// What looking on does without, and so stands in another file of the page.
    #[inline(never)]
    fn apply_rarer(&mut self, action: Action) {
        match action {
            Action::Moment(index) => {
                let Some(moment) = self.trace.moments.get(index) else { return };
                let (at, about) = (moment.at, moment.flight());
                self.put(at);
                self.selected = about.or(self.selected);
            }
            Action::Speed(speed) => {
                self.speed = speed.min(SPEEDS.len() - 1);
                self.moved += 1;
            }
            Action::Load(name, opening) => self.load(name.scenario(opening)),
            Action::Open(scenario) => self.load(*scenario),
            Action::Reshape(scenario) => self.reshape(*scenario),
            Action::Draft(side, text) => self.drafts[side as usize] = text,
            Action::Follow(decoded) => {
                self.load(decoded.scenario);
                self.notice = decoded.problem;
            }
            Action::Act(side, act) => self.act(side, act),
            Action::Fate(flight, verdict) => self.decide(flight, verdict),
            Action::Decide(flight, fault) => self.edit_flight(flight, |scenario| scenario.decide(fault)),
            Action::Switch(edit) => self.edit(|scenario| scenario.switch(edit)),
            Action::Remove(edit) => self.edit(|scenario| scenario.remove(edit)),
            Action::Point { flight, lose } => self.point(flight, lose),
            Action::Set(setting, value) => self.set(setting, value),
            Action::LossSwitch(on) => self.switch_loss(on),
            Action::Stack(side, stack) => self.choose_stack(side, stack),
            Action::Undo => self.history.before().into_iter().for_each(|before| self.go(before)),
            Action::Redo => self.history.after().into_iter().for_each(|after| self.go(after)),
            Action::Future(future) => self.go(future),
            Action::Compare(other) => self.compare(other),
            Action::Field(field) => self.field = field,
            Action::Leave => {
                (self.selected, self.field, self.notice) = (None, None, None);
                self.compare(None);
            }
            Action::Signs(on) => self.signs = on,
            Action::Zoom(zoom) => self.zoom = zoom,
            Action::Scale(scale) => self.draw_to(scale),
            Action::Select(flight) => {
                self.selected = flight.filter(|index| *index < self.trace.flights.len())
            }
            Action::Goal(goal) => self.goal = goal,
            Action::Language(lang) => self.lang = lang,
            Action::Theme(theme) => self.theme = theme,
            Action::Numbers(numbers) => self.numbers = numbers,
            Action::Tab(tab) => self.tab = tab,
            Action::Say(sentence) => self.notice = sentence,
            Action::AllCalls(side) => self.all_calls[side as usize] ^= true,
            Action::Capture(captured) => self.show_capture(captured),
            Action::Exercise(exercise) => self.practise(exercise),
            Action::Retry => self.later = None,
            Action::ReducedMotion(on) => {
                self.reduced_motion = on;
                self.moved += 1;
            }
            // The others have been applied.
            _ => {}
        }
    }

    // ---- what others ask ----

    #[must_use]
    pub fn finished(&self) -> bool {
        self.playhead >= self.axis.end()
    }

    /// The last moment that has happened.
    #[must_use]
    pub fn moment(&self) -> Option<usize> {
        self.trace.moment_at(self.playhead)
    }

    /// Something is shown that is in the page's second file, which is not there yet; or a link is to
    /// be written, or reasons may be told that a first visit does without.
    #[must_use]
    pub fn waits(&self) -> bool {
        let shown = self.tab != Tab::Story || self.selected.is_some() || self.other.is_some();
        let name = Name::from_id(&self.scenario.name);
        // What to look at elsewhere is in there.
        let look = !self.embed && name != Some(Name::FourWayClose);
        let plain = || name.map(|name| name.scenario(self.scenario.opening));
        self.later.is_none() && (shown || look || self.changed || plain().as_ref() != Some(&*self.scenario))
    }

    #[must_use]
    pub fn can_undo(&self) -> bool {
        self.history.before().is_some()
    }

    #[must_use]
    pub fn can_redo(&self) -> bool {
        self.history.after().is_some()
    }

    /// The flight after the chosen one, or before it; without one, what the playhead has come to.
    #[must_use]
    pub fn neighbour(&self, next: bool) -> Option<usize> {
        let flights = &self.trace.flights;
        let to = match self.selected {
            Some(chosen) if next => chosen + 1,
            Some(chosen) => chosen.checked_sub(1)?,
            None => flights.iter().rposition(|flight| flight.sent <= self.playhead).unwrap_or_default(),
        };
        (to < flights.len()).then_some(to)
    }

    /// Why a side may not make this call now.
    ///
    /// # Errors
    /// The error that RFC 9293 section 3.10 names.
    pub fn allows(&self, side: Side, act: Act) -> Result<(), CallError> {
        let end = &self.trace.ends_after(self.moment())[side as usize];
        let host = self.scenario.host(side);
        let beside = act == Act::Listen && host.reuse_addr || act == Act::Connect && host.tw_reuse;
        if beside && end.state == State::TimeWait {
            return Ok(());
        }
        calls::refusal(end.state, end.fin_waiting, end.reading, crate::sim::program::call_of(act))
    }

    /// The value of a setting on the client's side and on the server's, in its unit.
    #[must_use]
    pub fn values(&self, setting: Setting) -> [u32; 2] {
        let millis = |length: Duration| u32::try_from(length.micros() / 1_000).unwrap_or(u32::MAX);
        let of_hosts =
            |of: fn(&Host) -> Duration| Side::BOTH.map(|side| millis(of(self.scenario.host(side))));
        match setting {
            Setting::LossPercent => [u32::from(self.loss.percent); 2],
            Setting::Seed => [self.loss.seed; 2],
            Setting::Delay => self.scenario.network.delay.map(millis),
            Setting::Msl => of_hosts(|host| host.msl.unwrap_or(host.stack.config().msl)),
            Setting::Rto => of_hosts(|host| host.rto.unwrap_or(host.stack.config().rto_initial)),
            Setting::SendSize => [self.send_size; 2],
            Setting::Hold => [self.hold; 2],
        }
    }

    /// The value on the client's side.
    #[must_use]
    pub fn value(&self, setting: Setting) -> u32 {
        self.values(setting)[0]
    }

    // ---- the playhead ----

    fn put(&mut self, at: Instant) {
        self.playhead = at.min(self.axis.end());
        self.moved += 1;
    }

    fn step(&mut self, forward: bool) {
        self.playing = false;
        let moments = &self.trace.moments;
        let to = if forward {
            moments.iter().map(|moment| moment.at).find(|at| *at > self.playhead).unwrap_or(self.axis.end())
        } else {
            let before = moments.iter().rev().map(|moment| moment.at).find(|at| *at < self.playhead);
            before.unwrap_or(Instant::START)
        };
        self.put(to);
    }
}
