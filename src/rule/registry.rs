//! Every rule: one line each, beside its file in `rules/`.

use std::sync::LazyLock;

use super::document::Rule;

/// Slug and file of every rule, sorted.
static FILES: &[(&str, &str)] = &[
    ("all-rows-deleted", include_str!("../../rules/all-rows-deleted.md")),
    ("alter-copies-table", include_str!("../../rules/alter-copies-table.md")),
    ("alter-extension", include_str!("../../rules/alter-extension.md")),
    ("ambiguous-column", include_str!("../../rules/ambiguous-column.md")),
    ("attach-partition-scans", include_str!("../../rules/attach-partition-scans.md")),
    ("backfill-in-migration", include_str!("../../rules/backfill-in-migration.md")),
    ("broken-migration-order", include_str!("../../rules/broken-migration-order.md")),
    ("change-column-type", include_str!("../../rules/change-column-type.md")),
    ("char-column", include_str!("../../rules/char-column.md")),
    ("check-naming", include_str!("../../rules/check-naming.md")),
    ("check-with-volatile-expression", include_str!("../../rules/check-with-volatile-expression.md")),
    ("column-maybe-used", include_str!("../../rules/column-maybe-used.md")),
    ("column-naming", include_str!("../../rules/column-naming.md")),
    ("column-replaced", include_str!("../../rules/column-replaced.md")),
    ("column-still-used", include_str!("../../rules/column-still-used.md")),
    ("column-used-by-deployed-code", include_str!("../../rules/column-used-by-deployed-code.md")),
    ("concurrent-build-corrupts-index", include_str!("../../rules/concurrent-build-corrupts-index.md")),
    ("concurrent-index-on-partitioned-table", include_str!("../../rules/concurrent-index-on-partitioned-table.md")),
    ("concurrently-in-transaction", include_str!("../../rules/concurrently-in-transaction.md")),
    ("conflict-target-without-key", include_str!("../../rules/conflict-target-without-key.md")),
    ("constraint-name-still-used", include_str!("../../rules/constraint-name-still-used.md")),
    ("constraint-without-not-valid", include_str!("../../rules/constraint-without-not-valid.md")),
    ("create-table-as", include_str!("../../rules/create-table-as.md")),
    ("database-object-uses-removed", include_str!("../../rules/database-object-uses-removed.md")),
    ("database-object-writes-break", include_str!("../../rules/database-object-writes-break.md")),
    ("default-rewrites", include_str!("../../rules/default-rewrites.md")),
    ("deployed-ambiguous-column", include_str!("../../rules/deployed-ambiguous-column.md")),
    ("deployed-conflict-target-without-key", include_str!("../../rules/deployed-conflict-target-without-key.md")),
    ("deployed-insert-omits-required-column", include_str!("../../rules/deployed-insert-omits-required-column.md")),
    ("deployed-insert-without-columns-breaks", include_str!("../../rules/deployed-insert-without-columns-breaks.md")),
    ("deployed-star-read-by-position", include_str!("../../rules/deployed-star-read-by-position.md")),
    ("detach-partition-not-concurrent", include_str!("../../rules/detach-partition-not-concurrent.md")),
    ("disable-trigger", include_str!("../../rules/disable-trigger.md")),
    ("domain-constraint-added", include_str!("../../rules/domain-constraint-added.md")),
    ("domain-with-constraint", include_str!("../../rules/domain-with-constraint.md")),
    ("down-does-not-restore", include_str!("../../rules/down-does-not-restore.md")),
    ("down-drops-what-new-code-uses", include_str!("../../rules/down-drops-what-new-code-uses.md")),
    ("down-fails", include_str!("../../rules/down-fails.md")),
    ("down-loses-data", include_str!("../../rules/down-loses-data.md")),
    ("down-missing", include_str!("../../rules/down-missing.md")),
    ("drop-cascade", include_str!("../../rules/drop-cascade.md")),
    ("drop-column", include_str!("../../rules/drop-column.md")),
    ("drop-constraint", include_str!("../../rules/drop-constraint.md")),
    ("drop-database", include_str!("../../rules/drop-database.md")),
    ("drop-default", include_str!("../../rules/drop-default.md")),
    ("drop-index-not-concurrent", include_str!("../../rules/drop-index-not-concurrent.md")),
    ("drop-not-null", include_str!("../../rules/drop-not-null.md")),
    ("drop-object", include_str!("../../rules/drop-object.md")),
    ("drop-owned", include_str!("../../rules/drop-owned.md")),
    ("drop-primary-key", include_str!("../../rules/drop-primary-key.md")),
    ("drop-schema", include_str!("../../rules/drop-schema.md")),
    ("drop-table", include_str!("../../rules/drop-table.md")),
    ("drop-table-many-foreign-keys", include_str!("../../rules/drop-table-many-foreign-keys.md")),
    ("drop-trigger", include_str!("../../rules/drop-trigger.md")),
    ("drop-unique-key", include_str!("../../rules/drop-unique-key.md")),
    ("duplicate-assignment", include_str!("../../rules/duplicate-assignment.md")),
    ("edited-migration", include_str!("../../rules/edited-migration.md")),
    ("enum-type", include_str!("../../rules/enum-type.md")),
    ("enum-value-added", include_str!("../../rules/enum-value-added.md")),
    ("enum-value-added-in-transaction", include_str!("../../rules/enum-value-added-in-transaction.md")),
    ("enum-value-order", include_str!("../../rules/enum-value-order.md")),
    ("enum-value-still-used", include_str!("../../rules/enum-value-still-used.md")),
    ("enum-value-used-by-deployed-code", include_str!("../../rules/enum-value-used-by-deployed-code.md")),
    ("enum-value-used-in-transaction", include_str!("../../rules/enum-value-used-in-transaction.md")),
    ("enum-values-reordered", include_str!("../../rules/enum-values-reordered.md")),
    ("exclusion-constraint-locks", include_str!("../../rules/exclusion-constraint-locks.md")),
    ("foreign-key-naming", include_str!("../../rules/foreign-key-naming.md")),
    ("foreign-key-type-mismatch", include_str!("../../rules/foreign-key-type-mismatch.md")),
    ("foreign-key-without-index", include_str!("../../rules/foreign-key-without-index.md")),
    ("foreign-key-without-not-valid", include_str!("../../rules/foreign-key-without-not-valid.md")),
    ("generated-column-changes", include_str!("../../rules/generated-column-changes.md")),
    ("grant-to-public", include_str!("../../rules/grant-to-public.md")),
    ("hash-index", include_str!("../../rules/hash-index.md")),
    ("identifier-too-long", include_str!("../../rules/identifier-too-long.md")),
    ("idle-timeout-missing", include_str!("../../rules/idle-timeout-missing.md")),
    ("implicit-zero-default", include_str!("../../rules/implicit-zero-default.md")),
    ("index-naming", include_str!("../../rules/index-naming.md")),
    ("index-not-concurrent", include_str!("../../rules/index-not-concurrent.md")),
    ("index-not-online", include_str!("../../rules/index-not-online.md")),
    ("index-too-wide", include_str!("../../rules/index-too-wide.md")),
    ("inheritance-column-added", include_str!("../../rules/inheritance-column-added.md")),
    ("inline-references-ignored", include_str!("../../rules/inline-references-ignored.md")),
    ("insert-omits-required-column", include_str!("../../rules/insert-omits-required-column.md")),
    ("insert-without-columns-breaks", include_str!("../../rules/insert-without-columns-breaks.md")),
    ("int-column", include_str!("../../rules/int-column.md")),
    ("int-primary-key", include_str!("../../rules/int-primary-key.md")),
    ("invalid-index-kept", include_str!("../../rules/invalid-index-kept.md")),
    ("json-column", include_str!("../../rules/json-column.md")),
    ("json-column-without-equality", include_str!("../../rules/json-column-without-equality.md")),
    ("live-model-in-migration", include_str!("../../rules/live-model-in-migration.md")),
    ("lock-table", include_str!("../../rules/lock-table.md")),
    ("lock-timeout-missing", include_str!("../../rules/lock-timeout-missing.md")),
    ("lock-timeout-too-long", include_str!("../../rules/lock-timeout-too-long.md")),
    ("migration-without-way-back", include_str!("../../rules/migration-without-way-back.md")),
    ("mixed-schema-and-data", include_str!("../../rules/mixed-schema-and-data.md")),
    ("money-column", include_str!("../../rules/money-column.md")),
    ("multiple-alter-table", include_str!("../../rules/multiple-alter-table.md")),
    ("not-enforced-constraint", include_str!("../../rules/not-enforced-constraint.md")),
    ("not-null-over-existing-rows", include_str!("../../rules/not-null-over-existing-rows.md")),
    ("null-still-written", include_str!("../../rules/null-still-written.md")),
    ("null-written-by-deployed-code", include_str!("../../rules/null-written-by-deployed-code.md")),
    ("only-tests-use-removed", include_str!("../../rules/only-tests-use-removed.md")),
    ("opaque-block", include_str!("../../rules/opaque-block.md")),
    ("out-of-order-migration", include_str!("../../rules/out-of-order-migration.md")),
    ("prepared-star-changes-result", include_str!("../../rules/prepared-star-changes-result.md")),
    ("primary-key-builds-index", include_str!("../../rules/primary-key-builds-index.md")),
    ("primary-key-over-nullable-columns", include_str!("../../rules/primary-key-over-nullable-columns.md")),
    ("privileges-revoked", include_str!("../../rules/privileges-revoked.md")),
    ("rebuild-loses-something", include_str!("../../rules/rebuild-loses-something.md")),
    ("redefinition-loses-attributes", include_str!("../../rules/redefinition-loses-attributes.md")),
    ("refresh-view-not-concurrent", include_str!("../../rules/refresh-view-not-concurrent.md")),
    ("refused-column", include_str!("../../rules/refused-column.md")),
    ("reindex-not-concurrent", include_str!("../../rules/reindex-not-concurrent.md")),
    ("rename-as-drop-and-add", include_str!("../../rules/rename-as-drop-and-add.md")),
    ("rename-column", include_str!("../../rules/rename-column.md")),
    ("rename-enum-value", include_str!("../../rules/rename-enum-value.md")),
    ("rename-object", include_str!("../../rules/rename-object.md")),
    ("rename-schema", include_str!("../../rules/rename-schema.md")),
    ("rename-table", include_str!("../../rules/rename-table.md")),
    ("replace-view-or-function", include_str!("../../rules/replace-view-or-function.md")),
    ("replica-identity-nothing", include_str!("../../rules/replica-identity-nothing.md")),
    ("required-column-loses-default", include_str!("../../rules/required-column-loses-default.md")),
    ("required-column-without-default", include_str!("../../rules/required-column-without-default.md")),
    ("routine-still-used", include_str!("../../rules/routine-still-used.md")),
    ("routine-used-by-deployed-code", include_str!("../../rules/routine-used-by-deployed-code.md")),
    ("row-security-changed", include_str!("../../rules/row-security-changed.md")),
    ("row-security-without-policy", include_str!("../../rules/row-security-without-policy.md")),
    ("rows-leave-parent", include_str!("../../rules/rows-leave-parent.md")),
    ("security-definer-without-search-path", include_str!("../../rules/security-definer-without-search-path.md")),
    ("sequence-restart", include_str!("../../rules/sequence-restart.md")),
    ("serial-column", include_str!("../../rules/serial-column.md")),
    ("serial-column-rewrites", include_str!("../../rules/serial-column-rewrites.md")),
    ("server-settings-changed", include_str!("../../rules/server-settings-changed.md")),
    ("set-default", include_str!("../../rules/set-default.md")),
    ("set-logged-rewrites", include_str!("../../rules/set-logged-rewrites.md")),
    ("set-not-null-scans", include_str!("../../rules/set-not-null-scans.md")),
    ("set-not-null-with-backfill", include_str!("../../rules/set-not-null-with-backfill.md")),
    ("set-schema", include_str!("../../rules/set-schema.md")),
    ("several-heads", include_str!("../../rules/several-heads.md")),
    ("smallint-column", include_str!("../../rules/smallint-column.md")),
    ("stale-schema-artefact", include_str!("../../rules/stale-schema-artefact.md")),
    ("star-read-by-position", include_str!("../../rules/star-read-by-position.md")),
    ("statement-after-exclusive-lock", include_str!("../../rules/statement-after-exclusive-lock.md")),
    ("statement-not-repeatable", include_str!("../../rules/statement-not-repeatable.md")),
    ("statement-timeout-missing", include_str!("../../rules/statement-timeout-missing.md")),
    ("statement-timeout-too-long", include_str!("../../rules/statement-timeout-too-long.md")),
    ("stored-generated-column-rewrites", include_str!("../../rules/stored-generated-column-rewrites.md")),
    ("suppression-expired", include_str!("../../rules/suppression-expired.md")),
    ("suppression-unknown", include_str!("../../rules/suppression-unknown.md")),
    ("suppression-unused", include_str!("../../rules/suppression-unused.md")),
    ("suppression-without-reason", include_str!("../../rules/suppression-without-reason.md")),
    ("table-naming", include_str!("../../rules/table-naming.md")),
    ("table-replaced", include_str!("../../rules/table-replaced.md")),
    ("table-still-used", include_str!("../../rules/table-still-used.md")),
    ("table-used-by-deployed-code", include_str!("../../rules/table-used-by-deployed-code.md")),
    ("table-without-primary-key", include_str!("../../rules/table-without-primary-key.md")),
    ("timestamp-without-time-zone", include_str!("../../rules/timestamp-without-time-zone.md")),
    ("transaction-nesting", include_str!("../../rules/transaction-nesting.md")),
    ("trigger-added", include_str!("../../rules/trigger-added.md")),
    ("truncate-cascade", include_str!("../../rules/truncate-cascade.md")),
    ("type-change-narrows", include_str!("../../rules/type-change-narrows.md")),
    ("type-change-rewrites", include_str!("../../rules/type-change-rewrites.md")),
    ("type-change-under-view", include_str!("../../rules/type-change-under-view.md")),
    ("type-still-used", include_str!("../../rules/type-still-used.md")),
    ("type-used-by-deployed-code", include_str!("../../rules/type-used-by-deployed-code.md")),
    ("uncommitted-transaction", include_str!("../../rules/uncommitted-transaction.md")),
    ("unique-column-with-one-value", include_str!("../../rules/unique-column-with-one-value.md")),
    ("unique-constraint-builds-index", include_str!("../../rules/unique-constraint-builds-index.md")),
    ("unique-key-naming", include_str!("../../rules/unique-key-naming.md")),
    ("unique-over-existing-rows", include_str!("../../rules/unique-over-existing-rows.md")),
    ("unparsed-statement", include_str!("../../rules/unparsed-statement.md")),
    ("unqualified-name", include_str!("../../rules/unqualified-name.md")),
    ("unreadable-target", include_str!("../../rules/unreadable-target.md")),
    ("used-before-migration", include_str!("../../rules/used-before-migration.md")),
    ("vacuum-full-locks", include_str!("../../rules/vacuum-full-locks.md")),
    ("validate-in-same-transaction", include_str!("../../rules/validate-in-same-transaction.md")),
    ("varchar-limit", include_str!("../../rules/varchar-limit.md")),
    ("volatile-default-rewrites", include_str!("../../rules/volatile-default-rewrites.md")),
    ("wide-lock-window", include_str!("../../rules/wide-lock-window.md")),
];

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let parse = |(slug, text): &(&'static str, &'static str)| match Rule::own(slug, text) {
        Ok(rule) => rule,
        // The files are part of the program: this is a bug, and a test meets it first.
        Err(error) => panic!("rules/{slug}.md: {error}"),
    };
    // Every run begins with this, and has nothing else to do then.
    let (first, second) = FILES.split_at(FILES.len() / 2);
    std::thread::scope(|scope| {
        let second = scope.spawn(|| second.iter().map(parse).collect::<Vec<Rule>>());
        let mut rules: Vec<Rule> = first.iter().map(parse).collect();
        rules.append(&mut second.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        rules
    })
});

/// Every rule, sorted by slug.
pub fn rules() -> &'static [Rule] {
    &RULES
}

/// The rule with this slug.
pub fn named(slug: &str) -> Option<&'static Rule> {
    rules().iter().find(|rule| rule.slug == slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_whole() {
        for (slug, text) in FILES {
            if let Err(error) = Rule::parse(slug, text) {
                panic!("rules/{slug}.md: {error}");
            }
        }
    }
}
