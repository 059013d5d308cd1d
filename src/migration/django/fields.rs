//! Fields of models, as migrations write them: which column a field makes, and what is true of it.

use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind};
use crate::migration::script::{Scope, Script, Value};

/// A field of a model.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    pub shape: Shape,
    /// `db_column`
    pub db_column: Option<String>,
    pub data_type: String,
    pub nullable: bool,
    pub unique: bool,
    pub primary_key: bool,
    pub generated: bool,
    /// `db_default`: the database knows no other.
    pub default: Option<String>,
    /// Whether rows that lack it are given something when the column is made: a default, an empty string, the present time.
    pub fills: bool,
    /// The model that a relation leads to.
    pub target: Option<Target>,
    /// The name of the key that `unique` made.
    pub key: Option<String>,
}

/// What a field makes in the database.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    Column,
    /// A column that is named after the field with `_id`.
    Key,
    /// A table of its own, unless `through` a model.
    Many {
        through: bool,
        table: Option<String>,
    },
    Nothing,
}

/// The model at the other end.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    Own,
    /// As written: `auth.User`, `User`.
    Named(String),
    /// `settings.AUTH_USER_MODEL`
    User,
    /// Resolved: the app's label and the model in lower case.
    Model(String, String),
}

impl Field {
    /// The column, if it has one.
    pub fn column(&self) -> Option<String> {
        match self.shape {
            Shape::Column => Some(self.db_column.clone().unwrap_or_else(|| self.name.clone())),
            Shape::Key => Some(self.db_column.clone().unwrap_or_else(|| format!("{}_id", self.name))),
            _ => None,
        }
    }
}

/// The key that a model has if it declares none.
pub fn implicit_id() -> Field {
    Field { data_type: "bigint".into(), nullable: false, primary_key: true, generated: true, ..unknown("id") }
}

/// A field of which nothing but the name is known.
pub fn unknown(name: &str) -> Field {
    Field {
        name: name.to_owned(),
        shape: Shape::Column,
        db_column: None,
        data_type: String::new(),
        nullable: true,
        unique: false,
        primary_key: false,
        generated: false,
        default: None,
        fills: true,
        target: None,
        key: None,
    }
}

/// The field that a call like `models.CharField(max_length=9)` makes.
pub fn field<'a>(script: &Script<'a>, name: &str, value: &Value<'a>, scope: &Scope<'a>) -> Field {
    let Value::Expr(Expr { kind: ExprKind::Call { callee, args, .. }, range }) = value else { return unknown(name) };
    let class = callee.last_name().unwrap_or_default();
    let arg = |name: &str| {
        args.iter().find(|arg| arg.name.as_deref() == Some(name)).map(|arg| script.eval(&arg.value, scope))
    };
    let is_true = |name: &str| arg(name).is_some_and(|value| value.is_true());
    let text = |name: &str| arg(name).and_then(|value| value.text().map(str::to_owned));
    let shape = shape(class, &arg("through"), text("db_table"));
    let relation = matches!(shape, Shape::Key | Shape::Many { .. });
    let to = || args.first().filter(|arg| arg.name.is_none()).map(|arg| script.eval(&arg.value, scope));
    let primary_key = is_true("primary_key");
    Field {
        name: name.to_owned(),
        target: if relation { arg("to").or_else(to).and_then(|value| target(&value)) } else { None },
        shape,
        db_column: text("db_column").map(|column| column.trim_matches('"').to_owned()),
        data_type: data_type(class, arg("max_length").as_ref()),
        nullable: is_true("null") || matches!(class, "NullBooleanField"),
        unique: !primary_key && (is_true("unique") || matches!(class, "OneToOneField")),
        primary_key,
        generated: class.ends_with("AutoField") || class == "GeneratedField",
        default: args
            .iter()
            .find(|arg| arg.name.as_deref() == Some("db_default"))
            .map(|arg| shown(script, &arg.value, scope, range)),
        fills: arg("default").is_some_and(|value| !matches!(&value, Value::Literal(text) if text == "None"))
            || arg("db_default").is_some()
            || is_true("auto_now")
            || is_true("auto_now_add")
            || (is_true("blank") && is_text(class)),
        key: None,
    }
}

/// Whether an empty string is a value of the field.
fn is_text(class: &str) -> bool {
    !matches!(shape(class, &None, None), Shape::Key)
        && ["Char", "Text", "Slug", "Email", "URL", "File", "Image", "Binary", "JSON"]
            .iter()
            .any(|word| class.contains(word))
}

fn shown<'a>(script: &Script<'a>, expr: &'a Expr, scope: &Scope<'a>, _: &Range<usize>) -> String {
    match script.eval(expr, scope) {
        Value::Text { value, .. } => format!("'{value}'"),
        Value::Literal(text) => text,
        _ => "expression".to_owned(),
    }
}

fn shape(class: &str, through: &Option<Value<'_>>, table: Option<String>) -> Shape {
    match class {
        "ForeignKey" | "OneToOneField" | "ParentalKey" | "TreeForeignKey" | "TreeOneToOneField" => Shape::Key,
        _ if class.contains("ManyToMany") => {
            let through = through.as_ref().is_some_and(|value| !matches!(value, Value::Literal(_)));
            Shape::Many { through, table }
        }
        "GenericForeignKey" | "GenericRelation" | "CompositePrimaryKey" => Shape::Nothing,
        "TaggableManager" | "ClusterTaggableManager" => Shape::Nothing,
        _ if class.ends_with("ForeignKey") => Shape::Key,
        _ => Shape::Column,
    }
}

fn target(value: &Value<'_>) -> Option<Target> {
    match value {
        Value::Text { value, .. } if value == "self" => Some(Target::Own),
        Value::Text { value, .. } => Some(Target::Named(value.clone())),
        Value::Path { path, .. } if path.ends_with("AUTH_USER_MODEL") => Some(Target::User),
        // `to=orm.Model`: a model that the migration imports.
        Value::Path { path, .. } => path.rsplit('.').next().map(|last| Target::Named(last.to_owned())),
        _ => None,
    }
}

fn data_type(class: &str, length: Option<&Value<'_>>) -> String {
    let varchar = |usual: &str| match length {
        Some(Value::Literal(length)) => format!("varchar({length})"),
        _ => usual.to_owned(),
    };
    match class {
        "CharField" | "SlugField" | "EmailField" | "URLField" | "FileField" | "ImageField" | "FilePathField" => {
            varchar("varchar")
        }
        "BigIntegerField" | "PositiveBigIntegerField" | "BigAutoField" | "ForeignKey" | "OneToOneField" => {
            "bigint".into()
        }
        "IntegerField" | "PositiveIntegerField" | "AutoField" => "integer".into(),
        "SmallIntegerField" | "PositiveSmallIntegerField" | "SmallAutoField" => "smallint".into(),
        "BooleanField" | "NullBooleanField" => "boolean".into(),
        "DateTimeField" => "timestamptz".into(),
        "DateField" => "date".into(),
        "TimeField" => "time".into(),
        "DurationField" => "interval".into(),
        "DecimalField" => "numeric".into(),
        "FloatField" => "double precision".into(),
        "UUIDField" => "uuid".into(),
        "JSONField" => "jsonb".into(),
        "BinaryField" => "bytea".into(),
        "GenericIPAddressField" | "IPAddressField" => "inet".into(),
        "ArrayField" => "array".into(),
        "TextField" => "text".into(),
        _ if class.contains("Char") => varchar("varchar"),
        _ => "text".into(),
    }
}
