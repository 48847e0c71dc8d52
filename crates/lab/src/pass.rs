//! [`Pass`]: one run of some cells in one namespace over a fresh database.
//!
//! Nothing outlives a pass: each query cell of a document has one of its own, which begins with the
//! schema and data cells, so that no cell sees what another did.

use std::rc::Rc;

use ormlab_engine::environment::Environment;
use ormlab_engine::statement_log::StatementLog;
use ormlab_orm::LoaderOverrides;
use ormlab_python::eval::Mode;
use ormlab_python::{Dict, Raised, Vm, VmOptions};

use crate::document::{Cell, CellKind, Document};
use crate::error;
use crate::host::{Drivers, Host, HostClock};
use crate::output::Output;
use crate::record::{self, Files};
use crate::report::{CellReport, PrintedLine, Totals};

/// Rows of a result that its table shows.
const ROWS_SHOWN: usize = 200;

/// What a pass found out besides the reports.
#[derive(Default)]
pub(crate) struct Facts {
    pub(crate) notices: Vec<String>,
    /// Relationships that the last cell loaded: `User.posts`.
    pub(crate) relationships: Vec<String>,
    /// Distinct mapped objects that the last cell made of rows.
    pub(crate) objects: usize,
}

/// An interpreter with SQLAlchemy in it, and its log.
pub(crate) struct Pass<'a> {
    document: &'a Document,
    host: &'a Rc<dyn Host>,
    vm: Rc<Vm>,
    globals: Rc<Dict>,
    output: Rc<Output>,
    log: Rc<StatementLog>,
    drivers: Rc<Drivers>,
    overrides: Rc<LoaderOverrides>,
    files: Files,
}

/// The name of a cell's file in tracebacks: that of its kind, numbered where there are several.
pub(crate) fn file_name(document: &Document, index: usize) -> String {
    let kind = document.cells[index].kind;
    match document.cells[..index].iter().filter(|cell| cell.kind == kind).count() {
        0 => format!("<{kind}>"),
        before => format!("<{kind} {}>", before + 1),
    }
}

impl<'a> Pass<'a> {
    pub(crate) fn new(document: &'a Document, host: &'a Rc<dyn Host>) -> Pass<'a> {
        let output = Rc::new(Output::new(host.clone()));
        let mut options = VmOptions::new(output.clone());
        options.seed = u64::from(document.options.seed);
        options.step_budget = document.options.step_budget.or_else(|| host.step_budget());
        let vm = Rc::new(Vm::new(options));
        output.attach(&vm);
        let log = StatementLog::keeping(ROWS_SHOWN);
        let drivers = Rc::new(Drivers::new(host.clone(), document.engine));
        let mut environment = Environment::new(drivers.clone());
        environment.clock = Rc::new(HostClock(host.clone()));
        environment.statements = Some(log.clone());
        let overrides = environment.extensions.get_or_insert(LoaderOverrides::default);
        ormlab_sqlalchemy::install(&vm, environment);
        let globals = vm.new_globals("__main__");
        let files = (0..document.cells.len())
            .map(|at| (file_name(document, at), document.cells[at].kind.name().to_owned()))
            .collect();
        Pass { document, host, vm, globals, output, log, drivers, overrides, files }
    }

    /// Relationships are loaded this way from here on, whatever the script says.
    pub(crate) fn overrides(&self) -> &Rc<LoaderOverrides> {
        &self.overrides
    }

    /// Runs one cell; gives its report.
    pub(crate) fn run(&self, index: usize, source: &str) -> CellReport {
        let kind = self.document.cells[index].kind;
        let file = file_name(self.document, index);
        self.output.enter(&file);
        self.overrides.clear_touched();
        self.log.take();
        let start = self.host.monotonic();
        let outcome = self.execute(source, &file);
        let time = (self.host.monotonic() - start) * 1e6;
        let mut report = CellReport::new(index, kind);
        report.error =
            outcome.err().map(|raised| error::script_error(&self.vm, &raised, source, &file));
        self.fill(&mut report, &file, time);
        report
    }

    fn execute(&self, source: &str, file: &str) -> Result<(), Box<Raised>> {
        let code = self.vm.compile(source, file, Mode::Exec)?;
        self.vm.run(&code, &self.globals).map(drop)
    }

    fn fill(&self, report: &mut CellReport, file: &str, time: f64) {
        report.printed = self.output.take();
        let statements = self.log.statements();
        let own = |record| record::statement(record, file, &self.files);
        report.statements = statements.iter().map(own).collect();
        report.timeline = self.log.timeline().iter().map(record::timeline).collect();
        if !report.kind.is_setup() {
            report.tables = statements.iter().filter_map(|r| record::table(r, file)).collect();
        }
        report.totals = Totals::of(&report.statements, time);
    }

    pub(crate) fn facts(&self) -> Facts {
        Facts {
            notices: self.drivers.notices.borrow().clone(),
            relationships: self.overrides.touched(),
            objects: self.log.objects(),
        }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.globals.clear();
        ormlab_sqlalchemy::dispose(&self.vm);
    }
}

/// Runs the cells at `indexes` in order, the last with `source` in place of its own text if given;
/// stops at the first error. `prepare` is called before the last.
pub(crate) fn run_cells(
    document: &Document,
    host: &Rc<dyn Host>,
    indexes: &[usize],
    source: Option<&str>,
    prepare: impl FnOnce(&LoaderOverrides),
) -> (Vec<CellReport>, Facts) {
    let pass = Pass::new(document, host);
    let mut reports: Vec<CellReport> = Vec::new();
    let mut prepare = Some(prepare);
    for (at, index) in indexes.iter().enumerate() {
        let is_last = at + 1 == indexes.len();
        if let Some(prepare) = prepare.take_if(|_| is_last) {
            prepare(pass.overrides());
        }
        let cell: &Cell = &document.cells[*index];
        let text = source.filter(|_| is_last).unwrap_or(&cell.source);
        reports.push(pass.run(*index, text));
        if reports.last().is_some_and(|report| report.error.is_some()) {
            break;
        }
    }
    (reports, pass.facts())
}

/// The lines that count when two outputs are compared.
pub(crate) fn same_output(a: &[PrintedLine], b: &[PrintedLine]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.text == b.text && a.stream == b.stream)
}

/// The cells that prepare the database, then the cell itself; a script stands alone.
pub(crate) fn cells_before(document: &Document, index: usize) -> Vec<usize> {
    if document.cells[index].kind == CellKind::Script {
        return vec![index];
    }
    let setup = |at: &usize| document.cells[*at].kind.is_setup() && *at != index;
    (0..document.cells.len()).filter(setup).chain([index]).collect()
}
