//! Every rule: one line each, beside its file in `rules/`.

use std::sync::LazyLock;

use super::document::Rule;

/// Slug and file of every rule, sorted.
static FILES: &[(&str, &str)] = &[
    ("alter-extension", include_str!("../../rules/alter-extension.md")),
    ("ambiguous-column", include_str!("../../rules/ambiguous-column.md")),
    ("broken-migration-order", include_str!("../../rules/broken-migration-order.md")),
    ("change-column-type", include_str!("../../rules/change-column-type.md")),
    ("column-maybe-used", include_str!("../../rules/column-maybe-used.md")),
    ("column-replaced", include_str!("../../rules/column-replaced.md")),
    ("column-still-used", include_str!("../../rules/column-still-used.md")),
    ("column-used-by-deployed-code", include_str!("../../rules/column-used-by-deployed-code.md")),
    ("conflict-target-without-key", include_str!("../../rules/conflict-target-without-key.md")),
    ("database-object-uses-removed", include_str!("../../rules/database-object-uses-removed.md")),
    ("deployed-ambiguous-column", include_str!("../../rules/deployed-ambiguous-column.md")),
    ("deployed-conflict-target-without-key", include_str!("../../rules/deployed-conflict-target-without-key.md")),
    ("deployed-insert-omits-required-column", include_str!("../../rules/deployed-insert-omits-required-column.md")),
    ("deployed-insert-without-columns-breaks", include_str!("../../rules/deployed-insert-without-columns-breaks.md")),
    ("disable-trigger", include_str!("../../rules/disable-trigger.md")),
    ("drop-cascade", include_str!("../../rules/drop-cascade.md")),
    ("drop-column", include_str!("../../rules/drop-column.md")),
    ("drop-constraint", include_str!("../../rules/drop-constraint.md")),
    ("drop-database", include_str!("../../rules/drop-database.md")),
    ("drop-default", include_str!("../../rules/drop-default.md")),
    ("drop-not-null", include_str!("../../rules/drop-not-null.md")),
    ("drop-object", include_str!("../../rules/drop-object.md")),
    ("drop-owned", include_str!("../../rules/drop-owned.md")),
    ("drop-primary-key", include_str!("../../rules/drop-primary-key.md")),
    ("drop-schema", include_str!("../../rules/drop-schema.md")),
    ("drop-table", include_str!("../../rules/drop-table.md")),
    ("drop-table-many-foreign-keys", include_str!("../../rules/drop-table-many-foreign-keys.md")),
    ("drop-trigger", include_str!("../../rules/drop-trigger.md")),
    ("drop-unique-key", include_str!("../../rules/drop-unique-key.md")),
    ("edited-migration", include_str!("../../rules/edited-migration.md")),
    ("enum-value-added", include_str!("../../rules/enum-value-added.md")),
    ("enum-value-order", include_str!("../../rules/enum-value-order.md")),
    ("enum-value-still-used", include_str!("../../rules/enum-value-still-used.md")),
    ("enum-value-used-by-deployed-code", include_str!("../../rules/enum-value-used-by-deployed-code.md")),
    ("enum-values-reordered", include_str!("../../rules/enum-values-reordered.md")),
    ("generated-column-changes", include_str!("../../rules/generated-column-changes.md")),
    ("index-not-concurrent", include_str!("../../rules/index-not-concurrent.md")),
    ("inheritance-column-added", include_str!("../../rules/inheritance-column-added.md")),
    ("inline-references-ignored", include_str!("../../rules/inline-references-ignored.md")),
    ("insert-omits-required-column", include_str!("../../rules/insert-omits-required-column.md")),
    ("insert-without-columns-breaks", include_str!("../../rules/insert-without-columns-breaks.md")),
    ("json-column-without-equality", include_str!("../../rules/json-column-without-equality.md")),
    ("only-tests-use-removed", include_str!("../../rules/only-tests-use-removed.md")),
    ("out-of-order-migration", include_str!("../../rules/out-of-order-migration.md")),
    ("redefinition-loses-attributes", include_str!("../../rules/redefinition-loses-attributes.md")),
    ("rename-as-drop-and-add", include_str!("../../rules/rename-as-drop-and-add.md")),
    ("rename-column", include_str!("../../rules/rename-column.md")),
    ("rename-enum-value", include_str!("../../rules/rename-enum-value.md")),
    ("rename-object", include_str!("../../rules/rename-object.md")),
    ("rename-schema", include_str!("../../rules/rename-schema.md")),
    ("rename-table", include_str!("../../rules/rename-table.md")),
    ("replace-view-or-function", include_str!("../../rules/replace-view-or-function.md")),
    ("replica-identity-nothing", include_str!("../../rules/replica-identity-nothing.md")),
    ("rows-leave-parent", include_str!("../../rules/rows-leave-parent.md")),
    ("sequence-restart", include_str!("../../rules/sequence-restart.md")),
    ("server-settings-changed", include_str!("../../rules/server-settings-changed.md")),
    ("set-default", include_str!("../../rules/set-default.md")),
    ("set-not-null-scans", include_str!("../../rules/set-not-null-scans.md")),
    ("set-schema", include_str!("../../rules/set-schema.md")),
    ("several-heads", include_str!("../../rules/several-heads.md")),
    ("stale-schema-artefact", include_str!("../../rules/stale-schema-artefact.md")),
    ("table-replaced", include_str!("../../rules/table-replaced.md")),
    ("table-still-used", include_str!("../../rules/table-still-used.md")),
    ("table-used-by-deployed-code", include_str!("../../rules/table-used-by-deployed-code.md")),
    ("type-change-narrows", include_str!("../../rules/type-change-narrows.md")),
    ("type-change-under-view", include_str!("../../rules/type-change-under-view.md")),
    ("unparsed-statement", include_str!("../../rules/unparsed-statement.md")),
    ("unreadable-target", include_str!("../../rules/unreadable-target.md")),
];

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let parse = |(slug, text): &(&'static str, &'static str)| match Rule::parse(slug, text) {
        Ok(rule) => rule,
        // The files are part of the program: this is a bug, and a test meets it first.
        Err(error) => panic!("rules/{slug}.md: {error}"),
    };
    FILES.iter().map(parse).collect()
});

/// Every rule, sorted by slug.
pub fn rules() -> &'static [Rule] {
    &RULES
}

/// The rule with this slug.
pub fn named(slug: &str) -> Option<&'static Rule> {
    rules().iter().find(|rule| rule.slug == slug)
}
