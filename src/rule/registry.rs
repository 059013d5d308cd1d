//! Every rule: one line each, beside its file in `rules/`.

use std::sync::LazyLock;

use super::document::Rule;

/// Slug and file of every rule, sorted.
static FILES: &[(&str, &str)] = &[
    ("ambiguous-column", include_str!("../../rules/ambiguous-column.md")),
    ("broken-migration-order", include_str!("../../rules/broken-migration-order.md")),
    ("char-column", include_str!("../../rules/char-column.md")),
    ("column-maybe-used", include_str!("../../rules/column-maybe-used.md")),
    ("column-still-used", include_str!("../../rules/column-still-used.md")),
    ("column-used-by-deployed-code", include_str!("../../rules/column-used-by-deployed-code.md")),
    ("conflict-target-without-key", include_str!("../../rules/conflict-target-without-key.md")),
    ("database-object-uses-removed", include_str!("../../rules/database-object-uses-removed.md")),
    ("deployed-ambiguous-column", include_str!("../../rules/deployed-ambiguous-column.md")),
    ("deployed-conflict-target-without-key", include_str!("../../rules/deployed-conflict-target-without-key.md")),
    ("deployed-insert-omits-required-column", include_str!("../../rules/deployed-insert-omits-required-column.md")),
    ("deployed-insert-without-columns-breaks", include_str!("../../rules/deployed-insert-without-columns-breaks.md")),
    ("edited-migration", include_str!("../../rules/edited-migration.md")),
    ("enum-type", include_str!("../../rules/enum-type.md")),
    ("enum-value-added-in-transaction", include_str!("../../rules/enum-value-added-in-transaction.md")),
    ("enum-value-still-used", include_str!("../../rules/enum-value-still-used.md")),
    ("enum-value-used-by-deployed-code", include_str!("../../rules/enum-value-used-by-deployed-code.md")),
    ("enum-value-used-in-transaction", include_str!("../../rules/enum-value-used-in-transaction.md")),
    ("foreign-key-type-mismatch", include_str!("../../rules/foreign-key-type-mismatch.md")),
    ("hash-index", include_str!("../../rules/hash-index.md")),
    ("identifier-too-long", include_str!("../../rules/identifier-too-long.md")),
    ("idle-timeout-missing", include_str!("../../rules/idle-timeout-missing.md")),
    ("index-not-concurrent", include_str!("../../rules/index-not-concurrent.md")),
    ("index-too-wide", include_str!("../../rules/index-too-wide.md")),
    ("insert-omits-required-column", include_str!("../../rules/insert-omits-required-column.md")),
    ("insert-without-columns-breaks", include_str!("../../rules/insert-without-columns-breaks.md")),
    ("int-primary-key", include_str!("../../rules/int-primary-key.md")),
    ("lock-timeout-missing", include_str!("../../rules/lock-timeout-missing.md")),
    ("mixed-schema-and-data", include_str!("../../rules/mixed-schema-and-data.md")),
    ("money-column", include_str!("../../rules/money-column.md")),
    ("only-tests-use-removed", include_str!("../../rules/only-tests-use-removed.md")),
    ("out-of-order-migration", include_str!("../../rules/out-of-order-migration.md")),
    ("security-definer-without-search-path", include_str!("../../rules/security-definer-without-search-path.md")),
    ("serial-column", include_str!("../../rules/serial-column.md")),
    ("set-not-null-scans", include_str!("../../rules/set-not-null-scans.md")),
    ("several-heads", include_str!("../../rules/several-heads.md")),
    ("stale-schema-artefact", include_str!("../../rules/stale-schema-artefact.md")),
    ("statement-not-repeatable", include_str!("../../rules/statement-not-repeatable.md")),
    ("statement-timeout-missing", include_str!("../../rules/statement-timeout-missing.md")),
    ("suppression-expired", include_str!("../../rules/suppression-expired.md")),
    ("suppression-unknown", include_str!("../../rules/suppression-unknown.md")),
    ("suppression-unused", include_str!("../../rules/suppression-unused.md")),
    ("suppression-without-reason", include_str!("../../rules/suppression-without-reason.md")),
    ("table-still-used", include_str!("../../rules/table-still-used.md")),
    ("table-used-by-deployed-code", include_str!("../../rules/table-used-by-deployed-code.md")),
    ("table-without-primary-key", include_str!("../../rules/table-without-primary-key.md")),
    ("timestamp-without-time-zone", include_str!("../../rules/timestamp-without-time-zone.md")),
    ("transaction-nesting", include_str!("../../rules/transaction-nesting.md")),
    ("uncommitted-transaction", include_str!("../../rules/uncommitted-transaction.md")),
    ("unparsed-statement", include_str!("../../rules/unparsed-statement.md")),
    ("unqualified-name", include_str!("../../rules/unqualified-name.md")),
    ("unreadable-target", include_str!("../../rules/unreadable-target.md")),
    ("varchar-limit", include_str!("../../rules/varchar-limit.md")),
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
