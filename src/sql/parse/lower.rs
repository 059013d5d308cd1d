//! From the parser's statements to changes: which statement is what, and the small ones.

use std::ops::Range;

use sqlparser::ast::{self, ObjectType, SetExpr, Statement};

use crate::model::change::{ChangeKind, CreateTable, SchemaChange};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::sql::literal::{RENAMES_STAY, is_on};
use crate::sql::naming::databases_are_schemas;
use crate::sql::query::places::{Places, parts};
use crate::sql::query::scan::{Token, cover, scan};
use crate::sql::query::{of_expr, of_query};

/// Lowers one statement.
pub(super) struct Lower<'p, 't> {
    pub places: &'p Places<'t>,
    pub dialect: Dialect,
    /// The tokens of the text, which tell where operations begin and end.
    pub tokens: Vec<Token>,
    pub changes: Vec<SchemaChange>,
}

impl<'p, 't> Lower<'p, 't> {
    pub fn new(places: &'p Places<'t>, dialect: Dialect) -> Self {
        Self { places, dialect, tokens: scan(places.text, dialect), changes: Vec::new() }
    }

    pub fn push(&mut self, kind: ChangeKind, object: ObjectName, range: Range<usize>) {
        self.changes.push(SchemaChange { kind, object, range });
    }

    pub fn name(&self, name: &ast::ObjectName) -> Result<ObjectName, String> {
        self.places.name(name).ok_or_else(|| "a name is missing".to_owned())
    }

    pub fn idents(&self, idents: &[ast::Ident]) -> Vec<Ident> {
        idents.iter().map(|ident| self.places.ident(ident)).collect()
    }

    /// The whole statement.
    pub fn whole(&self) -> Range<usize> {
        cover(&self.tokens).map_or(0..0, |range| self.places.back(range))
    }

    /// From the first word to the end of a name: `CREATE TABLE users`.
    pub fn head(&self, name: &ObjectName) -> Range<usize> {
        let whole = self.whole();
        let end = name.range().end;
        if whole.contains(&end) || whole.end == end { whole.start..end } else { whole }
    }

    /// Whether one of the first words is this one.
    pub fn has_word(&self, word: &str) -> bool {
        self.tokens.iter().take(8).any(|token| token.is(self.places.text, word))
    }

    /// Lowers a statement that reads and writes no rows.
    pub fn statement(&mut self, statement: &Statement) -> Result<(), String> {
        use Statement as S;
        match statement {
            S::CreateTable(table) => self.create_table(table),
            S::CreateVirtualTable { name, if_not_exists, module_args, .. } => {
                self.virtual_table(name, *if_not_exists, module_args)
            }
            S::AlterTable(alter) => self.alter_table(alter),
            S::CreateView(view) => self.create_view(view),
            S::AlterView { name, columns, query, .. } => {
                let object = self.name(name)?;
                let query = Box::new(of_query(query, self.places, self.dialect));
                let columns = self.idents(columns);
                let range = self.head(&object);
                let kind = ChangeKind::CreateView { query, columns, materialized: false, or_replace: true };
                self.push(kind, object, range);
                Ok(())
            }
            S::Query(query) => self.select_into(query),
            S::CreateIndex(index) => self.create_index(index),
            S::AlterIndex { name, operation } => {
                let ast::AlterIndexOperation::RenameIndex { index_name } = operation;
                let to = self.name(index_name)?.name;
                let (object, range) = (self.name(name)?, self.whole());
                self.push(ChangeKind::RenameIndex { table: None, to }, object, range);
                Ok(())
            }
            S::Drop { object_type, if_exists, names, cascade, temporary, table, .. } => {
                if *temporary {
                    return Ok(());
                }
                self.drop(*object_type, *if_exists, names, *cascade, table.as_ref())
            }
            S::RenameTable(renames) => {
                for rename in renames {
                    let object = self.name(&rename.old_name)?;
                    let to = self.name(&rename.new_name)?;
                    let range = if renames.len() == 1 { self.whole() } else { object.range().start..to.range().end };
                    self.push(ChangeKind::RenameTable { to }, object, range);
                }
                Ok(())
            }
            S::Truncate(truncate) => {
                for target in &truncate.table_names {
                    let object = self.name(&target.name)?;
                    let range = if truncate.table_names.len() == 1 { self.whole() } else { object.range() };
                    self.push(ChangeKind::Truncate, object, range);
                }
                Ok(())
            }
            S::CreateType { name, representation } => {
                let object = self.name(name)?;
                let kind = match representation {
                    Some(ast::UserDefinedTypeRepresentation::Enum { labels }) => {
                        ChangeKind::CreateEnum { values: self.idents(labels) }
                    }
                    _ => ChangeKind::CreateType,
                };
                let range = self.head(&object);
                self.push(kind, object, range);
                Ok(())
            }
            S::CreateDomain(domain) => {
                let object = self.name(&domain.name)?;
                let range = self.head(&object);
                self.push(ChangeKind::CreateType, object, range);
                Ok(())
            }
            S::AlterType(alter) => self.alter_type(alter),
            S::DropDomain(drop) => {
                let (object, range) = (self.name(&drop.name)?, self.whole());
                let cascade = drop.drop_behavior == Some(ast::DropBehavior::Cascade);
                self.push(ChangeKind::DropType { if_exists: drop.if_exists, cascade }, object, range);
                Ok(())
            }
            S::CreateFunction(function) => self.create_function(function),
            S::CreateProcedure { name, or_alter, body, .. } => self.create_procedure(name, *or_alter, body),
            S::DropFunction(drop) => {
                self.drop_routines(&drop.func_desc, drop.if_exists, drop.drop_behavior.as_ref(), false)
            }
            S::DropProcedure { if_exists, proc_desc, drop_behavior } => {
                self.drop_routines(proc_desc, *if_exists, drop_behavior.as_ref(), true)
            }
            S::AlterFunction(alter) => self.alter_function(alter),
            S::CreateTrigger(trigger) => self.create_trigger(trigger),
            S::DropTrigger(drop) => {
                let table = drop.table_name.as_ref().map(|name| self.name(name)).transpose()?;
                let (object, range) = (self.name(&drop.trigger_name)?, self.whole());
                self.push(ChangeKind::DropTrigger { table, if_exists: drop.if_exists }, object, range);
                Ok(())
            }
            S::CreateSchema { schema_name, .. } => {
                let object = match schema_name {
                    ast::SchemaName::Simple(name) | ast::SchemaName::NamedAuthorization(name, _) => self.name(name)?,
                    ast::SchemaName::UnnamedAuthorization(ident) => {
                        ObjectName { qualifiers: Vec::new(), name: self.places.ident(ident) }
                    }
                };
                let range = self.whole();
                self.push(ChangeKind::CreateSchema, object, range);
                Ok(())
            }
            S::CreateDatabase { db_name, .. } => {
                if databases_are_schemas(self.dialect) {
                    let (object, range) = (self.name(db_name)?, self.whole());
                    self.push(ChangeKind::CreateSchema, object, range);
                }
                Ok(())
            }
            S::Set(set) => self.set(set),
            S::Pragma { name, value: Some(value), .. } if name.to_string().ends_with(RENAMES_STAY) => {
                let (object, range) = (self.name(name)?, self.whole());
                self.push(ChangeKind::RenamesStay(is_on(&value.to_string())), object, range);
                Ok(())
            }
            S::Use(used) => {
                if let ast::Use::Schema(name) | ast::Use::Database(name) | ast::Use::Object(name) = used {
                    let (object, range) = (self.name(name)?, self.whole());
                    self.push(ChangeKind::SetSearchPath, object, range);
                }
                Ok(())
            }
            S::AlterRole { operation: ast::AlterRoleOperation::Set { config_name, .. }, .. }
                if parts(config_name).any(|part| part.value.eq_ignore_ascii_case("search_path")) =>
            {
                Err("its words tell the path".to_owned())
            }
            S::AlterSchema(alter) => {
                let harmless = alter
                    .operations
                    .iter()
                    .all(|operation| !matches!(operation, ast::AlterSchemaOperation::Rename { .. }));
                if harmless { Ok(()) } else { Err("a schema is renamed".to_owned()) }
            }
            S::StartTransaction { statements, exception, .. } if statements.is_empty() && exception.is_none() => Ok(()),
            other if has_no_effect(other) => Ok(()),
            _ => Err("the statement is parsed but has no meaning here".to_owned()),
        }
    }

    fn create_view(&mut self, view: &ast::CreateView) -> Result<(), String> {
        let object = self.name(&view.name)?;
        let query = Box::new(of_query(&view.query, self.places, self.dialect));
        let columns = view.columns.iter().map(|column| self.places.ident(&column.name)).collect();
        let or_replace = view.or_replace || view.or_alter;
        let range = self.head(&object);
        self.push(
            ChangeKind::CreateView { query, columns, materialized: view.materialized, or_replace },
            object,
            range,
        );
        Ok(())
    }

    /// `SELECT … INTO new_table`, `SELECT set_config('search_path', …)`.
    fn select_into(&mut self, query: &ast::Query) -> Result<(), String> {
        if let Some(path) = search_path_call(query) {
            let object = ObjectName::new(path);
            let range = self.whole();
            self.push(ChangeKind::SetSearchPath, object, range);
            return Ok(());
        }
        let Some(idents) = creates_table(query, self.dialect) else { return Err("not a table".to_owned()) };
        let object = ObjectName::from_parts(self.idents(idents)).ok_or("a name is missing")?;
        let read = of_query(query, self.places, self.dialect);
        let table = CreateTable { query: Some(Box::new(read)), ..CreateTable::default() };
        let range = self.whole();
        self.push(ChangeKind::CreateTable(table), object, range);
        Ok(())
    }

    fn drop(
        &mut self,
        object_type: ObjectType,
        if_exists: bool,
        names: &[ast::ObjectName],
        cascade: bool,
        table: Option<&ast::ObjectName>,
    ) -> Result<(), String> {
        let table = table.map(|table| self.name(table)).transpose()?;
        let concurrently = self.has_word("concurrently");
        for name in names {
            let object = self.name(name)?;
            let range = if names.len() == 1 { self.whole() } else { object.range() };
            let kind = match object_type {
                ObjectType::Table => ChangeKind::DropTable { if_exists, cascade },
                ObjectType::View => ChangeKind::DropView { if_exists, cascade, materialized: false },
                ObjectType::MaterializedView => ChangeKind::DropView { if_exists, cascade, materialized: true },
                ObjectType::Index => ChangeKind::DropIndex { table: table.clone(), concurrently, if_exists, cascade },
                ObjectType::Schema => ChangeKind::DropSchema { if_exists, cascade },
                ObjectType::Database if databases_are_schemas(self.dialect) => {
                    ChangeKind::DropSchema { if_exists, cascade }
                }
                ObjectType::Database => return Err("a database is dropped".to_owned()),
                ObjectType::Type => ChangeKind::DropType { if_exists, cascade },
                // The schema that is kept here has none of these.
                ObjectType::Collation
                | ObjectType::Role
                | ObjectType::Sequence
                | ObjectType::Stage
                | ObjectType::User
                | ObjectType::Stream
                | ObjectType::Warehouse => continue,
            };
            self.push(kind, object, range);
        }
        Ok(())
    }

    fn alter_type(&mut self, alter: &ast::AlterType) -> Result<(), String> {
        let object = self.name(&alter.name)?;
        let kind = match &alter.operation {
            ast::AlterTypeOperation::Rename(rename) => {
                ChangeKind::RenameType { to: self.unqualified(&rename.new_name) }
            }
            ast::AlterTypeOperation::AddValue(add) => ChangeKind::AddEnumValue { value: self.places.ident(&add.value) },
            ast::AlterTypeOperation::RenameValue(rename) => {
                ChangeKind::RenameEnumValue { from: self.places.ident(&rename.from), to: self.places.ident(&rename.to) }
            }
        };
        let range = self.whole();
        self.push(kind, object, range);
        Ok(())
    }

    /// A name without a schema.
    pub fn unqualified(&self, name: &ast::Ident) -> ObjectName {
        ObjectName { qualifiers: Vec::new(), name: self.places.ident(name) }
    }

    fn set(&mut self, set: &ast::Set) -> Result<(), String> {
        let ast::Set::SingleAssignment { variable, values, .. } = set else { return Ok(()) };
        let is_path = parts(variable).last().is_some_and(|part| part.value.eq_ignore_ascii_case("search_path"));
        if !is_path {
            return Ok(());
        }
        let object = match values.first() {
            Some(ast::Expr::Identifier(ident)) if ident.value.eq_ignore_ascii_case("default") => {
                ObjectName::new("public")
            }
            Some(ast::Expr::Identifier(ident)) => ObjectName { qualifiers: Vec::new(), name: self.places.ident(ident) },
            Some(ast::Expr::Value(value)) => {
                let (ast::Value::SingleQuotedString(text) | ast::Value::DoubleQuotedString(text)) = &value.value else {
                    return Ok(());
                };
                if text.is_empty() {
                    return Ok(());
                }
                let range = self.places.original(value.span).unwrap_or(0..0);
                ObjectName { qualifiers: Vec::new(), name: Ident::at(text.clone(), true, range) }
            }
            _ => return Ok(()),
        };
        let range = self.whole();
        self.push(ChangeKind::SetSearchPath, object, range);
        Ok(())
    }

    /// The columns that an expression names, each once.
    pub fn names_in(&self, expr: &ast::Expr) -> Vec<Ident> {
        let mut names: Vec<Ident> = Vec::new();
        for used in of_expr(expr, self.places, self.dialect).columns {
            if !names.iter().any(|known| known.value == used.column.value) {
                names.push(used.column);
            }
        }
        names
    }
}

/// The target of `SELECT … INTO table`; variables and temporary tables are none. Without a FROM it is mostly a variable, but in PostgreSQL's own SQL, which has none.
pub(super) fn creates_table(query: &ast::Query, dialect: Dialect) -> Option<&[ast::Ident]> {
    let SetExpr::Select(select) = query.body.as_ref() else { return None };
    let into = select.into.as_ref()?;
    let idents = match into.targets.as_slice() {
        [ast::Expr::Identifier(ident)] => std::slice::from_ref(ident),
        [ast::Expr::CompoundIdentifier(idents)] => idents.as_slice(),
        _ => return None,
    };
    let named = idents.iter().all(|ident| ident.quote_style.is_some() || !ident.value.starts_with(['@', '#', ':']));
    let reads = !select.from.is_empty() || dialect == Dialect::Postgres;
    (named && !into.temporary && reads).then_some(idents)
}

/// The first schema of `SELECT set_config('search_path', 'a, b', …)`.
pub(super) fn search_path_call(query: &ast::Query) -> Option<String> {
    let SetExpr::Select(select) = query.body.as_ref() else { return None };
    let [ast::SelectItem::UnnamedExpr(ast::Expr::Function(function))] = select.projection.as_slice() else {
        return None;
    };
    if !parts(&function.name).last()?.value.eq_ignore_ascii_case("set_config") {
        return None;
    }
    let ast::FunctionArguments::List(list) = &function.args else { return None };
    let text = |index: usize| match list.args.get(index)? {
        ast::FunctionArg::Unnamed(ast::FunctionArgExpr::Expr(ast::Expr::Value(value))) => match &value.value {
            ast::Value::SingleQuotedString(text) => Some(text.as_str()),
            _ => None,
        },
        _ => None,
    };
    if text(0)? != "search_path" {
        return None;
    }
    let first = text(1)?.split(',').next()?.trim().trim_matches('"');
    (!first.is_empty()).then(|| first.to_owned())
}

/// Statements that leave tables, columns, types and routines as they are.
fn has_no_effect(statement: &Statement) -> bool {
    use Statement as S;
    matches!(
        statement,
        S::Analyze(_)
            | S::Comment { .. }
            | S::Grant(_)
            | S::Revoke(_)
            | S::Deny(_)
            | S::Commit { .. }
            | S::Rollback { .. }
            | S::Savepoint { .. }
            | S::ReleaseSavepoint { .. }
            | S::CreateExtension(_)
            | S::DropExtension(_)
            | S::CreateSequence { .. }
            | S::CreateRole(_)
            | S::CreatePolicy(_)
            | S::AlterPolicy(_)
            | S::DropPolicy(_)
            | S::AlterRole { .. }
            | S::CreateUser(_)
            | S::AlterUser(_)
            | S::CreateServer(_)
            | S::CreateCollation(_)
            | S::AlterCollation(_)
            | S::CreateOperator(_)
            | S::CreateOperatorFamily(_)
            | S::CreateOperatorClass(_)
            | S::AlterOperator(_)
            | S::AlterOperatorFamily(_)
            | S::AlterOperatorClass(_)
            | S::DropOperator(_)
            | S::DropOperatorFamily(_)
            | S::DropOperatorClass(_)
            | S::CreateTextSearch(_)
            | S::AlterTextSearch(_)
            | S::Pragma { .. }
            | S::Lock(_)
            | S::LockTables { .. }
            | S::UnlockTables
            | S::Vacuum(_)
            | S::Reset(_)
            | S::Flush { .. }
            | S::Discard { .. }
            | S::Deallocate { .. }
            | S::OptimizeTable { .. }
            | S::LISTEN { .. }
            | S::UNLISTEN { .. }
            | S::NOTIFY { .. }
            | S::Kill { .. }
            | S::ExplainTable { .. }
            | S::ShowFunctions { .. }
            | S::ShowVariable { .. }
            | S::ShowStatus { .. }
            | S::ShowVariables { .. }
            | S::ShowCreate { .. }
            | S::ShowColumns { .. }
            | S::ShowDatabases { .. }
            | S::ShowSchemas { .. }
            | S::ShowTables { .. }
            | S::ShowViews { .. }
            | S::ShowCollation { .. }
            | S::Declare { .. }
            | S::Open(_)
            | S::Close { .. }
            | S::Fetch { .. }
            | S::Print(_)
            | S::RaisError { .. }
            | S::Throw(_)
            | S::WaitFor(_)
            | S::Return(_)
            | S::Raise(_)
            | S::Assert { .. }
            | S::AttachDatabase { .. }
    )
}
