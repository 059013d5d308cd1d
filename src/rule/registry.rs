//! Every rule: one line each, beside its file in `rules/`.

use std::sync::LazyLock;

use super::document::Rule;

/// Slug and file of every rule, sorted.
static FILES: &[(&str, &str)] = &[
    ("all-rows-deleted", include_str!("../../rules/all-rows-deleted.md")),
    ("ambiguous-column", include_str!("../../rules/ambiguous-column.md")),
    ("backfill-in-migration", include_str!("../../rules/backfill-in-migration.md")),
    ("broken-migration-order", include_str!("../../rules/broken-migration-order.md")),
    ("char-column", include_str!("../../rules/char-column.md")),
    ("check-with-volatile-expression", include_str!("../../rules/check-with-volatile-expression.md")),
    ("column-maybe-used", include_str!("../../rules/column-maybe-used.md")),
    ("column-still-used", include_str!("../../rules/column-still-used.md")),
    ("column-used-by-deployed-code", include_str!("../../rules/column-used-by-deployed-code.md")),
    ("conflict-target-without-key", include_str!("../../rules/conflict-target-without-key.md")),
    ("constraint-name-still-used", include_str!("../../rules/constraint-name-still-used.md")),
    ("create-table-as", include_str!("../../rules/create-table-as.md")),
    ("database-object-uses-removed", include_str!("../../rules/database-object-uses-removed.md")),
    ("deployed-ambiguous-column", include_str!("../../rules/deployed-ambiguous-column.md")),
    ("deployed-conflict-target-without-key", include_str!("../../rules/deployed-conflict-target-without-key.md")),
    ("deployed-insert-omits-required-column", include_str!("../../rules/deployed-insert-omits-required-column.md")),
    ("deployed-insert-without-columns-breaks", include_str!("../../rules/deployed-insert-without-columns-breaks.md")),
    ("domain-constraint-added", include_str!("../../rules/domain-constraint-added.md")),
    ("domain-with-constraint", include_str!("../../rules/domain-with-constraint.md")),
    ("duplicate-assignment", include_str!("../../rules/duplicate-assignment.md")),
    ("edited-migration", include_str!("../../rules/edited-migration.md")),
    ("enum-type", include_str!("../../rules/enum-type.md")),
    ("enum-value-added-in-transaction", include_str!("../../rules/enum-value-added-in-transaction.md")),
    ("enum-value-still-used", include_str!("../../rules/enum-value-still-used.md")),
    ("enum-value-used-by-deployed-code", include_str!("../../rules/enum-value-used-by-deployed-code.md")),
    ("enum-value-used-in-transaction", include_str!("../../rules/enum-value-used-in-transaction.md")),
    ("foreign-key-type-mismatch", include_str!("../../rules/foreign-key-type-mismatch.md")),
    ("grant-to-public", include_str!("../../rules/grant-to-public.md")),
    ("hash-index", include_str!("../../rules/hash-index.md")),
    ("identifier-too-long", include_str!("../../rules/identifier-too-long.md")),
    ("idle-timeout-missing", include_str!("../../rules/idle-timeout-missing.md")),
    ("implicit-zero-default", include_str!("../../rules/implicit-zero-default.md")),
    ("index-not-concurrent", include_str!("../../rules/index-not-concurrent.md")),
    ("index-too-wide", include_str!("../../rules/index-too-wide.md")),
    ("insert-omits-required-column", include_str!("../../rules/insert-omits-required-column.md")),
    ("insert-without-columns-breaks", include_str!("../../rules/insert-without-columns-breaks.md")),
    ("int-primary-key", include_str!("../../rules/int-primary-key.md")),
    ("lock-timeout-missing", include_str!("../../rules/lock-timeout-missing.md")),
    ("mixed-schema-and-data", include_str!("../../rules/mixed-schema-and-data.md")),
    ("money-column", include_str!("../../rules/money-column.md")),
    ("not-enforced-constraint", include_str!("../../rules/not-enforced-constraint.md")),
    ("not-null-over-existing-rows", include_str!("../../rules/not-null-over-existing-rows.md")),
    ("only-tests-use-removed", include_str!("../../rules/only-tests-use-removed.md")),
    ("opaque-block", include_str!("../../rules/opaque-block.md")),
    ("out-of-order-migration", include_str!("../../rules/out-of-order-migration.md")),
    ("primary-key-over-nullable-columns", include_str!("../../rules/primary-key-over-nullable-columns.md")),
    ("privileges-revoked", include_str!("../../rules/privileges-revoked.md")),
    ("refused-column", include_str!("../../rules/refused-column.md")),
    ("required-column-loses-default", include_str!("../../rules/required-column-loses-default.md")),
    ("required-column-without-default", include_str!("../../rules/required-column-without-default.md")),
    ("row-security-changed", include_str!("../../rules/row-security-changed.md")),
    ("row-security-without-policy", include_str!("../../rules/row-security-without-policy.md")),
    ("security-definer-without-search-path", include_str!("../../rules/security-definer-without-search-path.md")),
    ("serial-column", include_str!("../../rules/serial-column.md")),
    ("set-not-null-scans", include_str!("../../rules/set-not-null-scans.md")),
    ("set-not-null-with-backfill", include_str!("../../rules/set-not-null-with-backfill.md")),
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
    ("trigger-added", include_str!("../../rules/trigger-added.md")),
    ("truncate-cascade", include_str!("../../rules/truncate-cascade.md")),
    ("uncommitted-transaction", include_str!("../../rules/uncommitted-transaction.md")),
    ("unique-column-with-one-value", include_str!("../../rules/unique-column-with-one-value.md")),
    ("unique-over-existing-rows", include_str!("../../rules/unique-over-existing-rows.md")),
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
