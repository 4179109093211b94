//! `billfold customers`.

use billfold_core::{ClientId, CustomerFilter, CustomerId, CustomerUpdate, NewCustomer, Phrase};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::cli::filter::{self, Filtering};
use crate::cli::input::{Clearable, Edit, Input};
use crate::cli::list::Paging;
use crate::cli::session::Session;
use crate::failure::Result;
use crate::output::{Column, number, text, time};

pub(super) const COLUMNS: &[Column] = &[
    text("id"),
    text("name"),
    text("email"),
    text("client_id"),
    time("created_at"),
    time("updated_at").detail(),
    time("erased_at").detail(),
    number("version").detail(),
];

/// Customers: the people who pay
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Create a customer; a name or an e-mail address is enough
    Create(Input<NewFields>),
    /// Show one
    Get { id: CustomerId },
    /// List customers, newest first
    #[command(after_long_help = filter::help(&CustomerFilter::terms()))]
    List(ListArguments),
    /// Change the name or the e-mail address
    Edit {
        id: CustomerId,
        #[command(flatten)]
        edit: Edit<Fields>,
    },
    /// Erase the name and the e-mail address, down to the file's free pages; amounts stay
    Erase {
        id: CustomerId,
        /// Even while a payment of theirs is pending
        #[arg(long)]
        force: bool,
    },
}

/// The body of `create`.
#[derive(Debug, Args, Serialize)]
pub(crate) struct NewFields {
    #[command(flatten)]
    #[serde(flatten)]
    fields: Fields,
    /// Its id, a UUID, if it must be one of your choice
    #[arg(long)]
    id: Option<String>,
    /// Whose customer it is; a client's own credential need not say
    #[arg(long)]
    client_id: Option<String>,
}

/// The body of `edit`, and what it shares with that of `create`.
#[derive(Debug, Args, Serialize)]
pub(crate) struct Fields {
    /// 1 to 100 characters
    #[arg(long)]
    name: Option<String>,
    /// Up to 254 characters
    #[arg(long)]
    email: Option<String>,
}

impl Clearable for Fields {
    const FIELDS: &'static [&'static str] = &["name", "email"];
}

/// What `list` takes.
#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// Only those with this in their name or e-mail address
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Only those of this client
    #[arg(long)]
    client_id: Option<ClientId>,
    #[command(flatten)]
    filtering: Filtering,
    #[command(flatten)]
    paging: Paging,
}

/// Does what the verb says.
pub(crate) fn run(verb: Verb, session: &mut Session) -> Result<()> {
    match verb {
        Verb::Create(input) => {
            let new = NewCustomer::from_json(&input.body()?)?;
            let created = session.creator()?.create_customer(new)?;
            session.changed(COLUMNS, &created)
        }
        Verb::Get { id } => {
            let found = session.reader()?.customer(id)?;
            session.show(COLUMNS, &found)
        }
        Verb::List(ListArguments { search, client_id, filtering, paging }) => {
            let mut filter = filtering.read(|filter: &mut CustomerFilter| &mut filter.sort)?;
            filter.words.add_given(Phrase::given(search.as_deref().unwrap_or_default())?);
            filter.client.add_given(client_id);
            let store = session.reader()?;
            session.list(COLUMNS, &paging, |page| store.list_customers(&filter, page))
        }
        Verb::Edit { id, edit } => {
            let update = CustomerUpdate::from_json(&edit.body()?)?;
            let updated = session.writer()?.update_customer(id, update)?;
            session.changed(COLUMNS, &updated)
        }
        Verb::Erase { id, force } => {
            session.confirm(&format!("erase the name and e-mail address of {id} for good"))?;
            let erased = session.writer()?.erase_customer(id, force)?;
            session.changed(COLUMNS, &erased)
        }
    }
}
