//! Models of Laravel's packages that projects extend: the class of the project says neither its table nor a name like it.

use crate::lang::facts::{Class, Expr};

use super::CodeFile;

/// The namespace, the class, and the table that the package's migrations make.
const PACKAGES: &[(&str, &str, &str)] = &[
    ("Illuminate.Notifications", "DatabaseNotification", "notifications"),
    ("Laravel.Cashier", "Subscription", "subscriptions"),
    ("Laravel.Cashier", "SubscriptionItem", "subscription_items"),
    ("Laravel.Jetstream", "Team", "teams"),
    ("Laravel.Jetstream", "TeamInvitation", "team_invitations"),
    ("Laravel.Passport", "AuthCode", "oauth_auth_codes"),
    ("Laravel.Passport", "Client", "oauth_clients"),
    ("Laravel.Passport", "PersonalAccessClient", "oauth_personal_access_clients"),
    ("Laravel.Passport", "RefreshToken", "oauth_refresh_tokens"),
    ("Laravel.Passport", "Token", "oauth_access_tokens"),
    ("Laravel.Sanctum", "PersonalAccessToken", "personal_access_tokens"),
    ("OwenIt.Auditing.Models", "Audit", "audits"),
    ("Silber.Bouncer.Database", "Ability", "abilities"),
    ("Silber.Bouncer.Database", "Role", "roles"),
    ("Spatie.Activitylog.Models", "Activity", "activity_log"),
    ("Spatie.MediaLibrary.MediaCollections.Models", "Media", "media"),
    ("Spatie.Permission.Models", "Permission", "permissions"),
    ("Spatie.Permission.Models", "Role", "roles"),
    ("Spatie.Tags", "Tag", "tags"),
];

/// How files name the models of a table.
pub fn models_of(table: &str) -> impl Iterator<Item = String> {
    let own = PACKAGES.iter().filter(move |(.., name)| *name == table);
    own.map(|(module, model, _)| format!("{}\\{model}", module.replace('.', "\\")))
}

/// The table of the package's model that a class extends.
pub(super) fn table_of(file: &CodeFile, class: &Class) -> Option<&'static str> {
    let of_base = |base: &Expr| {
        let path = base.path().or_else(|| base.last_name().map(str::to_owned))?.replace('\\', ".");
        let import = file.facts.imports.iter().find(|import| import.local == path);
        let whole = match import.and_then(|import| Some((import.module.replace('\\', "."), import.name.as_ref()?))) {
            Some((module, name)) => format!("{module}.{name}"),
            None => path.trim_start_matches('.').to_owned(),
        };
        let (module, name) = whole.rsplit_once('.')?;
        PACKAGES.iter().find(|(own, model, _)| *own == module && *model == name).map(|(.., table)| *table)
    };
    class.bases.iter().find_map(of_base)
}
