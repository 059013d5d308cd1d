//! Every rule: one line each, beside its file in `rules/`.

use std::sync::LazyLock;

use super::document::Rule;

/// Slug and file of every rule, sorted.
static FILES: &[(&str, &str)] = &[
    ("alter-copies-table", include_str!("../../rules/alter-copies-table.md")),
    ("ambiguous-column", include_str!("../../rules/ambiguous-column.md")),
    ("attach-partition-scans", include_str!("../../rules/attach-partition-scans.md")),
    ("broken-migration-order", include_str!("../../rules/broken-migration-order.md")),
    ("column-maybe-used", include_str!("../../rules/column-maybe-used.md")),
    ("column-still-used", include_str!("../../rules/column-still-used.md")),
    ("column-used-by-deployed-code", include_str!("../../rules/column-used-by-deployed-code.md")),
    ("concurrent-build-corrupts-index", include_str!("../../rules/concurrent-build-corrupts-index.md")),
    ("concurrent-index-on-partitioned-table", include_str!("../../rules/concurrent-index-on-partitioned-table.md")),
    ("concurrently-in-transaction", include_str!("../../rules/concurrently-in-transaction.md")),
    ("conflict-target-without-key", include_str!("../../rules/conflict-target-without-key.md")),
    ("constraint-without-not-valid", include_str!("../../rules/constraint-without-not-valid.md")),
    ("database-object-uses-removed", include_str!("../../rules/database-object-uses-removed.md")),
    ("default-rewrites", include_str!("../../rules/default-rewrites.md")),
    ("deployed-ambiguous-column", include_str!("../../rules/deployed-ambiguous-column.md")),
    ("deployed-conflict-target-without-key", include_str!("../../rules/deployed-conflict-target-without-key.md")),
    ("deployed-insert-omits-required-column", include_str!("../../rules/deployed-insert-omits-required-column.md")),
    ("deployed-insert-without-columns-breaks", include_str!("../../rules/deployed-insert-without-columns-breaks.md")),
    ("detach-partition-not-concurrent", include_str!("../../rules/detach-partition-not-concurrent.md")),
    ("drop-index-not-concurrent", include_str!("../../rules/drop-index-not-concurrent.md")),
    ("edited-migration", include_str!("../../rules/edited-migration.md")),
    ("enum-value-still-used", include_str!("../../rules/enum-value-still-used.md")),
    ("enum-value-used-by-deployed-code", include_str!("../../rules/enum-value-used-by-deployed-code.md")),
    ("exclusion-constraint-locks", include_str!("../../rules/exclusion-constraint-locks.md")),
    ("foreign-key-type-mismatch", include_str!("../../rules/foreign-key-type-mismatch.md")),
    ("foreign-key-without-index", include_str!("../../rules/foreign-key-without-index.md")),
    ("foreign-key-without-not-valid", include_str!("../../rules/foreign-key-without-not-valid.md")),
    ("index-not-concurrent", include_str!("../../rules/index-not-concurrent.md")),
    ("index-not-online", include_str!("../../rules/index-not-online.md")),
    ("insert-omits-required-column", include_str!("../../rules/insert-omits-required-column.md")),
    ("insert-without-columns-breaks", include_str!("../../rules/insert-without-columns-breaks.md")),
    ("invalid-index-kept", include_str!("../../rules/invalid-index-kept.md")),
    ("lock-table", include_str!("../../rules/lock-table.md")),
    ("multiple-alter-table", include_str!("../../rules/multiple-alter-table.md")),
    ("only-tests-use-removed", include_str!("../../rules/only-tests-use-removed.md")),
    ("out-of-order-migration", include_str!("../../rules/out-of-order-migration.md")),
    ("primary-key-builds-index", include_str!("../../rules/primary-key-builds-index.md")),
    ("refresh-view-not-concurrent", include_str!("../../rules/refresh-view-not-concurrent.md")),
    ("reindex-not-concurrent", include_str!("../../rules/reindex-not-concurrent.md")),
    ("serial-column-rewrites", include_str!("../../rules/serial-column-rewrites.md")),
    ("set-logged-rewrites", include_str!("../../rules/set-logged-rewrites.md")),
    ("set-not-null-scans", include_str!("../../rules/set-not-null-scans.md")),
    ("several-heads", include_str!("../../rules/several-heads.md")),
    ("stale-schema-artefact", include_str!("../../rules/stale-schema-artefact.md")),
    ("statement-after-exclusive-lock", include_str!("../../rules/statement-after-exclusive-lock.md")),
    ("stored-generated-column-rewrites", include_str!("../../rules/stored-generated-column-rewrites.md")),
    ("table-still-used", include_str!("../../rules/table-still-used.md")),
    ("table-used-by-deployed-code", include_str!("../../rules/table-used-by-deployed-code.md")),
    ("type-change-rewrites", include_str!("../../rules/type-change-rewrites.md")),
    ("unique-constraint-builds-index", include_str!("../../rules/unique-constraint-builds-index.md")),
    ("unparsed-statement", include_str!("../../rules/unparsed-statement.md")),
    ("unreadable-target", include_str!("../../rules/unreadable-target.md")),
    ("vacuum-full-locks", include_str!("../../rules/vacuum-full-locks.md")),
    ("validate-in-same-transaction", include_str!("../../rules/validate-in-same-transaction.md")),
    ("volatile-default-rewrites", include_str!("../../rules/volatile-default-rewrites.md")),
    ("wide-lock-window", include_str!("../../rules/wide-lock-window.md")),
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
