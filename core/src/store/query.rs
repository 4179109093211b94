//! Parts of statements that are put together from fixed pieces; values are always bound.

use rusqlite::ToSql;

use crate::error::Result;
use crate::store::sqlite::Columns;
use crate::store::transaction::ReadTransaction;
use crate::value::page::{Page, Window};

/// The conditions of a list, joined by AND, with their bound values.
#[derive(Default)]
pub(crate) struct Condition {
    terms: Vec<String>,
    values: Vec<(String, Box<dyn ToSql>)>,
}

impl Condition {
    /// Adds a condition that binds nothing of its own.
    pub(crate) fn holds(&mut self, sql: impl Into<String>) {
        self.terms.push(sql.into());
    }

    /// Adds `column = :name`, bound to the value.
    pub(crate) fn equals(&mut self, column: &str, name: &str, value: impl ToSql + 'static) {
        self.holds(format!("{column} = {name}"));
        self.bind(name, value);
    }

    /// Binds a value that a condition or the statement around it names.
    pub(crate) fn bind(&mut self, name: impl Into<String>, value: impl ToSql + 'static) {
        self.values.push((name.into(), Box::new(value)));
    }

    /// The conditions as SQL; `TRUE` if there are none.
    pub(crate) fn sql(&self) -> String {
        if self.terms.is_empty() { "TRUE".to_owned() } else { self.terms.join(" AND ") }
    }

    /// The values to bind, to which a statement adds its own.
    pub(crate) fn parameters(&self) -> Vec<(&str, &dyn ToSql)> {
        self.values.iter().map(|(name, value)| (name.as_str(), &**value)).collect()
    }
}

impl ReadTransaction<'_> {
    /// A page of a list, newest first, and the total of all that meets the condition.
    ///
    /// `select` is the statement up to its WHERE; `read` takes from each row its sequence first.
    /// The condition is on columns of `table` alone, whose sequences give the order: no join of
    /// the SELECT may drop or double its rows.
    pub(crate) fn page<T>(
        &self,
        select: &str,
        table: &str,
        condition: &Condition,
        window: Window,
        read: impl FnMut(&mut Columns<'_, '_>) -> Result<(i64, T)>,
    ) -> Result<Page<T>> {
        let holds = condition.sql();
        let mut parameters = condition.parameters();
        let total_sql = format!("SELECT count(*) FROM {table} WHERE {holds}");
        let total = self.number(&total_sql, &*parameters)?;
        let (rows_wanted, skipped) = (window.rows_wanted(), window.skipped);
        let page: [(&str, &dyn ToSql); 3] =
            [(":before", &window.before), (":rows", &rows_wanted), (":skipped", &skipped)];
        parameters.extend(page);
        let rows_sql = format!(
            "{select} WHERE {holds} AND {table}.seq < :before
            ORDER BY {table}.seq DESC LIMIT :rows OFFSET :skipped"
        );
        Ok(window.into_page(self.all(&rows_sql, &*parameters, read)?, total))
    }
}

/// A look-up in a dictionary of folded texts.
pub(crate) struct DictionaryHits {
    /// A SELECT of the sequences whose text contains the needle.
    pub(crate) sql: String,
    /// What to bind to the needle's name.
    pub(crate) value: String,
}

/// The shortest needle that a trigram index can find.
const SHORTEST_TRIGRAM: usize = 3;

/// Where a folded needle stands in a dictionary's column: by its trigram index, or for one and
/// two letters, which that cannot find, by reading the dictionary.
pub(crate) fn dictionary(table: &str, column: &str, name: &str, needle: &str) -> DictionaryHits {
    if needle.chars().count() < SHORTEST_TRIGRAM {
        let sql = format!("SELECT seq FROM {table} WHERE instr({column}, {name}) > 0");
        return DictionaryHits { sql, value: needle.to_owned() };
    }
    DictionaryHits {
        sql: format!("SELECT rowid FROM {table}_index WHERE {table}_index MATCH {name}"),
        value: format!("\"{}\"", needle.replace('"', "\"\"")),
    }
}

/// How SQLite means to run a statement, step by step.
#[cfg(test)]
pub(crate) fn plan(
    transaction: &ReadTransaction<'_>,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> Result<String> {
    let steps = transaction.all(&format!("EXPLAIN QUERY PLAN {sql}"), parameters, |columns| {
        let _: (i64, i64, i64) = (columns.next()?, columns.next()?, columns.next()?);
        columns.next::<String>()
    })?;
    Ok(steps.join("; "))
}
