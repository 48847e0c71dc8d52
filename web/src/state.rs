//! The page's state as one value, and every way in which it changes. No DOM, no worker: `app.rs` carries effects out.

use std::rc::Rc;

use ormlab_lab::{Cell, CellKind, Document, EngineKind, Report};
use yew::Reducible;

/// Which view of the outcome is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum View {
    #[default]
    Results,
    Loading,
    /// What schema and data sent.
    Setup,
}

/// What the engine is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Activity {
    Idle,
    /// The document of this number runs; `Comparing` when its report is here and the strategies are not yet.
    Running(u32),
    Comparing(u32),
}

/// What a reader who points at a line wants to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seek {
    /// The line itself, in its editor.
    Code,
    /// What the line sent.
    Statements,
}

/// A line of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub cell: CellKind,
    pub line: u32,
    pub seek: Seek,
    /// Counts the askings, so that the same line can be asked for again.
    pub turn: u32,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Workspace {
    pub document: Document,
    /// The cells, or the script, that the last change of mode put away.
    pub put_away: Vec<Cell>,
    /// The example that is open, as long as its text is unchanged.
    pub example: Option<&'static str>,
    pub activity: Activity,
    pub runs: u32,
    pub report: Option<Rc<Report>>,
    /// The text has changed since the report was made.
    pub stale: bool,
    /// Why there is no report: the engine could not be loaded, or was stopped.
    pub failure: Option<Rc<str>>,
    /// What the page has to say about itself: a link was copied, a link could not be read.
    pub message: Option<Rc<str>>,
    pub view: View,
    /// The cell that a narrow screen shows.
    pub open_cell: CellKind,
    /// The query cell whose outcome a narrow screen shows.
    pub open_result: CellKind,
    /// The line that the reader asked for, lit in its editor.
    pub place: Option<Place>,
}

#[derive(Clone, Debug)]
pub(crate) enum Action {
    Open(Document, Option<&'static str>),
    Edit(CellKind, String),
    ChangeMode,
    ChooseEngine(EngineKind),
    Start(u32),
    Finish(u32, Rc<Report>),
    FinishComparison(u32, Rc<Report>),
    Fail(Rc<str>),
    Warn(Rc<str>),
    /// The link to the document was made; `copied` unless the clipboard refused.
    Shared {
        copied: bool,
        length: usize,
    },
    Stop,
    Show(View),
    OpenCell(CellKind),
    OpenResult(CellKind),
    Point(CellKind, u32),
    /// A line was chosen in its editor.
    Pick(CellKind, u32),
    /// The message has been up long enough.
    Forget,
    Dismiss,
}

impl Workspace {
    pub(crate) fn new(document: Document, example: Option<&'static str>) -> Workspace {
        let open_cell = last_kind(&document);
        Workspace {
            document,
            put_away: Vec::new(),
            example,
            activity: Activity::Idle,
            runs: 0,
            report: None,
            stale: false,
            failure: None,
            message: None,
            view: View::default(),
            open_cell,
            open_result: open_cell,
            place: None,
        }
    }

    pub(crate) fn is_script(&self) -> bool {
        self.document.cells.iter().any(|cell| cell.kind == CellKind::Script)
    }

    pub(crate) fn is_running(&self) -> bool {
        self.activity != Activity::Idle
    }

    pub(crate) fn source(&self, kind: CellKind) -> &str {
        self.document.cells.iter().find(|cell| cell.kind == kind).map_or("", |cell| &cell.source)
    }

    /// The comparison is worth its time when an ORM cell stands beside its set-up.
    pub(crate) fn compares(&self) -> bool {
        !self.is_script() && !self.source(CellKind::Orm).trim().is_empty()
    }

    fn forget_outcome(&mut self) {
        self.report = None;
        self.failure = None;
        self.stale = false;
        self.place = None;
    }

    fn edit(&mut self, kind: CellKind, source: String) {
        if let Some(cell) = self.document.cells.iter_mut().find(|cell| cell.kind == kind) {
            if cell.source == source {
                return;
            }
            cell.source = source;
            self.example = None;
            self.stale = self.report.is_some();
            self.place = None;
        }
    }

    fn change_mode(&mut self) {
        let fresh = if self.put_away.is_empty() {
            other_mode(&self.document.cells)
        } else {
            std::mem::take(&mut self.put_away)
        };
        self.put_away = std::mem::replace(&mut self.document.cells, fresh);
        self.example = None;
        self.open_cell = last_kind(&self.document);
        self.open_result = self.open_cell;
        self.view = View::Results;
        self.forget_outcome();
    }

    fn replace(&mut self, document: Document, example: Option<&'static str>) {
        let (activity, runs) = (self.activity, self.runs);
        *self = Workspace { activity, runs, ..Workspace::new(document, example) };
    }

    /// Only the answer to the question that was asked last counts.
    fn awaits(&self, id: u32) -> bool {
        matches!(self.activity, Activity::Running(run) | Activity::Comparing(run) if run == id)
    }

    fn finish(&mut self, id: u32, report: Rc<Report>) {
        if self.awaits(id) {
            self.activity = if self.compares() { Activity::Comparing(id) } else { Activity::Idle };
            self.report = Some(report);
            self.failure = None;
        }
    }

    /// The second answer brings what takes longer. The first one's figures stay, so that none changes under the reader's eyes.
    fn finish_comparison(&mut self, id: u32, full: Rc<Report>) {
        if self.awaits(id) {
            self.activity = Activity::Idle;
            if let Some(first) = &self.report {
                let (loading, findings) = (full.loading.clone(), full.findings.clone());
                self.report = Some(Rc::new(Report { loading, findings, ..(**first).clone() }));
            }
        }
    }

    fn stop(&mut self) {
        if matches!(self.activity, Activity::Running(_)) {
            self.message = Some("Stopped. The text is as you left it.".into());
        }
        self.activity = Activity::Idle;
        self.stale = self.report.is_some();
    }

    fn point(&mut self, cell: CellKind, line: u32, seek: Seek) {
        let turn = self.place.map_or(0, |place| place.turn + 1);
        self.place = Some(Place { cell, line, seek, turn });
        if seek == Seek::Statements {
            self.view = if cell.is_setup() { View::Setup } else { View::Results };
        }
        self.open(cell);
    }

    fn open(&mut self, cell: CellKind) {
        self.open_cell = cell;
        if !cell.is_setup() {
            self.open_result = cell;
        }
    }
}

impl Reducible for Workspace {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = Rc::unwrap_or_clone(self);
        match action {
            Action::Open(document, example) => next.replace(document, example),
            Action::Edit(kind, source) => next.edit(kind, source),
            Action::ChangeMode => next.change_mode(),
            Action::ChooseEngine(engine) => {
                next.document.engine = engine;
                next.stale = next.report.is_some();
            }
            Action::Start(id) => {
                next.activity = Activity::Running(id);
                next.runs = id;
                next.failure = None;
                next.stale = false;
                next.place = None;
            }
            Action::Finish(id, report) => next.finish(id, report),
            Action::FinishComparison(id, full) => next.finish_comparison(id, full),
            Action::Fail(why) => {
                next.activity = Activity::Idle;
                next.failure = Some(why);
            }
            Action::Stop => next.stop(),
            Action::Show(view) => next.view = view,
            Action::OpenCell(kind) => next.open(kind),
            Action::OpenResult(kind) => next.open_result = kind,
            Action::Point(cell, line) => next.point(cell, line, Seek::Code),
            Action::Pick(cell, line) => next.point(cell, line, Seek::Statements),
            Action::Warn(message) => next.message = Some(message),
            Action::Shared { copied, length } => next.message = Some(shared(copied, length)),
            Action::Forget => next.message = None,
            Action::Dismiss => {
                next.failure = None;
                next.message = None;
            }
        }
        Rc::new(next)
    }
}

/// The query cell that a narrow screen opens first is the last one: ORM, or the script.
fn last_kind(document: &Document) -> CellKind {
    document.cells.last().map_or(CellKind::Script, |cell| cell.kind)
}

/// The cells as one script; a script as the data-less start of four cells.
fn other_mode(cells: &[Cell]) -> Vec<Cell> {
    if let [Cell { kind: CellKind::Script, source, .. }] = cells {
        let kinds = [
            (CellKind::Schema, source.as_str()),
            (CellKind::Data, ""),
            (CellKind::Core, ""),
            (CellKind::Orm, ""),
        ];
        return kinds.map(|(kind, source)| Cell::new(kind, source)).to_vec();
    }
    let sources: Vec<&str> = cells
        .iter()
        .map(|cell| cell.source.trim_end())
        .filter(|source| !source.is_empty())
        .collect();
    vec![Cell::new(CellKind::Script, sources.join("\n\n") + "\n")]
}

fn shared(copied: bool, length: usize) -> Rc<str> {
    let size = crate::words::grouped(length);
    if copied {
        format!("Link copied: {size} characters, with the whole document in it. Nothing was sent anywhere.").into()
    } else {
        format!("The link is in the address bar: {size} characters, with the whole document in it.")
            .into()
    }
}
