//! Parts of statements that are put together from fixed pieces; values are always bound.

use rusqlite::ToSql;

use crate::error::Result;
use crate::store::sqlite::Columns;
use crate::store::transaction::ReadTransaction;
use crate::value::page::{Key, Order, Page, Window};

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

    /// Binds a value under a name of its own, and answers the name.
    pub(crate) fn value(&mut self, value: impl ToSql + 'static) -> String {
        let name = format!(":v{}", self.values.len());
        self.bind(name.clone(), value);
        name
    }

    /// Binds another value to a name.
    pub(crate) fn rebind(&mut self, name: &str, value: impl ToSql + 'static) {
        if let Some((_, bound)) = self.values.iter_mut().find(|(known, _)| known == name) {
            *bound = Box::new(value);
        }
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

/// A list: which rows of a table, in which order.
pub(crate) struct Listing<'a> {
    pub(crate) table: &'static str,
    /// What leads to the rows, in SQL from the table's name on: `payment WHERE …`, each by an
    /// index of its own. A row that two of them lead to stands in the list once only if `overlap`
    /// says so.
    pub(crate) sources: Vec<String>,
    pub(crate) overlap: bool,
    /// What must hold besides, on columns of the table alone.
    pub(crate) condition: Condition,
    pub(crate) order: &'a Order,
}

impl<'a> Listing<'a> {
    /// All rows of a table that meet the condition.
    pub(crate) fn of(table: &'static str, condition: Condition, order: &'a Order) -> Self {
        let sources = vec![format!("{table} WHERE TRUE")];
        Self { table, sources, overlap: false, condition, order }
    }

    /// How many rows there are.
    pub(crate) fn total(&self, transaction: &ReadTransaction<'_>) -> Result<i64> {
        let holds = self.condition.sql();
        let sql = match self.sources.as_slice() {
            [source] => format!("SELECT count(*) FROM {source} AND {holds}"),
            _ => {
                let table = self.table;
                let all = self
                    .sources
                    .iter()
                    .map(|source| format!("SELECT {table}.seq FROM {source} AND {holds}"));
                let all: Vec<_> = all.collect();
                format!("SELECT count(*) FROM ({})", all.join(self.union()))
            }
        };
        transaction.number(&sql, &*self.condition.parameters())
    }

    const fn union(&self) -> &'static str {
        if self.overlap { " UNION " } else { " UNION ALL " }
    }

    /// What holds of the rows beyond the place where a window begins to be read; any of these.
    ///
    /// What comes after a cursor in an order by a key is what is equal in it and then later, and
    /// what is beyond it: two ranges, of which an index serves each, where one comparison of both
    /// would begin with all that is equal.
    fn bounds(&self, window: &Window) -> Vec<String> {
        let table = self.table;
        let (beyond, _) = window.direction(self.order);
        let comparison = window.comparison(self.order);
        let by_sequence = format!("{table}.seq {comparison} :bound");
        let keys = &self.order.keys;
        match (keys.as_slice(), &window.place) {
            ([], _) => vec![by_sequence],
            (_, None) => vec!["TRUE".to_owned()],
            ([key], Some(_)) => {
                vec![format!("{key} = :key0 AND {by_sequence}"), format!("{key} {beyond} :key0")]
            }
            (keys, Some(place)) => {
                let names: Vec<_> = place.keys.iter().map(|(name, _)| name.as_str()).collect();
                let (keys, names) = (keys.join(", "), names.join(", "));
                vec![format!("({keys}, {table}.seq) {comparison} ({names}, :bound)")]
            }
        }
    }

    /// The statement of a window's sequences, with their sort keys before them.
    pub(crate) fn sequences(&self, window: &Window) -> String {
        let table = self.table;
        let (_, way) = window.direction(self.order);
        let keys = &self.order.keys;
        let bounds = self.bounds(window);
        let holds = self.condition.sql();
        let named = keys.iter().enumerate().map(|(place, key)| format!("{key} AS key{place}, "));
        let named: String = named.collect();
        let mut selects = Vec::new();
        for source in &self.sources {
            for bound in &bounds {
                // SQLite begins with the first of several bounds on a column. A cursor's is the
                // nearest, wherever it stands in the range that the condition is; without one it
                // is none.
                let all = match window.place {
                    Some(_) => format!("{bound} AND {holds}"),
                    None => format!("{holds} AND {bound}"),
                };
                selects.push(format!("SELECT {named}{table}.seq AS seq FROM {source} AND {all}"));
            }
        }
        let columns = (1..=keys.len().saturating_add(1)).map(|place| format!("{place} {way}"));
        let columns: Vec<_> = columns.collect();
        format!(
            "{} ORDER BY {} LIMIT :rows OFFSET :skipped",
            selects.join(self.union()),
            columns.join(", ")
        )
    }

    /// The records of a window of so many, and what they are sorted by. `columns` are the
    /// statement's and `joins` what it joins to the table; `read` takes from each row its sequence
    /// first. No join may drop or double rows.
    pub(crate) fn rows<T>(
        &self,
        transaction: &ReadTransaction<'_>,
        window: &Window,
        total: Option<i64>,
        (columns, joins): (&str, &str),
        mut read: impl FnMut(&mut Columns<'_, '_>) -> Result<(i64, T)>,
    ) -> Result<Vec<(Vec<Key>, i64, T)>> {
        let rows_wanted = window.rows_wanted_of(total);
        if rows_wanted == 0 {
            return Ok(Vec::new());
        }
        let table = self.table;
        let count = self.order.keys.len();
        let (_, way) = window.direction(self.order);
        let keys: String = (0..count).map(|place| format!("page.key{place}, ")).collect();
        let order: String = (0..count).map(|place| format!("page.key{place} {way}, ")).collect();
        let sql = format!(
            "WITH page AS MATERIALIZED ({})
            SELECT {keys}{columns}
            FROM page CROSS JOIN {table} ON {table}.seq = page.seq {joins}
            ORDER BY {order}page.seq {way}",
            self.sequences(window)
        );
        let bound = window.bound();
        let mut parameters = self.parameters(window, &bound);
        parameters.push((":rows", &rows_wanted));
        transaction.all(&sql, &*parameters, |columns| {
            let keys = (0..count).map(|_| columns.next()).collect::<Result<Vec<Key>>>()?;
            read(columns).map(|(sequence, record)| (keys, sequence, record))
        })
    }

    /// What a window's statement binds, but for `:rows`.
    fn parameters<'b>(
        &'b self,
        window: &'b Window,
        bound: &'b i64,
    ) -> Vec<(&'b str, &'b dyn ToSql)> {
        let mut parameters = self.condition.parameters();
        parameters.push((":skipped", &window.skipped));
        if self.order.is_plain() || window.place.is_some() {
            parameters.push((":bound", bound));
        }
        for (name, key) in window.place.iter().flat_map(|place| &place.keys) {
            parameters.push((name, key));
        }
        parameters
    }

    /// How many steps it takes SQLite to find a window's sequences, which is what it costs.
    #[cfg(test)]
    pub(crate) fn steps(&self, transaction: &ReadTransaction<'_>, window: &Window) -> i32 {
        let (bound, rows) = (window.bound(), window.rows_wanted());
        let mut parameters = self.parameters(window, &bound);
        parameters.push((":rows", &rows));
        let mut statement = transaction.connection.prepare(&self.sequences(window)).unwrap();
        let found = statement.query_map(&*parameters, |_| Ok(())).unwrap();
        found.for_each(|row| row.unwrap());
        statement.get_status(rusqlite::StatementStatus::VmStep)
    }

    /// How SQLite means to find a window's sequences.
    #[cfg(test)]
    pub(crate) fn plan(
        &self,
        transaction: &ReadTransaction<'_>,
        window: &Window,
    ) -> Result<String> {
        let (bound, rows) = (window.bound(), window.rows_wanted());
        let mut parameters = self.parameters(window, &bound);
        parameters.push((":rows", &rows));
        plan(transaction, &self.sequences(window), &*parameters)
    }

    /// The records of a stretch of sequences, `(after, up to and with, at the most)`, oldest
    /// first, whatever the list's own order is.
    pub(crate) fn stretch<T>(
        &self,
        transaction: &ReadTransaction<'_>,
        (after, last, limit): (i64, i64, i64),
        (columns, joins): (&str, &str),
        read: impl FnMut(&mut Columns<'_, '_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let sql = self.stretch_sql((columns, joins));
        let mut parameters = self.condition.parameters();
        let bounds: [(&str, &dyn ToSql); 3] =
            [(":after", &after), (":last", &last), (":limit", &limit)];
        parameters.extend(bounds);
        transaction.all(&sql, &*parameters, read)
    }

    /// The statement of a stretch.
    pub(crate) fn stretch_sql(&self, (columns, joins): (&str, &str)) -> String {
        let (table, holds) = (self.table, self.condition.sql());
        let selects = self.sources.iter().map(|source| {
            format!(
                "SELECT {table}.seq AS seq FROM {source} AND {holds}
                    AND {table}.seq > :after AND {table}.seq <= :last"
            )
        });
        let selects: Vec<_> = selects.collect();
        format!(
            "WITH stretch AS MATERIALIZED ({} ORDER BY 1 LIMIT :limit)
            SELECT {columns}
            FROM stretch CROSS JOIN {table} ON {table}.seq = stretch.seq {joins}
            ORDER BY stretch.seq",
            selects.join(self.union())
        )
    }

    /// The page of a window.
    pub(crate) fn page<T>(
        &self,
        transaction: &ReadTransaction<'_>,
        window: Window,
        select: (&str, &str),
        read: impl FnMut(&mut Columns<'_, '_>) -> Result<(i64, T)>,
    ) -> Result<Page<T>> {
        let total = window.total(|| Ok(None), || self.total(transaction))?;
        let rows = self.rows(transaction, &window, total, select, read)?;
        Ok(window.into_page_in(self.order, rows, total))
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
        let count = || self.number(&total_sql, &*parameters);
        let total = window.total(|| Ok(None), count)?;
        let (rows_wanted, skipped, bound) = (window.rows_wanted(), window.skipped, window.bound());
        let page: [(&str, &dyn ToSql); 3] =
            [(":bound", &bound), (":rows", &rows_wanted), (":skipped", &skipped)];
        parameters.extend(page);
        let order = Order::newest_first();
        let (comparison, (_, way)) = (window.comparison(&order), window.direction(&order));
        let rows_sql = format!(
            "{select} WHERE {holds} AND {table}.seq {comparison} :bound
            ORDER BY {table}.seq {way} LIMIT :rows OFFSET :skipped"
        );
        let rows = self.all(&rows_sql, &*parameters, read)?;
        drop(parameters);
        Ok(window.into_page(rows, total))
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
