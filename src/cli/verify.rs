//! `migcheck verify`: a real database as the judge of a check.

use crate::check;
use crate::output::terminal::clean;
use crate::output::verify::{FORMATS, View, closing};
use crate::verify::address::Address;
use crate::verify::{self, Lost};

use super::args::{Everywhere, TreeOptions, VerifyArgs};
use super::console::Console;
use super::settings::{self, Asked};
use super::{CLEAN, FAILED, FINDINGS};

pub(super) fn run(args: &VerifyArgs, everywhere: &Everywhere, console: &Console) -> u8 {
    match verify(args, everywhere, console) {
        Ok(code) => code,
        Err((message, tip)) => {
            console.error(&clean(&message, true), tip.as_deref());
            FAILED
        }
    }
}

type Failure = (String, Option<String>);

fn verify(args: &VerifyArgs, everywhere: &Everywhere, console: &Console) -> Result<u8, Failure> {
    let address = Address::parse(&args.database).map_err(|message| (message, None))?;
    let named = "use a database of its own: `createdb app_migcheck`, or `CREATE DATABASE app_migcheck`";
    address.named_as_scratch().map_err(|message| (message, Some(named.to_owned())))?;
    let tree = TreeOptions {
        base: args.base.clone(),
        no_git: args.no_git,
        migrations: args.migrations.clone(),
        database: args.only.clone(),
        ..TreeOptions::default()
    };
    let asked = Asked { everywhere, tree: &tree, paths: &[], check: None };
    let here = std::env::current_dir().map_err(|error| (error.to_string(), None))?;
    let config = match settings::whole(&asked, &here) {
        Ok(config) => config,
        Err(error) => {
            console.unsettled(error);
            return Ok(FAILED);
        }
    };
    let dialect = address.dialect();
    let wanted = check::to_verify(&config, dialect);
    if console.problems(&wanted.problems, &wanted.sources) {
        return Ok(FAILED);
    }
    if wanted.trials.is_empty() {
        let known: Vec<&str> = wanted.dialects.iter().map(|dialect| dialect.name()).collect();
        let tip = format!("the migrations here are of {}", known.join(", "));
        return Err((
            format!("there are no migrations of {} to try out", dialect.name()),
            Some(tip).filter(|_| !known.is_empty()),
        ));
    }
    let shown = address.shown();
    let scratch = verify::open(address).map_err(|Lost(why)| (why, None))?;
    let done = verify::verify(scratch, &wanted.trials);
    let view = View {
        verifications: &done.verifications,
        findings: &wanted.findings,
        accepted: &wanted.accepted,
        address: &clean(&shown, true),
        left_behind: &done.left_behind,
        sources: &wanted.sources,
        style: console.style(),
    };
    let text = FORMATS.iter().find(|format| format.name == args.format).map(|format| (format.render)(&view));
    if !console.out(&text.unwrap_or_default()) {
        return Ok(FAILED);
    }
    if !done.left_behind.is_empty() {
        let list = done.left_behind.join(", ");
        console.error(&clean(&format!("this is left behind in {shown}: {list}"), true), None);
    }
    if let Some(why) = &done.lost {
        return Err((why.clone(), None));
    }
    if !done.left_behind.is_empty() {
        return Ok(FAILED);
    }
    console.say(&closing(&view));
    Ok(if view.breaks() { FINDINGS } else { CLEAN })
}
