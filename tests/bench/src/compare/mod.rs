//! Runs the loads in turn, and holds what they report against each other.

mod builds;
mod loads;
mod options;
mod peers;
mod process;
mod table;

use self::builds::Program;
use self::loads::{Measured, Sample, Server, Side};
pub use self::options::{Options, USAGE};
use self::table::{Goal, Row, Table};

/// Measures all that the options ask for.
///
/// # Errors
/// When a program fails, or one of ours cannot be built. Without kube-rs' crates or without Go,
/// kube-rs or client-go is left out, and the table says so; what programs cost is held against
/// kube-rs, and left out with it.
pub fn run(options: &Options) -> Result<Table, String> {
    let mut table = Table::default();
    let mut sides = vec![Side::ours()?];
    let kube_rs = peers::kube_rs();
    let has_kube_rs = kube_rs.is_ok();
    match kube_rs {
        Ok(program) => sides.push(Side::new("kube-rs", program)),
        Err(why) => table.left_out("kube-rs", &why),
    }
    match peers::client_go() {
        Ok(program) => sides.push(Side::new("client-go", program)),
        Err(why) => table.left_out("client-go", &why),
    }
    {
        let server = Server::start(options.pods)?;
        gets(&mut table, &server, &sides, options)?;
        for (form, mode) in [("typed", "list-typed"), ("dynamic", "list-dynamic")] {
            let modes = [(mode, &sides[..])];
            let [lists] = loads::measure(modes, &server, 1, options.list_rounds)?;
            list_rows(&mut table, form, options.pods, &lists);
        }
    }
    match (options.builds, has_kube_rs) {
        (true, true) => build_rows(&mut table)?,
        (true, false) => table.left_out("what programs cost", "it is held against kube-rs"),
        (false, _) => {}
    }
    Ok(table)
}

fn gets(
    table: &mut Table,
    server: &Server,
    sides: &[Side],
    options: &Options,
) -> Result<(), String> {
    let ours = &sides[..1];
    let modes = [
        ("get-typed", sides),
        ("get-dynamic", sides),
        ("get-lean", ours),
        ("decode", ours),
    ];
    let measured = loads::measure(modes, server, options.requests, options.rounds)?;
    let [typed, dynamic, lean, decode] = &measured;
    table.section("GET of a 9 KB pod, 64 in flight");
    let cpu = |sample: &Sample| sample.cpu_us;
    let allocations = |sample: &Sample| sample.allocations;
    table.row(Row::of("typed: CPU, µs", typed, cpu).goal(Goal::Ratio(0.9)));
    table.row(Row::of("typed: allocations", typed, allocations).goal(Goal::Ratio(0.9)));
    // What kube-rs has no other way to do takes the place of its typed GET.
    let instead = |name, measured, pick: fn(&Sample) -> f64| {
        let mut row = Row::of(name, measured, pick);
        row.against("kube-rs", typed, pick);
        row
    };
    let by_path = |name, pick| instead(name, dynamic, pick).goal(Goal::Ratio(0.3));
    table.row(by_path("by path: CPU, µs, to typed", cpu));
    table.row(by_path("by path: allocations, to typed", allocations));
    table.row(Row::of("by path: CPU, µs, to DynamicObject", dynamic, cpu));
    table.row(instead("no managedFields: CPU, µs, to typed", lean, cpu));
    table.row(instead("no managedFields: allocations", lean, allocations));
    table.row(instead("decoding alone: CPU, µs, to typed", decode, cpu));
    table.row(instead("decoding alone: allocations", decode, allocations));
    Ok(())
}

fn list_rows(table: &mut Table, form: &str, pods: usize, lists: &[Measured]) {
    table.section(&format!("list of {pods} pods, {form}"));
    let pods = pods as f64;
    table.row(Row::of("CPU, µs a pod", lists, move |sample| {
        sample.cpu_us / pods
    }));
    table.row(Row::of("peak memory, MB", lists, |sample| {
        sample.peak_kb / 1000.0
    }));
    table.row(Row::of("allocations a pod", lists, move |sample| {
        sample.allocations / pods
    }));
}

fn build_rows(table: &mut Table) -> Result<(), String> {
    let ours = |package, manifest| Program::Cargo { package, manifest };
    let kube = builds::measure(&ours("kube-list-pods", peers::KUBE_RS))?;
    let go = peers::client_go()
        .ok()
        .map(|_| builds::measure(&Program::Go));
    let go = go.transpose()?;
    for (form, package, cpu, size) in [
        ("typed", "outrigger-list-pods", 0.75, 5.5),
        ("dynamic", "outrigger-list-pods-dynamic", 0.5, 4.2),
    ] {
        let built = builds::measure(&ours(package, "Cargo.toml"))?;
        table.section(&format!("a program that lists pods, {form}"));
        let row = |name, pick: fn(&builds::Built) -> f64| {
            Row::single(name, pick(&built), pick(&kube), go.as_ref().map(pick))
        };
        table.row(row("crates", |built| built.crates).goal(Goal::Most(70.0)));
        table.row(row("cold build, CPU s", |built| built.cpu_s).goal(Goal::Ratio(cpu)));
        table.row(row("stripped, MB", |built| built.size_mb).goal(Goal::Most(size)));
    }
    Ok(())
}
