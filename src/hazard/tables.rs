//! Which operations make readers or writers of a table wait.

use super::Deed;
use crate::model::operation::{Fact, Operation};

/// How much a lock keeps from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lock {
    None,
    /// Writers wait: SHARE, SHARE ROW EXCLUSIVE.
    Writers,
    /// Everybody waits: ACCESS EXCLUSIVE.
    Everybody,
}

/// The lock that PostgreSQL takes for an operation (manual, 13.3.1, and the page of each statement).
pub(super) fn lock_of(deed: &Deed) -> Lock {
    match deed.operation {
        Operation::AddColumn
        | Operation::DropColumn
        | Operation::RenameColumn
        | Operation::SetType
        | Operation::SetDefault
        | Operation::DropDefault
        | Operation::SetNotNull
        | Operation::DropNotNull
        | Operation::AddIdentity
        | Operation::DropGenerated
        | Operation::ChangeGenerated
        | Operation::AddUnique
        | Operation::AddPrimaryKey
        | Operation::AddCheck
        | Operation::AddExclusion
        | Operation::AddNotNull
        | Operation::DropConstraint
        | Operation::DropTable
        | Operation::RenameTable
        | Operation::SetSchema
        | Operation::VacuumFull
        | Operation::Cluster
        | Operation::SetLogged
        | Operation::SetTablespace
        | Operation::SetAccessMethod
        | Operation::Truncate
        | Operation::RowSecurity
        | Operation::DropTrigger => Lock::Everybody,
        Operation::DropIndex | Operation::Reindex | Operation::DetachPartition | Operation::RefreshMaterializedView
            if !deed.has(Fact::Concurrently) =>
        {
            Lock::Everybody
        }
        Operation::LockTable => match deed.names.get("what").map(String::as_str) {
            Some("ACCESS EXCLUSIVE" | "WRITE") => Lock::Everybody,
            Some("EXCLUSIVE" | "SHARE ROW EXCLUSIVE" | "SHARE" | "READ") => Lock::Writers,
            _ => Lock::None,
        },
        Operation::CreateIndex if !deed.has(Fact::Concurrently) => Lock::Writers,
        Operation::AddForeignKey
        | Operation::CreateTrigger
        | Operation::DisableTrigger
        | Operation::AttachPartition => Lock::Writers,
        _ => Lock::None,
    }
}

/// Says of a deed whether it makes others wait: not on a table that nobody uses yet. A foreign key locks the other table as well.
pub(super) fn lock(deed: &mut Deed) {
    let new = deed.has(Fact::NewTable) && deed.operation != Operation::AddForeignKey;
    if lock_of(deed) > Lock::None && !new {
        deed.facts.insert(Fact::TakesLock);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::name::ObjectName;

    #[test]
    fn who_waits_for_a_lock() {
        let table = ObjectName::new("users");
        for (operation, what, facts, expected) in [
            (Operation::AddColumn, "", &[][..], Lock::Everybody),
            (Operation::AddForeignKey, "", &[], Lock::Writers),
            (Operation::CreateIndex, "", &[], Lock::Writers),
            (Operation::CreateIndex, "", &[Fact::Concurrently], Lock::None),
            (Operation::ValidateConstraint, "", &[], Lock::None),
            (Operation::LockTable, "ACCESS EXCLUSIVE", &[], Lock::Everybody),
            (Operation::LockTable, "SHARE ROW EXCLUSIVE", &[], Lock::Writers),
            (Operation::LockTable, "ROW EXCLUSIVE", &[], Lock::None),
            (Operation::LockTable, "READ", &[], Lock::Writers),
        ] {
            let deed = Deed::new(operation, 0..1).on(&table).named("what", what);
            let deed = facts.iter().fold(deed, |deed, fact| deed.fact(*fact));
            assert_eq!(lock_of(&deed), expected, "{operation:?} {what} {facts:?}");
        }
    }
}
